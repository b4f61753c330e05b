"""Against real servers: engines alone, the log, and databases of a test's own."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from core_api.storage import audit
from core_api.storage import pool as postgres
from core_api.storage.migrate import migrate
from core_api.storage.pool import Pool
from realtime.backbone.nats import NatsBackbone
from realtime.runtime.settings import Settings
from tests.conftest import ROOT, Platform, Servers, started_platform
from tests.logs import SECRET_KEY


class Engines:
    """Engine processes, of which some are killed."""

    def __init__(self, servers: Servers, log: Path, **environment: str) -> None:
        urls = {"PODIUM_NATS_URL": servers.nats, "PODIUM_REDIS_URL": servers.redis}
        self._env = {**urls, "PODIUM_SECRET_KEY": SECRET_KEY, "PODIUM_TICK_MS": "20", **environment}
        self._log = log
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        everything = {**os.environ, "PYTHONPATH": str(ROOT), **self._env}
        with self._log.open("ab") as log:  # a pipe that nobody reads would stop them when it is full
            process = subprocess.Popen([sys.executable, "-m", "deploy", "run", "engine"], cwd=ROOT, env=everything, stdout=log, stderr=log)
        self._running[process.pid] = process

    def runs(self, pid: int) -> bool:
        return pid in self._running

    def kill(self, pid: int) -> None:
        process = self._running.pop(pid)
        process.kill()
        process.wait()

    def kill_all(self) -> None:
        for pid in list(self._running):
            self.kill(pid)

    def said(self, words: str) -> int:
        return self._log.read_text().count(words)


@pytest.fixture
def engines(servers: Servers, tmp_path: Path) -> Iterator[Engines]:
    made = Engines(servers, tmp_path / "engines.log")
    for _ in range(2):
        made.start()
    yield made
    made.kill_all()


@pytest.fixture
async def backbone(servers: Servers) -> AsyncIterator[NatsBackbone]:
    made = await NatsBackbone.connect(servers.nats, name="test")
    yield made
    await made.close()


@pytest.fixture
async def database_url(servers: Servers) -> AsyncIterator[str]:
    """A database without tables: a schema of its own, since the owner of the tables may not make databases."""
    name = f"test_{uuid.uuid4().hex}"
    server = await asyncpg.connect(servers.postgres)
    await server.execute(f"create schema {name}")
    yield f"{servers.postgres}?search_path={name}"
    await server.execute(f"drop schema {name} cascade")
    await server.close()


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """A database with the newest schema and no rows."""
    await migrate(database_url)
    audit.use(Settings(secret_key=SECRET_KEY))
    made = await postgres.connect(database_url)
    yield made
    await made.close()


@pytest.fixture
def own_platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform for one test that breaks things."""
    with started_platform(tmp_path / "data", stops_in=40) as made:
        yield made
