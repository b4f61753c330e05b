"""Other users of the machine, against the embedded servers."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import nats
import nats.errors
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError

from deploy.local.servers.base import derived
from deploy.local.servers.postgres import APP
from tests.conftest import Servers


def without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{parts.port}", query=parts.query.replace("&authSource=admin", "")).geturl()


async def test_no_server_answers_without_its_password(servers: Servers) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await asyncpg.connect(without_password(servers.postgres), user="postgres", timeout=5)
    with pytest.raises(AuthenticationError):
        await Redis.from_url(without_password(servers.redis)).get("x")
    with pytest.raises((nats.errors.Error, OSError)):
        await nats.connect(without_password(servers.nats), allow_reconnect=False, max_reconnect_attempts=0, connect_timeout=2)
    store: AsyncIOMotorClient[Any] = AsyncIOMotorClient(without_password(servers.mongo), serverSelectionTimeoutMS=3000)
    with pytest.raises(OperationFailure):
        await store.podium.judgements.insert_one({"verdict": "AC"})
    with pytest.raises(OperationFailure):
        await store.podium.tests.find_one()


def test_no_password_serves_for_another_server(servers: Servers) -> None:
    asking = [url for url in servers if url != servers.search]  # which knows no password, and holds what is public
    secrets = [urlsplit(url).password or urlsplit(url).username for url in asking]
    assert len(set(secrets)) == len(asking)
    assert all(secrets)


def test_the_search_server_listens_on_loopback_alone(servers: Servers) -> None:
    port = f"{urlsplit(servers.search).port or 0:04X}"
    listening = [line.split()[1:4] for file in ("tcp", "tcp6") for line in Path(f"/proc/net/{file}").read_text().splitlines()[1:]]
    assert [local for local, _, state in listening if local.endswith(f":{port}") and state == "0A"] == [f"0100007F:{port}"]


def as_app(url: str) -> str:
    """The URL that roles get; tests are given that of the tables' owner."""
    parts = urlsplit(url)
    password = derived(derived("secret", "postgres"), APP)
    return parts._replace(netloc=f"{APP}:{password}@{parts.hostname}:{parts.port}").geturl()


async def test_the_roles_of_postgresql_may_do_no_more_than_they_need(servers: Servers) -> None:
    owner = await asyncpg.connect(servers.postgres)
    await owner.execute("create table if not exists held (a int)")
    app = await asyncpg.connect(as_app(servers.postgres))
    await app.execute("insert into held values (1)")
    assert await app.fetchval("select count(*) from held")
    forbidden = ("select pg_read_file('/etc/passwd')", "create role other superuser", "copy held to program 'id'", "create database other")
    for connection in (app, owner):
        assert not await connection.fetchval("select rolsuper from pg_roles where rolname = current_user")
        for statement in forbidden:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    for statement in ("drop table held", "alter table held add b int", "create table other (a int)", "truncate held"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await owner.execute("drop table held")
    await owner.close()
    await app.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: not root: PostgreSQL runs as the user of the test")
def test_postgresql_has_no_right_beside_its_own_files(servers: Servers) -> None:
    process = postmaster(urlsplit(servers.postgres).port or 0)
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines() if ":\t" in line)
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {"0" * 16}
    assert "0" not in status["Uid"].split()


def postmaster(port: int) -> int:
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"\0-p\0{port}\0".encode() in (entry / "cmdline").read_bytes():
                return int(entry.name)
        except OSError:
            pass  # it has just ended
    raise AssertionError(f"no postmaster listens on {port}")


def test_folders_and_files_are_closed_to_others(servers: Servers, data_of_servers: Path) -> None:
    for name in ("postgres", "redis", "nats", "mongo"):
        assert stat.S_IMODE((data_of_servers / name).stat().st_mode) == 0o700
    for log in (data_of_servers / "logs").glob("*.log"):
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
