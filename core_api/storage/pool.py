"""PostgreSQL: the connection pool.

Connections are read-only by default: a statement that writes outside a `read_write` transaction fails. `core_api.storage.unit_of_work`
opens those, so that no domain can write past its messages and its audit rows.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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


async def connect(url: str, at_least: int = 2) -> Pool:
    """`at_least`: connections that are made at once; with 0 it is found out later whether the server answers.

    Raises `Unavailable` when the database cannot be reached.
    """
    settings = {"default_transaction_read_only": "on"}
    try:
        return await asyncpg.create_pool(
            url, min_size=at_least, max_size=16, command_timeout=5, timeout=5, init=_prepare, reset=_given_back, server_settings=settings
        )
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {error}") from error


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _given_back(_: Any) -> None:
    """Nothing is left to undo: asyncpg itself rolls back what is open, who listens stops it, and nobody changes a session (a test looks
    for that). asyncpg's own way is a round trip behind every use of a connection: ten for a submission.
    """


@asynccontextmanager
async def read_write(connection: Connection) -> AsyncIterator[None]:
    """A transaction that may write. Domains use `unit_of_work.begin`, jobs of the worker this.

    asyncpg's own transactions cannot say `read write`, and a `set transaction` behind their `begin` would be one more round trip.
    Leaving the block commits, an exception rolls back. A connection that breaks meanwhile is rolled back by the server, and one
    that is given back to the pool in a transaction, by the pool.
    """
    await connection.execute("begin read write")
    try:
        yield
    except BaseException:
        if not connection.is_closed():
            await connection.execute("rollback")
        raise
    await connection.execute("commit")


async def answers(pool: Pool) -> bool:
    return bool(await pool.fetchval("select true"))
