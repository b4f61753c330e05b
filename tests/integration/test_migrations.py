"""Migrations that rewrite rows, run over rows of the release before, in a database of their own."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import asyncpg
import msgspec
import pytest

from core_api.storage.pool import MIGRATIONS
from realtime.storage.judge_queue import JudgeTask
from tests.conftest import Servers

OLD_TASK = {
    "submission": "s", "judgement": "s-1", "problem": "p/1", "language": "c", "contest": "c", "team": "t", "time": 5, "accepted": 7,
}  # fmt: skip


@pytest.fixture
async def database(servers: Servers) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    name = f"migrations_{uuid.uuid4().hex}"
    server = await asyncpg.connect(servers.postgres)
    await server.execute(f"create database {name}")
    connection = await asyncpg.connect(servers.postgres, database=name)
    yield connection
    await connection.close()
    await server.execute(f"drop database {name}")
    await server.close()


async def migrate(connection: asyncpg.Connection[asyncpg.Record], *, since: str = "", before: str) -> None:
    for file in sorted(MIGRATIONS.glob("*.sql")):
        if since <= file.name < before:
            await connection.execute(file.read_text())


async def test_tasks_that_run_all_tests_keep_doing_so(database: asyncpg.Connection[asyncpg.Record]) -> None:
    await migrate(database, before="0005")
    await database.execute("set session_replication_role = replica")  # rows without those they belong to
    for id_, task in (("all", {**OLD_TASK, "full": True}), ("first-failure", OLD_TASK)):
        body = msgspec.json.encode(task)
        await database.execute(
            "insert into submissions (id, problem_id, user_id, language, source_bytes, task, queue) values ($1, 'p', 'u', 'c', 1, $2, 'contest')",
            id_,
            body,
        )
        await database.execute(
            "insert into rejudged (judgement_id, rejudging_id, submission_id, task) values ($1, 'r', 's', $2)", id_, body
        )
        await database.execute("insert into outbox (kind, target, message_id, payload) values ('judge', 'contest', $1, $2)", id_, body)
    await database.execute("insert into outbox (kind, target, message_id, payload) values ('log', 'contest.c.log', 'm', $1)", b"\xff")
    await migrate(database, since="0005", before="0006")
    for table, key, column in (
        ("submissions", "id", "task"),
        ("rejudged", "judgement_id", "task"),
        ("outbox", "message_id", "payload"),
    ):
        rows = await database.fetch(f"select {key} as id, {column} as task from {table} where {key} <> 'm'")
        tasks = {row["id"]: msgspec.json.decode(row["task"], type=JudgeTask, strict=True) for row in rows}
        assert {id_: task.run_all_tests for id_, task in tasks.items()} == {"all": True, "first-failure": False}, table
        assert all((task.judgement, task.time) == ("s-1", 5) for task in tasks.values())
