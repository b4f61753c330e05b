"""Practice and rejudgings leave nothing in the log for ever, and lose nothing that the submission index has not noted."""

from __future__ import annotations

from core_api.storage.pool import Pool
from core_api.workers.log_retention import LogRetention
from core_api.workers.submission_index import READER
from realtime.backbone.memory import MemoryBackbone
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from tests.database import execute

WEEK = 7 * 86_400


async def noted(pool: Pool, sequence: int) -> None:
    await execute(
        pool,
        "insert into log_position (reader, sequence) values ($1, $2) on conflict (reader) do update set sequence = $2",
        READER,
        sequence,
    )


async def passes(pool: Pool, seconds: float) -> None:
    await execute(pool, "update log_position set marked_at = marked_at - make_interval(secs => $1)", seconds)


async def left(backbone: MemoryBackbone | NatsBackbone) -> dict[str, int]:
    """How many entries each contest has in the log."""
    return {subjects.contest_of(subject): count for subject, count in (await backbone.subjects(subjects.LOG_SUBJECTS)).items()}


async def test_what_is_noted_and_old_is_removed_and_nothing_else(pool: Pool) -> None:
    backbone = MemoryBackbone()
    retention = LogRetention(pool, backbone, WEEK)
    await retention.look()  # no index has run yet
    for contest in ("practice", "rejudged", "c") * 3:
        reached = await backbone.append(subjects.log(contest), b"[]")
    await noted(pool, reached - 3)
    await passes(pool, WEEK + 1)
    await retention.look()
    assert await left(backbone) == {"practice": 3, "rejudged": 3, "c": 3}, "it was marked only now"

    await noted(pool, reached)
    await passes(pool, WEEK - 60)
    await retention.look()
    assert await left(backbone) == {"practice": 3, "rejudged": 3, "c": 3}, "it is not old"
    await passes(pool, 61)
    await retention.look()
    assert await left(backbone) == {"practice": 1, "rejudged": 1, "c": 3}, "what came behind the mark stays"

    await backbone.append(subjects.log("practice"), b"[]")
    await passes(pool, WEEK + 1)
    await retention.look()
    assert await left(backbone) == {"practice": 1, "c": 3}, "what the index has not noted stays"


async def test_on_jetstream(pool: Pool, backbone: NatsBackbone) -> None:
    first = await backbone.append(subjects.log("practice"), b"[]")
    await backbone.append(subjects.log("practice"), b"[]")
    await noted(pool, first)
    for _ in range(2):  # the first marks; both meet a log that has no entries
        await passes(pool, WEEK + 1)
        await LogRetention(pool, backbone, WEEK).look()
    assert (await left(backbone))["practice"] == 1
