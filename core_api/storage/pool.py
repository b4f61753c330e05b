"""PostgreSQL: the connection pool and the migrations."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What asyncpg raises when the database is away, starting, stopping or out of connections: trying again may help."""
_LOCK = 0x706F6469756D
"""Advisory lock that lets one process migrate at a time."""

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record] | asyncpg.Connection[asyncpg.Record]
else:  # the library's own classes are not generic when the program runs
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection


async def connect(url: str) -> Pool:
    """Raises `Unavailable` when the database cannot be reached."""
    try:
        return await asyncpg.create_pool(url, min_size=2, max_size=16, command_timeout=5, timeout=5, init=_prepare)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {error}") from error


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def migrate(pool: Pool) -> None:
    """Brings the schema up to date: every file of `migrations/`, once, in the order of their names."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute(
            "create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())"
        )
        done = {row["name"] for row in await connection.fetch("select name from migrations")}
        for file in sorted(MIGRATIONS.glob("*.sql")):
            if file.name not in done:
                log.info("migrating %s", file.name)
                await connection.execute(file.read_text())
                await connection.execute("insert into migrations (name) values ($1)", file.name)


async def answers(pool: Pool) -> bool:
    return bool(await pool.fetchval("select true"))
