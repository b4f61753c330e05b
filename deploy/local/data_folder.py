"""The data folder of a platform on one machine: its lock, its version, its secrets.

Two version numbers stand in the file LAYOUT: that of the folder's own layout, and the number of the last migration of PostgreSQL's schema.
Code that knows a lower number of either refuses the folder, because it would misread what newer code wrote. An older version (layout 1
wrote the digit alone) is brought up to date when the servers run, just before the migrations.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from core_api.storage.migrate import MIGRATIONS
from deploy.local.ports import Occupied
from realtime.runtime.errors import BadSetting, Damaged
from realtime.runtime.private_folder import private_folder

LAYOUT = 5
"""1 had no schema beside it; 2: PostgreSQL had one superuser, MongoDB no password; 3: seals named nothing, the log was not
signed; 4: e-mail addresses stood in clear."""
RESEALED = 5
"""Layout from which on seals and log are as `podium reseal` makes them."""
SECRETS = "secrets.json"
FRESH = ".new"
"""Suffix of a file that is being written."""


class Version(NamedTuple):
    layout: int
    schema: int
    """Number of the last migration."""


class Secrets(msgspec.Struct):
    """Passwords and keys made at the first start: `secrets.json`, readable by its owner only."""

    password: str
    """Of the embedded servers."""
    secret_key: str
    admin_password: str


def current_version() -> Version:
    """What this code writes."""
    return Version(LAYOUT, max(int(file.name.split("_")[0]) for file in MIGRATIONS.glob("*.sql")))


class DataFolder:
    """Call `open` before anything else, and `close` at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self._secrets, self._layout = self.path / SECRETS, self.path / "LAYOUT"
        self._lock: IO[str] | None = None
        self._found = Version(LAYOUT, 0)
        """As a new folder has it; `open` reads another's."""

    @property
    def needs_reseal(self) -> bool:
        """Whether what the stores hold was sealed by an earlier version, as far as is recorded."""
        return self._found.layout < RESEALED

    def open(self) -> Secrets:
        """Takes the lock and reads the secrets; makes what a new folder needs.

        Raises `Occupied`, `BadSetting` or `Damaged`, with what to do, and changes nothing then.
        """
        self._take_lock()
        try:
            fresh = not self._layout.exists()
            if fresh:
                self._check_unused()
            else:
                self._check_version()
            kept = self._read_secrets(fresh)
            if fresh:
                self._layout.write_text(_text(self._found))  # last: until then a start that was cut off begins anew
        except BaseException:
            self.close()
            raise
        for log in self.logs.glob("*.log*"):
            log.chmod(0o600)
        return kept

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def lock_older_out(self) -> None:
        """Call it before the migrations: a crash in between must not leave new data under an old number."""
        _replace(self._layout, _text(Version(self._found.layout, current_version().schema)).encode())

    def record_version(self) -> None:
        """Call it when everything in the folder is as this version has it."""
        _replace(self._layout, _text(current_version()).encode())

    def _take_lock(self) -> None:
        try:
            private_folder(self.path, "data")
            self.logs.mkdir(exist_ok=True)
            lock = (self.path / "lock").open("w")
        except NotADirectoryError:
            raise Damaged(f"the data folder {self.path} is not a folder", field="data") from None
        except FileExistsError as error:
            raise Damaged(f"the data folder is in the way of a file: {error.filename}", field="data") from None
        except PermissionError as error:
            raise BadSetting(f"no permission to write {error.filename}: choose another folder with --data", field="data") from None
        except OSError as error:
            raise BadSetting(
                f"cannot use {self.path} as data folder: {error.strerror}; choose another one with --data", field="data"
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise Occupied(f"another Podium runs on {self.path}: stop it, or choose another folder with --data", field="data") from None
        self._lock = lock

    def _check_unused(self) -> None:
        made_before_layout = {"logs", "lock", self._secrets.name, "jwt-private.pem", "jwt-public.pem"}
        if any(path.name.removesuffix(FRESH) not in made_before_layout for path in self.path.iterdir()):
            raise Damaged(f"{self.path} is not empty and is no data folder of Podium's (its file LAYOUT is missing)", field="data")

    def _check_version(self) -> None:
        found, known = _parse(self._layout), current_version()
        self._found = found
        if found.layout > known.layout or found.schema > known.schema:
            raise Damaged(
                f"a newer Podium wrote this data folder ({self._layout}: layout {found.layout}, schema {found.schema}; this version knows"
                f" layout {known.layout}, schema {known.schema}): start that version, or restore a backup from before the upgrade",
                field="data",
            )

    def _read_secrets(self, fresh: bool) -> Secrets:
        if not self._secrets.exists():
            if not fresh:
                raise Damaged(
                    f"{self._secrets} is missing: the stores in {self.path} cannot be opened without its passwords, nor sources and tests"
                    " be read without its key. Restore it from a backup, or choose another folder with --data to begin anew",
                    field="data",
                )
            made = Secrets(secrets.token_urlsafe(24).replace("-", "x"), secrets.token_hex(32), secrets.token_urlsafe(12) + "1!")
            _replace(self._secrets, msgspec.json.encode(made))
            return made
        try:
            return msgspec.json.decode(self._secrets.read_bytes(), type=Secrets)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Damaged(
                f"the data folder is damaged: {self._secrets} cannot be read ({error}); restore it from a backup", field="data"
            ) from None


def kept_admin_password(data: Path) -> str:
    """Of the administrator that `up` has made; empty: there is none, or somebody else's folder."""
    try:
        return msgspec.json.decode((data / SECRETS).read_bytes(), type=Secrets).admin_password
    except (OSError, msgspec.DecodeError):
        return ""


def keep_admin_password(data: Path, password: str) -> bool:
    """False: the folder has no secrets."""
    try:
        kept = msgspec.json.decode((data / SECRETS).read_bytes(), type=Secrets)
    except FileNotFoundError:
        return False
    _replace(data / SECRETS, msgspec.json.encode(msgspec.structs.replace(kept, admin_password=password)))
    return True


def _text(version: Version) -> str:
    return f"layout {version.layout}\nschema {version.schema}\n"


def _parse(file: Path) -> Version:
    text = file.read_text(errors="replace").strip()
    if match := re.fullmatch(r"layout (\d{1,9})\nschema (\d{1,9})", text):
        return Version(int(match[1]), int(match[2]))
    if re.fullmatch(r"\d{1,9}", text):  # layout 1
        return Version(int(text), 0)
    raise Damaged(f"the data folder is damaged: {file} cannot be read ({text[:20]!r}); restore it from a backup", field="data")


def _replace(path: Path, content: bytes) -> None:
    """Writes a file that only its owner reads, whole or not at all, also when the machine loses power."""
    fresh = path.with_name(path.name + FRESH)
    with open(fresh, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
