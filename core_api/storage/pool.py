"""PostgreSQL: the connection pool."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import asyncpg

from realtime.runtime.errors import Unavailable

AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that broke between two messages of one statement: its states do not fit any more
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
"""What asyncpg raises when the database is away, starting, stopping or out of connections: trying again may help."""

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


async def answers(pool: Pool) -> bool:
    return bool(await pool.fetchval("select true"))
