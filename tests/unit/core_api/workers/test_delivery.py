"""What becomes of each message of a batch: delivered, refused for ever, or left for later."""

from __future__ import annotations

from itertools import count

import msgspec
import pytest

from core_api.storage import mail, outbox
from core_api.workers.delivery import Delivery, Queues, Waiting
from realtime.backbone.memory import MAX_MESSAGE, MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.frames import DeskFrame, Progress
from realtime.runtime.errors import Unavailable
from realtime.storage.judge_queue import JudgeTask, MemoryJudgeQueue, QueueTask
from realtime.storage.log_trust import LogWriter
from realtime.storage.mail_queue import MemoryMailQueue
from tests.logs import AUTHENTICATOR
from tests.unit.core_api.workers.jobs import tenure


class Log(MemoryBackbone):
    """Refuses for the moment what is in `away`."""

    def __init__(self) -> None:
        super().__init__()
        self.away: set[bytes] = set()

    async def append(self, subject: str, payload: bytes, *, id: str | None = None, after: int | None = None) -> int:
        if word_of(payload) in self.away:
            raise Unavailable("the log cannot be written")
        if word_of(payload) == b"surprise":
            raise ValueError("nobody has thought of this")
        return await super().append(subject, payload, id=id, after=after)

    def of(self, contest: str) -> list[bytes]:
        return [word_of(entry.payload) for entry in self.server.log if entry and entry.subject == subjects.log(contest)]


class Queue(MemoryJudgeQueue):
    away = False

    async def send(self, queue: str, *tasks: QueueTask) -> None:
        if self.away:
            raise Unavailable("the judge queue cannot be reached")
        await super().send(queue, *tasks)

    async def waiting(self, queue: str = "contest") -> list[str]:
        found = []
        while task := await self.take(queue):
            assert isinstance(task, JudgeTask)
            found.append(task.submission)
        return found


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def queue() -> Queue:
    return Queue()


_rows = count(1)


def event(contest: str, word: bytes) -> Waiting:
    row = next(_rows)
    return Waiting(row, "log", subjects.log(contest), contest, f"m{row}", b'{"word":"%s"}' % word)


def word_of(payload: bytes) -> bytes:
    return payload.split(b'"')[3]


def request(contest: str, submission: str, queue: str = "contest") -> Waiting:
    task = JudgeTask(submission, f"{submission}-1", "p/1", "c", contest, "team", 1, 2)
    return Waiting(next(_rows), *outbox.judge_message(task, queue))


async def deliver(log: Log, queue: Queue, *messages: Waiting, seconds: float = 3600.0, mails: MemoryMailQueue | None = None) -> Delivery:
    delivery = Delivery(log, LogWriter(log, AUTHENTICATOR), Queues(queue, mails or MemoryMailQueue()), tenure(seconds))
    await delivery.deliver(messages)
    return delivery


async def test_events_reach_their_logs_in_order_and_requests_their_queues(log: Log, queue: Queue) -> None:
    frames: list[bytes] = []
    await log.subscribe("submissions.a.team", lambda message: frames.append(message.payload))
    batch = [event("a", b"1"), request("a", "s1"), event("b", b"1"), event("a", b"2"), request("b", "s2", "rejudge")]
    done = await deliver(log, queue, *batch)
    assert {message.row for message in done.delivered} == {message.row for message in batch}
    assert (log.of("a"), log.of("b")) == ([b"1", b"2"], [b"1"])
    assert (await queue.waiting(), await queue.waiting("rejudge")) == (["s1"], ["s2"])
    assert [msgspec.json.decode(frame, type=Progress).submission for frame in frames] == ["s1"]


async def test_a_jury_is_told_once_of_all_that_is_queued(log: Log, queue: Queue) -> None:
    told: list[DeskFrame] = []
    for room in ("desk.a", "desk.b", "desk.practice"):
        await log.subscribe(room, lambda message: told.append(msgspec.json.decode(message.payload, type=DeskFrame)))
    await deliver(log, queue, *(request(contest, f"s-{contest}{n}") for contest in ("a", "b", "practice") for n in range(3)))
    assert told == [DeskFrame(room=room, changed=("submissions",)) for room in ("desk.a", "desk.b")]


async def test_a_message_that_the_log_never_takes_holds_up_nothing(log: Log, queue: Queue) -> None:
    large = event("a", bytes(MAX_MESSAGE + 1))
    done = await deliver(log, queue, event("a", b"1"), large, event("a", b"2"), request("a", "s"))
    assert [(message, "takes no message" in reason) for message, reason in done.refused] == [(large, True)]
    assert log.of("a") == [b"1", b"2"]
    assert await queue.waiting() == ["s"]
    assert not done.blocked


@pytest.mark.parametrize("payload", [b"surprise", b"later"])
async def test_nothing_of_a_contest_overtakes_what_fails_for_the_moment(log: Log, queue: Queue, payload: bytes) -> None:
    log.away = {b"later"}
    kept = [event("a", payload), event("a", b"3"), request("a", "s-a")]
    done = await deliver(log, queue, event("a", b"1"), *kept, event("b", b"1"), request("b", "s-b"))
    assert (log.of("a"), log.of("b")) == ([b"1"], [b"1"])
    assert await queue.waiting() == ["s-b"]
    assert done.blocked == {"a"}
    assert not {message.row for message in kept} & {message.row for message in done.delivered}
    assert not done.refused


@pytest.mark.parametrize("broken", [b"{", b'{"submission": 1}', b"\xff"])
async def test_a_request_that_cannot_be_read_holds_up_no_other(log: Log, queue: Queue, broken: bytes) -> None:
    bad = request("a", "s1")._replace(payload=broken)
    done = await deliver(log, queue, bad, request("a", "s2"))
    assert [message for message, _ in done.refused] == [bad]
    assert await queue.waiting() == ["s2"]


async def test_a_request_for_a_queue_that_does_not_exist_is_refused(log: Log, queue: Queue) -> None:
    bad = request("a", "s1", "nowhere")
    done = await deliver(log, queue, bad, request("a", "s2"))
    assert [(message, "nowhere" in reason) for message, reason in done.refused] == [(bad, True)]
    assert await queue.waiting() == ["s2"]


async def test_without_the_judge_queue_the_logs_go_on(log: Log, queue: Queue) -> None:
    queue.away = True
    done = await deliver(log, queue, event("a", b"1"), request("a", "s"))
    assert log.of("a") == [b"1"]
    assert done.queue_away
    assert [message.kind for message in done.delivered] == ["log"]


async def test_who_has_lost_the_lease_sends_nothing(log: Log, queue: Queue) -> None:
    done = await deliver(log, queue, event("a", b"1"), request("b", "s"), seconds=-1)
    assert not done.delivered
    assert not log.of("a")
    assert not await queue.waiting()


class Mails(MemoryMailQueue):
    away = False

    async def send(self, *mails: str) -> None:
        if self.away:
            raise Unavailable("the mail queue cannot be reached")
        await super().send(*mails)


async def test_mails_reach_their_queue_and_wait_while_it_is_away(log: Log, queue: Queue) -> None:
    mails, messages = Mails(), [Waiting(next(_rows), *mail.message(id)) for id in ("m1", "m2")]
    mails.away = True
    done = await deliver(log, queue, event("a", b"1"), *messages, mails=mails)
    assert done.queue_away
    assert [message.kind for message in done.delivered] == ["log"]
    mails.away = False
    done = await deliver(log, queue, *messages, mails=mails)
    assert done.delivered == messages
    assert mails.waiting == ["m1", "m2"]
