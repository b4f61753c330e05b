"""The submission index on PostgreSQL: each verdict is noted, and its position never goes backwards."""

from __future__ import annotations

import msgspec
import pytest

from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.submission_index import READER, SubmissionIndex
from realtime.backbone import Entry
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.events import VerdictReached
from realtime.runtime.errors import Fenced
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from realtime.storage.judge_queue import JudgeTask
from tests.conftest import eventually
from tests.database import execute
from tests.logs import AUTHENTICATOR, TRUST, signed
from tests.unit.core_api.workers.jobs import running, tenure


@pytest.fixture
async def submissions(pool: Pool) -> list[str]:
    """Ids of accepted submissions."""
    ids = [f"s{number}" for number in range(30)]
    async with unit_of_work.begin(pool) as work:
        connection = work.connection
        await connection.execute(
            "insert into users (id, email_key, email_sealed, name, name_key, password_hash) values ('u', '', '', '', '', '')"
        )
        await connection.execute(
            "insert into problems (id, title, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes, difficulty, checker)"
            " values ('p', '', 'u', 1, 1, 1, '', '{}')"
        )
        for id_ in ids:
            task = msgspec.json.encode(JudgeTask(id_, f"{id_}-1", "p/1", "c", "c", "u", 1, 2))
            await connection.execute(
                "insert into submissions (id, problem_id, user_id, team_id, language, source_bytes, task, queue) values ($1, 'p', 'u', 'u', 'c', 1, $2, 'contest')",
                id_,
                task,
            )
    return ids


def reached(submission: str, verdict: str = "AC", judgement: str = "", contest: str = "c") -> bytes:
    return signed(contest, VerdictReached(judgement or f"{submission}-1", submission, verdict, 7))


async def position(pool: Pool) -> int:
    return int(await pool.fetchval("select sequence from log_position where reader = $1", READER) or 0)


async def verdicts(pool: Pool) -> dict[str, str | None]:
    return {row["id"]: row["verdict"] for row in await pool.fetch("select id, verdict from submissions where state = 'done'")}


async def test_verdicts_of_all_contests_are_noted_and_later_ones_win(pool: Pool, submissions: list[str]) -> None:
    backbone = MemoryBackbone()
    for id_ in submissions:
        await backbone.append(subjects.log("c"), reached(id_, "WA"))
    await backbone.append(subjects.log("d"), AUTHENTICATOR.sign("d", b"{no batch}"))
    await backbone.append(subjects.log("c"), reached(submissions[3], "AC", "again"))

    async def done() -> bool:
        return await position(pool) == len(submissions) + 2

    async def noted() -> bool:
        return (await verdicts(pool))[submissions[0]] == "TLE"

    async with running(SubmissionIndex(pool, backbone, MemoryArchive(), TRUST).run(tenure())):
        await eventually(done)
        assert await verdicts(pool) == {**dict.fromkeys(submissions, "WA"), submissions[3]: "AC"}
        await backbone.append(subjects.log("c"), reached(submissions[0], "TLE", "later"))
        await eventually(noted)


async def test_what_was_archived_and_purged_while_no_index_ran_is_noted(pool: Pool, submissions: list[str]) -> None:
    backbone, archive = MemoryBackbone(), MemoryArchive()
    known = await backbone.append(subjects.log("old"), reached(submissions[0], "WA", contest="old"))
    for id_ in submissions[:20]:
        last = await backbone.append(subjects.log("c"), reached(id_))
    await archive.write("c", ContestLog(backbone, archive, TRUST).lines("c"))
    await archive.write("old", ContestLog(backbone, archive, TRUST).lines("old"))
    await backbone.purge(subjects.log("c"), last)
    await backbone.purge(subjects.log("old"), known)
    newest = await backbone.append(subjects.log("c"), reached(submissions[1], "TLE", "again"))
    await execute(pool, "insert into log_position (reader, sequence) values ($1, $2)", READER, known)

    async def done() -> bool:
        return await position(pool) == newest

    async with running(SubmissionIndex(pool, backbone, archive, TRUST).run(tenure())):
        await eventually(done)
    assert await verdicts(pool) == {**dict.fromkeys(submissions[:20], "AC"), submissions[1]: "TLE"}


async def test_an_index_that_was_overtaken_changes_nothing(pool: Pool, submissions: list[str]) -> None:
    index = SubmissionIndex(pool, MemoryBackbone(), MemoryArchive(), TRUST)
    await execute(pool, "insert into log_position (reader, sequence) values ($1, 0)", READER)
    subject = subjects.log("c")
    old, new = Entry(5, subject, reached("s1", "WA")), Entry(9, subject, reached("s1", "AC", "s1-again"))
    await index.note(0, [old, new])
    for entries in ([old], [old, Entry(12, subject, reached("s2"))]):
        with pytest.raises(Fenced, match="position 0"):
            await index.note(0, entries)
    assert await position(pool) == 9
    assert await verdicts(pool) == {"s1": "AC"}


async def test_of_two_indexes_at_once_one_goes_on(pool: Pool, submissions: list[str]) -> None:
    backbone = MemoryBackbone()
    seen: list[int] = []

    async def done() -> bool:
        seen.append(await position(pool))
        return seen[-1] == len(submissions)

    async with running(*(SubmissionIndex(pool, backbone, MemoryArchive(), TRUST).run(tenure()) for _ in range(2))) as indexes:
        for id_ in submissions:
            await backbone.append(subjects.log("c"), reached(id_))
            seen.append(await position(pool))
        await eventually(done)
        ended = [index for index in indexes if index.done()]
        assert len(ended) < 2
        assert all(isinstance(index.exception(), Fenced) for index in ended)
    assert seen == sorted(seen)
    assert await verdicts(pool) == dict.fromkeys(submissions, "AC")
