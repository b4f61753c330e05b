"""The whole platform on one machine: embedded servers where no URL is set, then the roles, all supervised."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import hmac
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import aiohttp
import msgspec

from deploy.local import running
from deploy.local.embedded import PARTS, Part, Postgres
from deploy.local.running import Running
from deploy.local.supervisor import Child, Supervisor
from realtime.runtime.errors import BadSetting, Damaged, PodiumError
from realtime.runtime.settings import OUTSIDE, Settings
from realtime.security.tokens import make_keys

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = "1"
"""Version of the data folder's layout."""


class Secrets(msgspec.Struct):
    """Made at the first start and kept in the data folder, readable by its owner only."""

    password: str
    secret_key: str
    admin_password: str


class Stack:
    """`up` starts everything, `serve` keeps it running, `down` stops it. `told` hears every step in words for a person."""

    def __init__(self, settings: Settings, data: Path, workers: int, told: Callable[[str], None]) -> None:
        self.settings = settings
        self.data = data.resolve()
        self.workers = workers
        self.url = f"http://{settings.host}:{settings.port}"
        self._told = told
        self._supervisor = Supervisor(ROOT, told)
        self._lock: IO[str] | None = None
        self._readiness: dict[str, str] = {}
        """URL of /readyz by role."""

    @property
    def children(self) -> list[Child]:
        return self._supervisor.children

    async def up(self) -> None:
        """Raises `BadSetting`, `Damaged`, `Unavailable` or `Occupied`, with what to do, and leaves nothing running then."""
        _check_free(self.settings.host, self.settings.port)
        self._open_data()
        kept = self._secrets()
        try:
            urls = await self._start_parts(kept)
            await self._start_roles(kept, urls)
        except BaseException:
            await self.down()
            raise
        self._note_running()

    async def serve(self) -> None:
        await self._supervisor.watch()

    async def down(self) -> None:
        await self._supervisor.stop()
        running.forget(self.data)
        if self._lock is not None:
            self._lock.close()

    def admin(self) -> tuple[str, str]:
        """E-mail address and password of the first administrator."""
        return self.settings.admin_email or "admin@podium.localhost", self.settings.admin_password or self._secrets().admin_password

    def _open_data(self) -> None:
        try:
            (self.data / "logs").mkdir(parents=True, exist_ok=True)
            self._lock = (self.data / "lock").open("w")
        except NotADirectoryError:
            raise Damaged(f"the data folder {self.data} is not a folder", field="data") from None
        except FileExistsError as error:
            raise Damaged(f"the data folder is in the way of a file: {error.filename}", field="data") from None
        except PermissionError as error:
            raise BadSetting(f"no permission to write {error.filename}: choose another folder with --data", field="data") from None
        except OSError as error:
            raise BadSetting(
                f"cannot use {self.data} as data folder: {error.strerror}; choose another one with --data", field="data"
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock = None
            raise Occupied(f"another Podium runs on {self.data}: stop it, or choose another folder with --data", field="data") from None
        layout = self.data / "LAYOUT"
        if not layout.exists():
            if any(p.name not in ("logs", "lock") for p in self.data.iterdir()):
                raise Damaged(f"{self.data} is not empty and is no data folder of Podium's (its file LAYOUT is missing)", field="data")
            layout.write_text(LAYOUT)
        elif layout.read_text().strip() != LAYOUT:
            raise Damaged(f"{layout} says {layout.read_text()[:20]!r}, this version of Podium reads {LAYOUT!r}", field="data")
        for log in (self.data / "logs").glob("*.log"):
            if log.stat().st_size > 20 * 2**20:
                log.replace(log.with_suffix(".log.1"))

    def _secrets(self) -> Secrets:
        path = self.data / "secrets.json"
        if not path.exists():
            made = Secrets(secrets.token_urlsafe(24).replace("-", "x"), secrets.token_hex(32), secrets.token_urlsafe(12) + "1!")
            private, public = make_keys()
            _write_secret(self.data / "jwt-private.pem", private)
            _write_secret(self.data / "jwt-public.pem", public)
            _write_secret(path, msgspec.json.encode(made))
            return made
        try:
            return msgspec.json.decode(path.read_bytes(), type=Secrets)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Damaged(f"the data folder is damaged: {path} cannot be read ({error}); restore it from a backup", field="data") from None

    async def _start_parts(self, kept: Secrets) -> dict[str, str]:
        urls: dict[str, str] = {}
        starting = []
        for kind in PARTS:
            if given := getattr(self.settings, kind.setting):
                urls[kind.setting] = given
                continue
            part = kind(self.data, _free_port(), kept.password)
            fresh = not part.folder.exists()
            part.prepare()
            if fresh:
                self._told(f"made a new {part.name} store")
            urls[kind.setting] = part.url
            starting.append(self._start_part(part))
        began = time.monotonic()
        await asyncio.gather(*starting)
        if starting:
            self._told(f"{len(starting)} servers answer after {time.monotonic() - began:.1f} s")
        return urls

    async def _start_part(self, part: Part) -> None:
        await self._supervisor.start(
            Child(
                part.name,
                part.command(),
                part.env,
                part.answers,
                self.data / "logs" / f"{part.name}.log",
                part.user,
                # SIGINT lets PostgreSQL stop without waiting for its clients
                signal.SIGINT if isinstance(part, Postgres) else signal.SIGTERM,
            )
        )

    async def _start_roles(self, kept: Secrets, urls: dict[str, str]) -> None:
        api_port = self.settings.api_port or _free_port()
        email, password = self.admin()
        values = {f: getattr(self.settings, f) for f in Settings.__struct_fields__} | urls
        values |= {
            "api_port": api_port,
            "api_url": self.settings.api_url or f"http://{self.settings.role_host}:{api_port}",
            "secret_key": self.settings.secret_key or kept.secret_key,
            "jwt_private_key_file": self.settings.jwt_private_key_file or str(self.data / "jwt-private.pem"),
            "jwt_public_key_file": self.settings.jwt_public_key_file or str(self.data / "jwt-public.pem"),
            "service_token": self.settings.service_token or _derived(self.settings.secret_key or kept.secret_key, "service token"),
            "admin_email": email,
            "admin_password": password,
            "judge_cache": self.settings.judge_cache or str(self.data / "judge"),
        }
        began = time.monotonic()
        starts = [self._start_role("api", values, f"{values['api_url']}/readyz")]
        others = [("engine", 1), ("judge", 1), ("gateway", self.workers)]
        for role, count in others:
            for number in range(count):
                health = _free_port()
                name = role if count == 1 else f"{role}-{number + 1}"
                starts.append(
                    self._start_role(name, values | {"health_port": health}, f"http://{self.settings.role_host}:{health}/readyz", role)
                )
        await asyncio.gather(*starts)
        self._told(f"{len(starts)} roles answer after {time.monotonic() - began:.1f} s")

    async def _start_role(self, name: str, values: dict[str, Any], ready: str, role: str = "") -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("PODIUM_") or k in OUTSIDE - {"PODIUM_CONFIG"}}
        env |= {f"PODIUM_{key.upper()}": str(value) for key, value in values.items()}
        env |= {"PYTHONPATH": str(ROOT), "PODIUM_CONFIG": os.devnull}
        if env.pop("PYTHONDONTWRITEBYTECODE", None):  # compiled modules make a restart quick; here they are in nobody's way
            env["PYTHONPYCACHEPREFIX"] = str(self.data / "pycache")
        self._readiness[name] = ready
        command: list[str | Path] = [sys.executable, "-m", "deploy", "run", role or name]
        await self._supervisor.start(Child(name, command, env, lambda: _answers(ready), self.data / "logs" / f"{name}.log", layer=1))

    def _note_running(self) -> None:
        """For `podium status`."""
        Running(
            pid=os.getpid(),
            url=self.url,
            admin=self.admin()[0],
            since=time.time(),
            roles=self._readiness,
            processes={child.name: child.process.pid for child in self.children if child.process},
        ).write(self.data)


class Occupied(PodiumError):
    """The port or the data folder is in use."""

    code = "occupied"


def _derived(key: str, purpose: str) -> str:
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


async def _answers(url: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
            session.get(url) as response,
        ):
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Occupied(
                f"port {port} on {host} cannot be used: {error.strerror}; choose another one with --port", field="port"
            ) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_secret(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
