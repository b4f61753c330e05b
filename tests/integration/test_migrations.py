"""Schema migrations: how they are applied, what is refused, and those that rewrite rows, over rows of the release before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from core_api.storage import migrate
from core_api.storage import pool as postgres
from realtime.runtime.errors import WrongSchema
from realtime.security.tokens import make_keys
from realtime.storage.judge_queue import JudgeTask
from tests.conftest import ROOT

OLD_TASK = {
    "submission": "s", "judgement": "s-1", "problem": "p/1", "language": "c", "contest": "c", "team": "t", "time": 5, "accepted": 7,
}  # fmt: skip


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def apply(connection: asyncpg.Connection[asyncpg.Record], *, since: str = "", before: str) -> None:
    for migration in migrate.migrations():
        if since <= migration.name < before:
            await connection.execute(migration.sql)


async def test_tasks_that_run_all_tests_keep_doing_so(database: asyncpg.Connection[asyncpg.Record]) -> None:
    await apply(database, before="0005")
    await database.execute("insert into users (id, email, name, password_hash) values ('u', '', '', '')")
    await database.execute(
        "insert into problems (id, title, statement, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes, difficulty, checker)"
        " values ('p', '', '', 'u', 1, 1, 1, '', '{}')"
    )
    await database.execute("insert into contests (id, settings, created_by) values ('c', '{}', 'u')")
    await database.execute("insert into rejudgings (id, contest_id, reason, created_by) values ('r', 'c', '', 'u')")
    for id_, task in (("all", {**OLD_TASK, "full": True}), ("first-failure", OLD_TASK)):
        body = msgspec.json.encode(task)
        await database.execute(
            "insert into submissions (id, problem_id, user_id, language, source_bytes, task, queue) values ($1, 'p', 'u', 'c', 1, $2, 'contest')",
            id_,
            body,
        )
        await database.execute("insert into rejudged (judgement_id, rejudging_id, submission_id, task) values ($1, 'r', $1, $2)", id_, body)
        await database.execute("insert into outbox (kind, target, message_id, payload) values ('judge', 'contest', $1, $2)", id_, body)
    await database.execute("insert into outbox (kind, target, message_id, payload) values ('log', 'contest.c.log', 'm', $1)", b"\xff")
    await apply(database, since="0005", before="0006")
    for table, key, column in (
        ("submissions", "id", "task"),
        ("rejudged", "judgement_id", "task"),
        ("outbox", "message_id", "payload"),
    ):
        rows = await database.fetch(f"select {key} as id, {column} as task from {table} where {key} <> 'm'")
        tasks = {row["id"]: msgspec.json.decode(row["task"], type=JudgeTask, strict=True) for row in rows}
        assert {id_: task.run_all_tests for id_, task in tasks.items()} == {"all": True, "first-failure": False}, table
        assert all((task.judgement, task.time) == ("s-1", 5) for task in tasks.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three migrations."""
    for number in (1, 2, 3):
        (tmp_path / f"000{number}_table.sql").write_text(f"create table table{number} (id text)")
    return tmp_path


async def refused(url: str, folder: Path) -> str:
    """What `check`, which the roles call, says."""
    pool = await postgres.connect(url)
    with pytest.raises(WrongSchema) as caught:
        await migrate.check(pool, folder)
    await pool.close()
    return caught.value.message


async def test_each_is_applied_once_in_order(database_url: str, folder: Path) -> None:
    (folder / "0003_table.sql").rename(folder.parent / "later.sql")
    assert await migrate.migrate(database_url, folder) == ["0001_table.sql", "0002_table.sql"]
    (folder.parent / "later.sql").rename(folder / "0003_table.sql")
    assert "lacks 0003_table.sql: run 'podium migrate'" in await refused(database_url, folder)
    assert await migrate.migrate(database_url, folder) == ["0003_table.sql"]
    assert await migrate.migrate(database_url, folder) == []
    pool = await postgres.connect(database_url)
    await migrate.check(pool, folder)
    await pool.close()


async def test_a_database_without_a_schema_is_refused(database_url: str) -> None:
    assert "run 'podium migrate'" in await refused(database_url, migrate.MIGRATIONS)


async def test_a_newer_database_is_refused(database_url: str, folder: Path) -> None:
    await migrate.migrate(database_url, folder)
    (folder / "0003_table.sql").unlink()
    words = "newer than this version of Podium, it has 0003_table.sql"
    assert words in await refused(database_url, folder)
    with pytest.raises(WrongSchema, match=words):
        await migrate.migrate(database_url, folder)


async def test_a_file_changed_after_it_was_applied_is_noticed(database_url: str, folder: Path) -> None:
    await migrate.migrate(database_url, folder)
    (folder / "0002_table.sql").write_text("create table table2 (id bigint)")
    words = "0002_table.sql was changed after it was applied"
    assert words in await refused(database_url, folder)
    with pytest.raises(WrongSchema, match=words):
        await migrate.migrate(database_url, folder)


async def test_a_file_before_those_that_are_applied_is_refused(database_url: str, folder: Path) -> None:
    await migrate.migrate(database_url, folder)
    (folder / "0002_another.sql").write_text("create table another (id text)")
    assert "0002_another.sql would come before 0003_table.sql" in await refused(database_url, folder)


async def test_a_failure_changes_nothing(database_url: str, folder: Path, database: asyncpg.Connection[asyncpg.Record]) -> None:
    (folder / "0003_table.sql").write_text("create table table1 (id text)")
    with pytest.raises(WrongSchema, match="cannot be applied, nothing was changed"):
        await migrate.migrate(database_url, folder)
    assert await database.fetchval("select to_regclass('table1')") is None


async def test_databases_of_before_the_checksums_get_them(
    database_url: str, folder: Path, database: asyncpg.Connection[asyncpg.Record]
) -> None:
    await migrate.migrate(database_url, folder)
    await database.execute("alter table migrations drop column checksum")
    assert await migrate.migrate(database_url, folder) == []
    assert await database.fetchval("select count(*) from migrations where checksum is null") == 0


def podium(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PODIUM_CONFIG": os.devnull, **environment}
    return subprocess.run([sys.executable, "-m", "deploy", *arguments], env=env, capture_output=True, text=True, check=False, timeout=60)


def test_the_command(database_url: str) -> None:
    first = podium("migrate", PODIUM_POSTGRES_URL=database_url)
    assert (first.returncode, "applied 0001_start.sql" in first.stdout) == (0, True), first
    assert podium("migrate", PODIUM_POSTGRES_URL=database_url).stdout == "the schema is up to date\n"
    missing = podium("migrate")
    assert (missing.returncode, "PODIUM_POSTGRES_URL" in missing.stderr) == (2, True)


@pytest.mark.parametrize("role", ["api", "worker"])
def test_a_role_refuses_to_start_on_another_schema(database_url: str, tmp_path: Path, role: str) -> None:
    key = tmp_path / "private.pem"
    key.write_bytes(make_keys()[0])
    nowhere = {
        "PODIUM_REDIS_URL": "redis://127.0.0.1:1",
        "PODIUM_NATS_URL": "nats://127.0.0.1:1",
        "PODIUM_MONGO_URL": "mongodb://127.0.0.1:1",
    }
    secrets = {"PODIUM_SECRET_KEY": "00" * 32, "PODIUM_JWT_PRIVATE_KEY_FILE": str(key)}
    done = podium("run", role, PODIUM_POSTGRES_URL=database_url, **nowhere, **secrets)
    assert done.returncode == 2
    assert "run 'podium migrate'" in done.stderr
