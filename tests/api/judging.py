"""Verdicts as judges reach them and the worker notes them, for tests without either."""

from __future__ import annotations

import msgspec

from core_api.workers.submission_index import READER, SubmissionIndex
from realtime.backbone import Entry
from realtime.protocol import events, subjects
from realtime.protocol.events import Event, VerdictReached
from realtime.storage.archive import MemoryArchive
from realtime.storage.judge_queue import JudgeTask
from tests.api.harness import Api
from tests.database import execute
from tests.logs import TRUST, signed


async def tasks(api: Api, submission: str) -> list[JudgeTask]:
    """All requests to judge it, the first one first."""
    found = await api.platform.pool.fetch(
        "select task from submissions where id = $1 union all select task from rejudged where submission_id = $1", submission
    )
    made = [msgspec.json.decode(task, type=JudgeTask) for (task,) in found]
    return sorted(made, key=lambda task: task.rejudging)


async def reach(api: Api, task: JudgeTask, verdict: str, score: float | None = None, run_time: int = 0) -> None:
    """A judge's verdict, noted."""
    contest = subjects.REJUDGED if task.rejudging else task.contest
    await note(api, contest, VerdictReached(task.judgement, task.submission, verdict, task.time + 1, score, run_time=run_time))


async def note(api: Api, contest: str, event: VerdictReached) -> None:
    """A verdict in the log of a contest, noted."""
    pool = api.platform.pool
    await execute(pool, "insert into log_position (reader, sequence) values ($1, 0) on conflict do nothing", READER)
    position = int(await pool.fetchval("select sequence from log_position where reader = $1", READER))
    index = SubmissionIndex(pool, api.backbone, MemoryArchive(), TRUST)
    await index.note(position, [Entry(position + 1, subjects.log(contest), signed(contest, event))])


async def logged(api: Api, contest: str) -> list[Event]:
    """What was written for a contest's log, in its order."""
    found = await api.platform.pool.fetch(
        "select payload from outbox where kind = 'log' and target = $1 order by id", subjects.log(contest)
    )
    return [event for (payload,) in found for event in events.decode(payload)]
