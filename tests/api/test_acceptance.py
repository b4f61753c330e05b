"""Submissions that come at the same time share a transaction: none is lost, none is made twice, and none suffers for another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NoReturn, cast

import asyncpg
import pytest

from core_api.domains.submissions.acceptance import Acceptance
from core_api.domains.submissions.store import AcceptedRow, SubmissionRow, Submissions
from core_api.router.idempotency import IdempotencyKey
from core_api.storage import acting, replica, unit_of_work
from core_api.storage.acting import Acting
from core_api.storage.replica import UNKNOWN, OwnWrites
from realtime.protocol import events
from realtime.protocol.events import SubmissionReceived
from realtime.runtime import ids
from realtime.runtime.errors import NotFound
from realtime.storage.judge_queue import JudgeTask
from tests.api.harness import Answer, Api
from tests.api.world import World, contest_body, make_world, submission_body


def practice(world: World, key: str | None = None, **changes: Any) -> AcceptedRow:
    id, user = ids.new(), changes.get("user", world.owner.id)
    problem = changes.pop("problem", world.problem)
    task = JudgeTask(id, f"{id}-1", f"{problem}/1", "python3", "practice", user, 0, 0)
    kept = None if key is None else IdempotencyKey(key, b"a request")
    values: dict[str, Any] = {"user": user, "team": user, "queue": "regular", "time": None, "source_key": None, "judged_before": None}
    values |= {"contest": None, "version": 1, "language": "python3", "size": 1, "key": kept, "task": task}
    return AcceptedRow(id=id, problem=problem, **values)


def acceptance(api: Api) -> Acceptance:
    """Without contests."""
    return Acceptance(Submissions(api.platform.pool, api.platform.pool), cast("Any", None), cast("Any", None))


async def told(api: Api, *submissions: str) -> tuple[list[str], list[str]]:
    """Of these: the events and the requests to judge that wait for the relay, each as often as it is there."""
    rows = await api.platform.pool.fetch("select kind, message_id, payload from outbox where kind in ('log', 'judge')")
    received = [event for row in rows if row["kind"] == "log" for event in events.decode(row["payload"])]
    logged = [event.submission for event in received if isinstance(event, SubmissionReceived) and event.submission in submissions]
    asked = [row["message_id"].removeprefix("judge:").removesuffix("-1") for row in rows if row["kind"] == "judge"]
    return sorted(logged), sorted(id for id in asked if id in submissions)


async def test_all_that_come_at_once_are_kept_once(api: Api) -> None:
    world = await make_world(api)
    path, people = f"/contests/{world.contest}/submissions", [world.owner, world.callers["another contestant"]]
    made = await asyncio.gather(
        *(api.made(path, submission_body(world.problem, f"print({number})"), by=person) for number in range(7) for person in people)
    )
    sent = sorted(answer["id"] for answer in made)
    assert len(set(sent)) == 14
    assert await told(api, *sent) == (sent, sent)


async def test_a_batch_is_one_transaction(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    world, begun, begin = await make_world(api), 0, unit_of_work.begin

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal begun
        begun += 1
        return begin(*given, **named)

    monkeypatch.setattr(unit_of_work, "begin", counted)
    accepting = acceptance(api)
    new = [practice(world) for _ in range(20)]
    rows = await asyncio.gather(*map(accepting.accept, new))
    assert [row.id for row in rows if row is not None] == [row.id for row in new]
    assert begun == 1
    assert await told(api, *(row.id for row in new)) == (sorted(row.id for row in new),) * 2
    assert not accepting._batchers, "nothing is kept of contests to which nobody submits"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"problem": "no-such-problem"}, NotFound),
        ({"user": "nobody"}, asyncpg.ForeignKeyViolationError),
        ({"user": "a\0b"}, asyncpg.CharacterNotInRepertoireError),
    ],
)
async def test_what_cannot_be_kept_fails_alone(api: Api, changes: dict[str, str], error: type[Exception]) -> None:
    world = await make_world(api)
    new = [practice(world), practice(world, **changes), practice(world)]
    results = await asyncio.gather(*map(acceptance(api).accept, new), return_exceptions=True)
    assert isinstance(results[1], error)
    kept = sorted([new[0].id, new[2].id])
    assert await told(api, *(row.id for row in new)) == (kept, kept)


async def test_of_a_deadlock_each_is_done_by_itself(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    world, accepting, add = await make_world(api), acceptance(api), Submissions.add
    batches: list[int] = []

    async def deadlocked(store: Submissions, work: unit_of_work.UnitOfWork, new: Sequence[AcceptedRow]) -> dict[str, SubmissionRow]:
        batches.append(len(new))
        rows = await add(store, work, new)
        if len(batches) == 1:
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        return rows

    monkeypatch.setattr(Submissions, "add", deadlocked)
    new = [practice(world) for _ in range(3)]
    rows = await asyncio.gather(*map(accepting.accept, new))
    assert [row.id for row in rows if row is not None] == [row.id for row in new]
    assert batches == [3, 1, 1, 1]
    assert await told(api, *(row.id for row in new)) == (sorted(row.id for row in new),) * 2


async def test_an_accepted_submission_does_not_fail_for_the_position_of_its_write(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the commit there may be no connection left: then its user reads from the primary for a while."""
    world, own_writes, add = await make_world(api), OwnWrites(api.platform.redis), Submissions.add

    def away(*_: Any, **__: Any) -> NoReturn:
        raise asyncpg.TooManyConnectionsError("sorry, too many clients already")

    async def added_at_last(store: Submissions, work: unit_of_work.UnitOfWork, new: Sequence[AcceptedRow]) -> dict[str, SubmissionRow]:
        rows = await add(store, work, new)
        monkeypatch.setattr(type(store.pool), "acquire", away)
        return rows

    async def request() -> SubmissionRow | None:
        replica.own_writes.set(own_writes)
        acting.enter(Acting(world.owner.id, "", "-", "", "test"))
        return await acceptance(api).accept(practice(world))

    monkeypatch.setattr(Submissions, "add", added_at_last)
    row = await asyncio.create_task(request())
    monkeypatch.undo()
    assert row is not None
    assert await own_writes.position(world.owner.id) == UNKNOWN


async def test_a_key_twice_in_a_batch_counts_once(api: Api) -> None:
    world = await make_world(api)
    new = [practice(world, "a key") for _ in range(3)]
    rows = await asyncio.gather(*map(acceptance(api).accept, new))
    kept = [row.id for row in rows if row is not None]
    assert len(kept) == 1
    assert await told(api, *(row.id for row in new)) == (kept, kept)


async def test_contests_do_not_wait_for_each_other(api: Api) -> None:
    """A locked contest, such as one whose settings are being changed, holds up its own submissions and no others."""
    world = await make_world(api)
    other = (await api.made("/contests", contest_body(world.problem), by=world.admin))["id"]
    await api.made(f"/contests/{other}/join", by=world.owner)
    async with unit_of_work.begin(api.platform.pool) as work:
        await work.connection.execute("select from contests where id = $1 for update", world.contest)
        waiting = asyncio.create_task(send(world, world.contest))
        while not await api.platform.pool.fetchval("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0)
        assert (await send(world, other)).status == 201
        assert not waiting.done()
    await waiting


async def send(world: World, contest: str) -> Answer:
    return await world.api.call("POST", f"/contests/{contest}/submissions", submission_body(world.problem), by=world.owner)
