"""Who reads the logs learns nobody's e-mail address."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from tests.conftest import started_servers


async def test_postgres_logs_no_row_that_it_refused(tmp_path: Path) -> None:
    with started_servers(tmp_path / "data", "postgres") as urls:
        connection = await asyncpg.connect(urls["postgres"])
        await connection.execute("create table people (email text primary key)")
        for _ in range(2):
            try:
                await connection.execute("insert into people values ('anna@example.org')")
            except asyncpg.UniqueViolationError as error:
                assert "anna@example.org" in str(error)
        await connection.close()
    log = await asyncio.to_thread((tmp_path / "data/logs/postgres.log").read_text)
    assert "duplicate key" in log
    assert "anna" not in log
