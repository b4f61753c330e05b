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


async def test_registrations_of_users_become_those_of_teams_of_one(database: asyncpg.Connection[asyncpg.Record]) -> None:
    await apply(database, before="0017")
    for user in ("ann", "bob"):
        await database.execute("insert into users (id, email, name, name_key, password_hash) values ($1, $1, $1, $1, '')", user)
    await database.execute(
        "insert into problems (id, title, statement, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes, difficulty, checker,"
        " package_key) values ('p', '', '', 'ann', 1, 1, 1, '', '{}', 'p/1')"
    )
    for contest in ("here", "before", "recorded"):
        await database.execute("insert into contests (id, settings, created_by) values ($1, '{}', 'ann')", contest)
    joined = '{"type": "team", "team": "ann", "name": "Ann", "groups": ["students"]}'
    await database.execute(
        "insert into registrations (contest_id, team_id, user_id, joined) values ('here', 'ann', 'ann', $1), ('here', 'bob', 'bob', null),"
        " ('before', 'ann', 'ann', null), ('recorded', '42', null, $1)",
        joined,
    )
    await database.execute(
        "insert into submissions (id, contest_id, problem_id, user_id, language, source_bytes, task, queue)"
        " values ('s', 'here', 'p', 'ann', 'c', 1, '', 'contest')"
    )
    columns = "contest_id, team_id, user_id, joined, joined_at, virtual_at"
    before = await database.fetch(f"select {columns} from registrations order by 1, 2")
    await apply(database, since="0025", before="0026")
    after = await database.fetch(f"select {columns} from registrations order by 1, 2")
    assert [tuple(row) for row in after] == [tuple(row) for row in before]
    assert {state for (state,) in await database.fetch("select state from registrations")} == {"approved"}
    members = await database.fetch("select contest_id, user_id, team_id from registration_members order by 1, 2")
    assert [tuple(row) for row in members] == [("before", "ann", "ann"), ("here", "ann", "ann"), ("here", "bob", "bob")]
    teams = await database.fetch("select t.id, individual, captain_id, user_id from teams t join team_members on team_id = t.id order by 1")
    assert [tuple(row) for row in teams] == [("ann", True, "ann", "ann"), ("bob", True, "bob", "bob")]
    assert [tuple(row) for row in await database.fetch("select user_id, team_id from submissions")] == [("ann", "ann")]


async def test_problems_of_before_get_their_first_version(database: asyncpg.Connection[asyncpg.Record]) -> None:
    await apply(database, before="0037")
    await database.execute(
        "insert into users (id, email_key, email_sealed, name, name_key, password_hash) values ('ann', '', '', 'ann', 'ann', '')"
    )
    await database.execute(
        "insert into problems (id, title, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes, difficulty, checker, package_key)"
        """ values ('p', '', 'ann', 2000, 3, 4, '', '{"kind": "float", "tolerance": 0.1}', 'p/1')"""
    )
    await database.execute(
        "insert into testcases (problem_id, version, ordinal, sample, input_bytes, answer_bytes) values ('p', 1, 0, true, 1, 1),"
        " ('p', 1, 1, false, 1, 1)"
    )
    created = await database.fetchval("select created_at from problems")
    await apply(database, since="0037", before="0038")
    [version] = await database.fetch("select * from problem_versions")
    names = (
        "problem_id",
        "version",
        "package_key",
        "time_limit_ms",
        "memory_limit_bytes",
        "output_limit_bytes",
        "checker",
        "tests",
        "made_by",
    )
    assert [version[name] for name in names] == ["p", 1, "p/1", 2000, 3, 4, "float", 2, "ann"]
    assert version["made_at"] == created, "contests that have begun play it"
    assert len({id for (id,) in await database.fetch("select id from testcases")}) == 2


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


async def test_adjustments_of_before_their_table_come_from_the_audit_log(database: asyncpg.Connection[asyncpg.Record]) -> None:
    await apply(database, before="0047")
    await database.execute("insert into users (id, email, name, name_key, password_hash) values ('ann', 'ann', 'ann', 'ann', '')")
    await database.execute("insert into contests (id, settings, created_by) values ('cup', '{}', 'ann')")
    made, taken = "POST /contests/{contest}/adjustments", "DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}"
    adjusted = {"type": "adjusted", "id": "a", "team": "owls", "amount": 20.0, "reason": "left early"}
    rows = [
        ("1", made, "cup/owls", adjusted, "ann", "done"),
        ("2", made, "cup/owls", {**adjusted, "id": "b", "amount": -7.5}, "somebody who is gone", "done"),
        ("3", made, "cup/owls", {**adjusted, "id": "c"}, "ann", "done"),
        ("4", taken, "cup/owls", {**adjusted, "id": "c", "amount": 0.0}, "ann", "done"),
        ("5", made, "cup/owls", {**adjusted, "id": "d"}, "ann", "refused"),
        ("6", made, "a contest that is gone/owls", {**adjusted, "id": "e"}, "ann", "done"),
        ("7", "POST /contests/{contest}/hacks", "cup/owls", {"type": "hack", "id": "f", "team": "owls"}, "ann", "done"),
    ]
    for id_, action, what, after, actor, outcome in rows:
        await database.execute(
            "insert into audit (id, at, actor, roles, session, address_key, network_key, address_sealed, request, action, kind, object,"
            " before, after, outcome, reason, times, marks, code)"
            " values ($1, now(), $2, '{}', '', '', '', '', '', $3, 'score', $4, 'null', $5, $6, '', 1, '{}', '')",
            id_,
            actor,
            action,
            what,
            msgspec.json.encode(after).decode(),
            outcome,
        )
    await apply(database, since="0047", before="0048")
    found = await database.fetch("select id, contest_id, team_id, amount, reason, made_by from adjustments order by id")
    assert [tuple(row) for row in found] == [
        ("a", "cup", "owls", 20.0, "left early", "ann"),
        ("b", "cup", "owls", -7.5, "left early", None),
    ]


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
def test_a_role_refuses_to_start_on_another_schema(database_url: str, role: str) -> None:
    nowhere = {
        "PODIUM_REDIS_URL": "redis://127.0.0.1:1",
        "PODIUM_NATS_URL": "nats://127.0.0.1:1",
        "PODIUM_MONGO_URL": "mongodb://127.0.0.1:1",
        "PODIUM_PUBLIC_URL": "http://127.0.0.1:1",
        "PODIUM_SMTP_URL": "smtp://127.0.0.1:1",
    }
    done = podium("run", role, PODIUM_POSTGRES_URL=database_url, PODIUM_SECRET_KEY="00" * 32, **nowhere)
    assert done.returncode == 2
    assert "run 'podium migrate'" in done.stderr
