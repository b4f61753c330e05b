"""The outbox relay on PostgreSQL: nothing is lost, nothing goes twice, and what cannot be delivered stays and is reported."""

from __future__ import annotations

import asyncio
import logging
import random

import pytest
from prometheus_client import REGISTRY

from core_api.storage import outbox, unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.delivery import Queues
from core_api.workers.relay import BATCH, Relay
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import events, subjects
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import Fenced, Unavailable
from realtime.storage.judge_queue import JudgeTask, MemoryJudgeQueue
from realtime.storage.mail_queue import MemoryMailQueue
from tests.conftest import eventually
from tests.database import execute
from tests.logs import AUTHENTICATOR
from tests.unit.core_api.workers.jobs import running, tenure


class Log(MemoryBackbone):
    """Counts what is sent, also what the log has already, and takes a while."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str | None] = []
        self.away: set[str] = set()

    async def append(self, subject: str, payload: bytes, *, id: str | None = None, after: int | None = None) -> int:
        if subject in self.away:
            raise Unavailable("the log cannot be written")
        await asyncio.sleep(0)
        self.sent.append(id)
        return await super().append(subject, payload, id=id, after=after)

    def teams(self, contest: str) -> list[str]:
        subject = subjects.log(contest)
        batches = [events.decode(entry.payload) for entry in self.server.log if entry and entry.subject == subject]
        return [event.team for batch in batches for event in batch if isinstance(event, TeamJoined)]


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def queue() -> MemoryJudgeQueue:
    return MemoryJudgeQueue()


@pytest.fixture
def relay(pool: Pool, log: Log, queue: MemoryJudgeQueue) -> Relay:
    return Relay(pool, log, Queues(queue, MemoryMailQueue()), AUTHENTICATOR)


async def join(pool: Pool, contest: str, *teams: str) -> None:
    async with unit_of_work.begin(pool) as work:
        for team in teams:
            work.log_events(contest, f"{contest}:{team}", TeamJoined(team, team))


async def ask(pool: Pool, contest: str, submission: str) -> None:
    async with unit_of_work.begin(pool) as work:
        work.judge(JudgeTask(submission, f"{submission}-1", "p/1", "c", contest, "t", 1, 2), "contest")


async def drain(pool: Pool, relay: Relay) -> None:
    async with pool.acquire() as connection:
        while await relay.deliver(connection, tenure()):
            pass


async def waiting(pool: Pool) -> list[str]:
    return [row["message_id"] for row in await pool.fetch("select message_id from outbox order by id")]


def stuck(reason: str) -> float | None:
    return REGISTRY.get_sample_value("podium_outbox_stuck", {"reason": reason})


async def test_more_than_a_batch_arrives_in_order(pool: Pool, relay: Relay, log: Log, queue: MemoryJudgeQueue) -> None:
    teams = [f"t{number}" for number in range(BATCH + 100)]
    await join(pool, "c", *teams)
    await ask(pool, "c", "s")
    await drain(pool, relay)
    assert log.teams("c") == teams
    assert (await queue.depths())["contest"] == 1
    assert await waiting(pool) == []


async def test_frames_do_not_wait_behind_requests_for_a_queue_that_is_away(
    pool: Pool, relay: Relay, queue: MemoryJudgeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(*_: object) -> None:
        raise Unavailable("the judge queue is away")

    monkeypatch.setattr(queue, "send", send)
    async with unit_of_work.begin(pool) as work:
        for number in range(BATCH):
            work.judge(JudgeTask(f"s{number}", f"s{number}-1", "p/1", "c", "c", "t", 1, 2), "contest")
        work.tell_desk("c", "prints")
    async with pool.acquire() as connection:
        for _ in range(2):
            await relay.deliver(connection, tenure())
    assert {row["kind"] for row in await pool.fetch("select kind from outbox")} == {"judge"}


async def test_a_message_of_an_unknown_kind_stays_and_is_reported(
    pool: Pool, relay: Relay, log: Log, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core_api.workers.relay.LOOK_SECONDS", 0.0)
    await execute(pool, "insert into outbox (kind, target, message_id, payload) values ('fax', 'office', 'fax:1', 'hello')")
    await join(pool, "c", "t1")
    async with running(relay.run(tenure())):
        await eventually(lambda: log.teams("c") == ["t1"] and stuck("unknown kind") == 1.0)
        await join(pool, "c", "t2")
        await eventually(lambda: len(log.teams("c")) == 2)
        await join(pool, "c", "t3")
        await eventually(lambda: len(log.teams("c")) == 3)
    assert await waiting(pool) == ["fax:1"]
    assert [(message.kind, message.error) for message in await outbox.stuck(pool)] == [("fax", None)]
    assert sum("unknown kind 'fax'" in record.message for record in caplog.records) == 1
    assert stuck("unknown kind") == 0.0, "whoever runs the relay counts"


async def test_a_message_that_cannot_be_delivered_is_set_aside_with_the_reason(
    pool: Pool, relay: Relay, log: Log, queue: MemoryJudgeQueue, caplog: pytest.LogCaptureFixture
) -> None:
    insert = "insert into outbox (kind, target, ordering_key, message_id, payload) values ($1, $2, 'c', $3, $4)"
    await execute(pool, insert, "judge", "contest", "judge:broken", b"{")
    await execute(pool, insert, "log", subjects.log("c"), "large", bytes(2 * 2**20))
    await join(pool, "c", "t1")
    await ask(pool, "c", "s")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            await drain(pool, relay)
    assert log.teams("c") == ["t1"]
    assert (await queue.depths())["contest"] == 1
    assert await waiting(pool) == ["judge:broken", "large"]
    assert {message.message_id: bool(message.error) for message in await outbox.stuck(pool)} == {"judge:broken": True, "large": True}
    assert sum("is set aside" in record.message for record in caplog.records) == 2
    await execute(pool, "update outbox set payload = $1, error = null where message_id = 'large'", events.encode(TeamJoined("t2", "t2")))
    await drain(pool, relay)
    assert log.teams("c") == ["t1", "t2"], "a message whose fault was mended is delivered"


async def test_a_contest_whose_log_is_away_holds_up_no_other_however_much_waits_for_it(pool: Pool, relay: Relay, log: Log) -> None:
    log.away = {subjects.log("a")}
    await join(pool, "a", *(f"t{number}" for number in range(BATCH + 1)))
    await join(pool, "b", "t1")
    await drain(pool, relay)
    assert log.teams("b") == ["t1"]
    log.away = set()
    async with running(relay.run(tenure())):
        await eventually(lambda: log.teams("a") == [f"t{number}" for number in range(BATCH + 1)])
    assert await waiting(pool) == []


async def test_two_relays_at_once_send_everything_once_and_in_order(pool: Pool, log: Log, queue: MemoryJudgeQueue) -> None:
    """Both believe to hold the lease: one of them has not noticed that it lost it."""
    rng = random.Random(5)
    contests = {contest: [f"{contest}{number}" for number in range(60)] for contest in "abc"}

    async def write(contest: str) -> None:
        for team in contests[contest]:
            await join(pool, contest, team)
            await asyncio.sleep(rng.random() / 200)

    async def delivered() -> bool:
        return not await waiting(pool)

    async with running(*(Relay(pool, log, Queues(queue, MemoryMailQueue()), AUTHENTICATOR).run(tenure()) for _ in range(2))):
        await asyncio.gather(*map(write, contests))
        await eventually(delivered)
    assert {contest: log.teams(contest) for contest in contests} == contests
    assert len(log.sent) == len(set(log.sent)) == 180


async def test_a_relay_that_lost_the_lease_ends(pool: Pool, relay: Relay, log: Log) -> None:
    await join(pool, "c", "t1")
    with pytest.raises(Fenced):
        await relay.run(tenure(-1))
    assert not log.sent
    assert await waiting(pool) == ["c:t1"]
