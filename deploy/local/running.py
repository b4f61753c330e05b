"""The platform that runs on a data folder: its state file, and how its administrator is reached."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple, NoReturn

import msgspec

from realtime.runtime import settings
from realtime.runtime.errors import Unavailable
from realtime.runtime.settings import Settings


def data_folder(given: Path | None) -> Path:
    """The folder of `--data`, else the one in PODIUM_HOME, which the start script sets."""
    return given or Path(os.environ.get("PODIUM_HOME", ".podium")) / "data"


class Running(msgspec.Struct, kw_only=True):
    """State of a running platform: `running.json` in its data folder, there while it runs."""

    pid: int
    """Of the supervisor."""
    url: str
    admin: str
    """E-mail address of the administrator."""
    since: float
    """When it became ready, in seconds since the epoch."""
    roles: dict[str, str]
    """URL of /readyz by the process's name."""
    processes: dict[str, int]
    """Process id of each role and server when it became ready."""
    postgres_port: int = 0
    """Of the embedded PostgreSQL; 0: there is none."""

    def write(self, data: Path) -> None:
        _file(data).write_bytes(msgspec.json.encode(self))


def running(data: Path) -> Running | None:
    """The platform that runs on this folder, None when there is none."""
    try:
        state = msgspec.json.decode(_file(data).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return state if Path(f"/proc/{state.pid}").exists() else None


def forget(data: Path) -> None:
    _file(data).unlink(missing_ok=True)


def _file(data: Path) -> Path:
    return data / "running.json"


def settings_of(data: Path) -> Settings:
    """Of the roles of the platform that runs on this folder, whose servers have ports of their own at each start: from the environment
    of one of its processes, which only its own user may read. Raises `Unavailable`.
    """
    state = running(data)
    for pid in state.processes.values() if state is not None else ():
        try:
            pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")
        except OSError:
            continue
        environ = dict(pair.split("=", 1) for pair in pairs if pair.startswith("PODIUM_") and "=" in pair)
        if environ.get("PODIUM_POSTGRES_URL"):
            return settings.load(environ)
    raise Unavailable(f"no platform runs on {data}: start one with './podium up', name its folder with --data, or set PODIUM_POSTGRES_URL")


API_KEY = "PODIUM_API_KEY"
"""In the environment: an API key of the scope `admin`, which commands then use instead of a password."""


class Administrator(NamedTuple):
    """A platform and the account to use it with."""

    url: str
    email: str
    password: str
    key: str = ""
    """An API key, used instead of both."""


def administrator(data: Path, url: str | None) -> Administrator:
    """Of the platform at `url` from the settings, else of the one that runs on this data folder.

    With an API key in the environment, that is who acts. Raises `Unavailable` when none runs there, `BadSetting` when the administrator of
    another one is not known.
    """
    if key := os.environ.get(API_KEY, ""):
        address = url or (running(data) or _nowhere(data)).url
        return Administrator(address, "", "", key)
    known = settings.load()
    if url is not None and known.admin_email:
        settings.require(known, "admin_password")
        return Administrator(url, known.admin_email, known.admin_password)
    state = running(data)
    try:
        password = json.loads((data / "secrets.json").read_text())["admin_password"]
    except (OSError, ValueError, KeyError):
        state = None
    if state is None:
        _nowhere(data)
    return Administrator(url or state.url, state.admin, known.admin_password or password)


def _nowhere(data: Path) -> NoReturn:
    raise Unavailable(
        f"no platform runs on {data}: start one with './podium up', name its folder with --data, or give --url with"
        f" {API_KEY}, or with PODIUM_ADMIN_EMAIL and PODIUM_ADMIN_PASSWORD"
    )
