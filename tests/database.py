"""Writing to PostgreSQL in a test: connections of a pool are read-only outside of a unit of work."""

from __future__ import annotations

from core_api.storage import unit_of_work
from core_api.storage.pool import Pool


async def execute(pool: Pool, statement: str, *arguments: object) -> str:
    async with unit_of_work.begin(pool) as work:
        return str(await work.connection.execute(statement, *arguments))
