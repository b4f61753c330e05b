"""The whole platform on one machine: embedded servers where no URL is set, then the roles, all supervised."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp

from core_api.storage.migrate import migrate
from deploy.local import running
from deploy.local.data_folder import DataFolder, Secrets
from deploy.local.log_files import LogFiles
from deploy.local.ports import check_free, free_port
from deploy.local.resealing import reseal
from deploy.local.roles import ROLES
from deploy.local.running import Running
from deploy.local.servers import PARTS, Nats, Part, Postgres
from deploy.local.servers.base import derived
from deploy.local.store_watch import StoreWatch
from deploy.local.supervisor import Child, Supervisor
from realtime.runtime.settings import OUTSIDE, Settings

ROOT = Path(__file__).resolve().parents[2]
ADMIN_EMAIL = "admin@podium.localhost"
"""Account of the administrator when the settings name none."""


KEPT_FROM_GATEWAYS = frozenset(
    (
        *("secret_key", "previous_secret_key", "service_token", "admin_password"),
        *("postgres_url", "postgres_owner_url", "redis_url", "mongo_url", "elasticsearch_url", "smtp_url"),
    )
)
"""Secrets that gateways have no use for: strangers talk to them."""


class Stack:
    """`up` starts everything, `serve` keeps it running, `down` stops it. `report` is called with every step, in words for a person."""

    def __init__(self, settings: Settings, data: Path, counts: Mapping[str, int], report: Callable[[str], None]) -> None:
        """`counts`: processes by role, where there is to be more than one."""
        self.settings = settings
        self._counts = dict.fromkeys(ROLES, 1) | dict(counts)
        self.url = f"http://{settings.host}:{settings.port}"
        self._report = report
        self._folder = DataFolder(data)
        self._secrets: Secrets | None = None
        self._nats: Nats | None = None
        self._postgres_port = 0
        self._supervisor = Supervisor(ROOT, report)
        self._readiness: dict[str, str] = {}
        """URL of /readyz by the process's name."""

    @property
    def data(self) -> Path:
        return self._folder.path

    async def up(self) -> None:
        """Raises `BadSetting`, `Damaged`, `Unavailable` or `Occupied`, with what to do, and leaves nothing running then."""
        check_free(self.settings.host, self.settings.port, "--port")
        if self.settings.api_port:
            check_free(self.settings.role_host, self.settings.api_port, "PODIUM_API_PORT")
        self._secrets = self._folder.open()
        try:
            urls = await self._start_parts(self._secrets)
            self._folder.lock_older_out()
            owner = urls.pop("postgres_owner_url", "") or self.settings.postgres_owner_url or urls["postgres_url"]  # not for the roles
            if applied := await migrate(owner):
                self._report(f"brought the database up to date ({len(applied)} migrations)")
            values = self._role_settings(self._secrets, urls)
            if self._folder.needs_reseal or self.settings.previous_secret_key:
                self._report(f"sealed {(await reseal(Settings(**values))).sealed} objects of an earlier version or key anew")
            self._folder.record_version()
            await self._start_roles(values)
        except BaseException:
            await self.down()
            raise
        self._note_running()

    async def serve(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._supervisor.watch())
            group.create_task(LogFiles(self._folder.logs, self._report).run())
            if self._nats is not None:
                restart = partial(self._supervisor.terminate, self._nats.name)
                group.create_task(StoreWatch(self._nats, restart, self._report).run())

    async def down(self) -> None:
        await self._supervisor.stop()
        running.forget(self.data)
        self._folder.close()

    def admin(self) -> tuple[str, str]:
        """E-mail address and password of the first administrator; the latter is known once the platform is up."""
        made = self._secrets.admin_password if self._secrets else ""
        return self.settings.admin_email or ADMIN_EMAIL, self.settings.admin_password or made

    async def _start_parts(self, kept: Secrets) -> dict[str, str]:
        urls: dict[str, str] = {}
        starting = []
        for kind in PARTS:
            if given := getattr(self.settings, kind.setting):
                urls[kind.setting] = given
                continue
            part = kind(self.data, free_port(), kept.password)
            fresh = not part.folder.exists()
            part.prepare()
            if fresh:
                self._report(f"made a new {part.name} store")
            urls |= part.urls()
            if isinstance(part, Nats):
                self._nats = part
            if isinstance(part, Postgres):
                self._postgres_port = part.port
            starting.append(self._start_part(part))
        began = time.monotonic()
        await asyncio.gather(*starting)
        if starting:
            self._report(f"{len(starting)} servers answer after {time.monotonic() - began:.1f} s")
        return urls

    async def _start_part(self, part: Part) -> None:
        await self._supervisor.start(
            Child(
                part.name,
                part.command(),
                part.env,
                part.answers,
                self._folder.logs / f"{part.name}.log",
                part.user,
                # SIGINT lets PostgreSQL stop without waiting for its clients
                signal.SIGINT if isinstance(part, Postgres) else signal.SIGTERM,
                mounts=part.mounts,
            )
        )

    async def _start_roles(self, values: dict[str, Any]) -> None:
        began = time.monotonic()
        starting = [
            self._start_role(role, role if count == 1 else f"{role}-{number + 1}", values)
            for role, count in self._counts.items()
            for number in range(count)
        ]
        await asyncio.gather(*starting)
        self._report(f"{len(starting)} roles answer after {time.monotonic() - began:.1f} s")

    def _role_settings(self, kept: Secrets, urls: dict[str, str]) -> dict[str, Any]:
        """All settings as the roles are to see them: what is not set comes from the data folder."""
        api_port = self.settings.api_port or free_port()
        secret_key = self.settings.secret_key or kept.secret_key
        email, password = self.admin()
        return {name: getattr(self.settings, name) for name in Settings.__struct_fields__} | {
            **urls,
            "api_port": api_port,
            "api_url": self.settings.api_url or f"http://{self.settings.role_host}:{api_port}",
            "secret_key": secret_key,
            "proxy_secret": self.settings.proxy_secret or derived(secret_key, "proxy"),
            "service_token": self.settings.service_token or derived(secret_key, "service token"),
            "registration": self.settings.registration or ("verified" if self.settings.smtp_url else "open"),
            "admin_email": email,
            "admin_password": password,
            "public_url": self.settings.public_url or self.url,
            "mail_folder": self.settings.mail_folder or str(self.data / "mail"),
            "archive_folder": self.settings.archive_folder or str(self.data / "archive"),
            "judge_cache": self.settings.judge_cache or str(self.data / "judge"),
        }

    async def _start_role(self, role: str, name: str, values: dict[str, Any]) -> None:
        health_port = free_port()
        ready = f"http://{self.settings.role_host}:{health_port}/readyz"
        env = {k: v for k, v in os.environ.items() if not k.startswith("PODIUM_") or k in OUTSIDE - {"PODIUM_CONFIG"}}
        given = {key: value for key, value in values.items() if role != "gateway" or key not in KEPT_FROM_GATEWAYS}
        env |= {f"PODIUM_{key.upper()}": str(value) for key, value in (given | {"health_port": health_port}).items()}
        env |= {"PYTHONPATH": str(ROOT), "PODIUM_CONFIG": os.devnull}
        if env.pop("PYTHONDONTWRITEBYTECODE", None):  # compiled modules make a restart quick; here they are in nobody's way
            env["PYTHONPYCACHEPREFIX"] = str(self.data / "pycache")
        if role == "api":  # the gateways, which run on this machine, say who asks
            gateways = {"127.0.0.1", "::1", self.settings.role_host}
            env["PODIUM_TRUSTED_PROXIES"] = ",".join(filter(None, [values["trusted_proxies"], *sorted(gateways)]))
        self._readiness[name] = ready
        command: list[str | Path] = [sys.executable, "-m", "deploy", "run", role]
        await self._supervisor.start(Child(name, command, env, lambda: _answers(ready), self._folder.logs / f"{name}.log", layer=1))

    def _note_running(self) -> None:
        """For `podium status`."""
        Running(
            pid=os.getpid(),
            url=self.url,
            admin=self.admin()[0],
            since=time.time(),
            roles=self._readiness,
            processes={child.name: child.process.pid for child in self._supervisor.children if child.process},
            postgres_port=self._postgres_port,
        ).write(self.data)


async def _answers(url: str) -> bool:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
            session.get(url) as response,
        ):
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False
