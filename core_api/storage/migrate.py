"""Schema migrations of PostgreSQL: the files of `migrations/`, each applied once, in the order of their names.

`podium migrate` applies them; the roles that use the database call `check` at their start and refuse to run on another schema. A file
that was applied never changes: its checksum is kept beside its name.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import asyncpg

from core_api.storage.pool import Connection, Pool, connect
from realtime.runtime.errors import Unavailable, WrongSchema

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
CONNECT_SECONDS = 5.0
_LOCK = 0x706F6469756D
"""Advisory lock that lets one process migrate at a time."""


class Migration(NamedTuple):
    name: str
    sql: str
    checksum: str
    """SHA-256 of the file, in hexadecimal."""


def migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """Those of this version of Podium, in their order."""
    files = sorted(folder.glob("*.sql"))
    return [Migration(file.name, file.read_text(), hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]


async def migrate(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Applies what is missing, in one transaction, and returns the names.

    Raises `Unavailable`, or `WrongSchema` for a newer database and for a file that was changed after it was applied.
    """
    try:
        # no command timeout, which a pool has: rewriting a large table takes its time
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Unavailable(f"PostgreSQL cannot be reached: {error}") from error
    try:
        async with connection.transaction():
            return await _migrate(connection, migrations(folder))
    finally:
        await connection.close()


async def checked_pool(stack: AsyncExitStack, url: str) -> Pool:
    """The connections of a role, closed with the stack. Raises `Unavailable`, and `WrongSchema` (see `check`)."""
    pool = await connect(url)
    stack.callback(pool.terminate)
    await check(pool)
    return pool


async def check(pool: Pool, folder: Path = MIGRATIONS) -> None:
    """Raises `WrongSchema`, saying what to do, unless the database has exactly the schema of this version."""
    async with pool.acquire() as connection:
        missing = _missing(migrations(folder), await _applied(connection))
    if missing:
        names = ", ".join(migration.name for migration in missing)
        raise WrongSchema(f"the database is older than this version of Podium, it lacks {names}: run 'podium migrate'")


async def _migrate(connection: Connection, known: Sequence[Migration]) -> list[str]:
    await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
    await connection.execute(
        "create table if not exists migrations (name text primary key, applied_at timestamptz not null default now());"
        "alter table migrations add column if not exists checksum text"
    )
    missing = _missing(known, await _applied(connection))
    for migration in missing:
        log.info("migrating %s", migration.name)
        try:
            await connection.execute(migration.sql)
        except asyncpg.PostgresError as error:
            raise WrongSchema(f"{migration.name} cannot be applied, nothing was changed: {error}") from error
        await connection.execute("insert into migrations (name) values ($1)", migration.name)
    # databases of before the checksums were kept get them now
    await connection.executemany(
        "update migrations set checksum = $2 where name = $1 and checksum is null", [(known.name, known.checksum) for known in known]
    )
    return [migration.name for migration in missing]


async def _applied(connection: Connection) -> dict[str, str | None]:
    """Checksums of the applied migrations by their names; None where it was not kept."""
    if await connection.fetchval("select to_regclass('migrations')") is None:
        return {}
    # the column is missing in databases of before the checksums were kept
    rows = await connection.fetch("select name, to_jsonb(migrations) ->> 'checksum' as checksum from migrations")
    return {row["name"]: row["checksum"] for row in rows}


def _missing(known: Sequence[Migration], applied: dict[str, str | None]) -> list[Migration]:
    """Raises `WrongSchema` where applying the rest would not give this version's schema."""
    if unknown := sorted(applied.keys() - {migration.name for migration in known}):
        raise WrongSchema(f"this database is newer than this version of Podium, it has {', '.join(unknown)}: run the version that made it")
    for migration in known:
        if applied.get(migration.name) not in (None, migration.checksum):
            raise WrongSchema(f"{migration.name} was changed after it was applied: restore the file, and put changes into a new one")
    missing = [migration for migration in known if migration.name not in applied]
    if missing and applied and missing[0].name < max(applied):
        raise WrongSchema(f"{missing[0].name} would come before {max(applied)}, which is applied: give it a later name")
    return missing
