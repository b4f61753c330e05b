"""What every judge queue promises, on Dramatiq with Redis and in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any, Protocol, cast

import msgspec
import pytest
from redis.asyncio import Redis

from judge_workers.worker.consumers import consumers, judge_broker
from judge_workers.worker.run_handler import RunHandler
from judge_workers.worker.task_handler import TaskHandler
from realtime.runtime.errors import NotFound, Unavailable
from realtime.storage import dramatiq_queue
from realtime.storage.dramatiq_queue import JUDGE_ACTOR, REDIS_QUEUES, DramatiqJudgeQueue, make_broker
from realtime.storage.judge_queue import IN_TURNS, QUEUES, RUNS, DeadLetter, JudgeQueue, JudgeTask, MemoryJudgeQueue, QueueTask, RunTask
from tests.conftest import Servers, eventually
from tests.workers import free_port


class Judge(Protocol):
    """The other end of a queue."""

    async def take(self, queue: str) -> QueueTask | None: ...

    async def done(self, queue: str, task: QueueTask) -> None: ...

    async def bury(self, queue: str, task: QueueTask) -> None: ...


class DramatiqJudge:
    """Takes messages as Dramatiq's worker does, one by one."""

    def __init__(self, redis_url: str) -> None:
        self._broker = make_broker(redis_url)
        self._consumers: dict[str, Any] = {}
        self._taken: dict[str, Any] = {}

    async def take(self, queue: str) -> QueueTask | None:
        if queue not in self._consumers:
            self._consumers[queue] = self._broker.consume(REDIS_QUEUES[queue], timeout=10)
        message = await asyncio.to_thread(next, self._consumers[queue])
        if message is None:
            return None
        kind: type[QueueTask] = JudgeTask if message.actor_name == JUDGE_ACTOR else RunTask
        task = msgspec.convert(message.args[0], kind)
        self._taken[task.key] = message
        return task

    async def done(self, queue: str, task: QueueTask) -> None:
        await asyncio.to_thread(self._consumers[queue].ack, self._taken.pop(task.key))

    async def bury(self, queue: str, task: QueueTask) -> None:
        await asyncio.to_thread(self._consumers[queue].nack, self._taken.pop(task.key))

    def close(self) -> None:
        self._broker.flush_all()
        self._broker.close()


@pytest.fixture(params=["memory", "dramatiq"])
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[tuple[JudgeQueue, Judge]]:
    """A queue, and a judge that takes from it."""
    if request.param == "memory":
        made = MemoryJudgeQueue()
        yield made, made
        return
    servers: Servers = request.getfixturevalue("servers")
    empty(servers.redis)
    queue, judge = DramatiqJudgeQueue(servers.redis), DramatiqJudge(servers.redis)
    yield queue, judge
    judge.close()
    await queue.close()


def empty(redis_url: str) -> None:
    """Removes what other tests left in the queues."""
    broker = make_broker(redis_url)
    for name in REDIS_QUEUES.values():
        broker.declare_queue(name)
    broker.flush_all()
    broker.close()


def tasks(count: int) -> list[JudgeTask]:
    return [JudgeTask(f"s{n}", f"s{n}-1", "p/1", "c", "contest", "t", n, 0, trace={"a": "b"}, run_all_tests=n == 1) for n in range(count)]


async def test_tasks_come_in_the_order_of_their_queue_as_they_were_sent(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    first, second, third = tasks(3)
    await queue.send("contest", first, second)
    await queue.send("rejudge", third)
    assert await queue.depths() == {"contest": 2, "premium": 0, "regular": 0, "rejudge": 1, "run": 0}
    for name, task in (("contest", first), ("contest", second), ("rejudge", third)):
        assert await judge.take(name) == task
        await judge.done(name, task)
    assert await judge.take("contest") is None
    assert await queue.depths() == dict.fromkeys(QUEUES, 0)


def tasks_of(user: str, count: int) -> list[JudgeTask]:
    return [JudgeTask(f"{user}{n}", f"{user}{n}-1", "p/1", "c", "contest", user, n, 0) for n in range(1, count + 1)]


async def taken(judge: Judge, queue: str, count: int = 100) -> list[str]:
    """The next submissions of a queue, in their order."""
    found: list[str] = []
    while len(found) < count and (task := await judge.take(queue)) is not None:
        await judge.done(queue, task)
        found.append(task.key.removesuffix("-1"))
    return found


@pytest.mark.parametrize("name", sorted(IN_TURNS))
async def test_users_take_turns(ends: tuple[JudgeQueue, Judge], name: str) -> None:
    queue, judge = ends
    await queue.send(name, *tasks_of("a", 5))
    await queue.send(name, *tasks_of("b", 2))
    await queue.send(name, *tasks_of("c", 1))
    assert await taken(judge, name, 4) == ["a1", "b1", "c1", "a2"]
    # whoever comes now does not wait for what others have waiting, and gains nothing by having been away
    await queue.send(name, *tasks_of("d", 3))
    assert await taken(judge, name) == ["b2", "d1", "a3", "d2", "a4", "d3", "a5"]
    await queue.send(name, *tasks_of("a", 2), *tasks_of("b", 1))
    assert await taken(judge, name) == ["a1", "b1", "a2"]


async def test_users_take_turns_with_test_runs(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    greedy, modest = [RunTask(f"g{n}", "greedy", "r", {"a": "b"}) for n in range(3)], RunTask("m0", "modest")
    await queue.send(RUNS, *greedy, modest)
    assert await queue.missing(RUNS, [*greedy, modest, RunTask("never", "modest")]) == [RunTask("never", "modest")]
    assert await judge.take(RUNS) == greedy[0]
    await judge.done(RUNS, greedy[0])
    assert await taken(judge, RUNS) == ["m0", "g1", "g2"]
    assert await queue.missing(RUNS, greedy) == greedy


async def test_the_order_of_a_rejudging_holds(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    await queue.send("rejudge", *tasks_of("a", 3), *tasks_of("b", 1))
    assert await taken(judge, "rejudge") == ["a1", "a2", "a3", "b1"]


async def test_one_user_with_many_submissions_holds_up_nobody(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    await queue.send("contest", *tasks_of("greedy", 100))
    assert await taken(judge, "contest", 1) == ["greedy1"]
    for n in range(20):
        await queue.send("contest", *tasks_of(f"u{n}-", 1))
    assert (await taken(judge, "contest", 21)) == ["greedy2", *(f"u{n}-1" for n in range(20))]


async def test_what_waits_or_is_being_worked_on_is_not_missing(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    sent, never_sent, taken = tasks(3)
    await queue.send("regular", taken)
    assert await judge.take("regular") == taken
    await queue.send("regular", sent, sent)
    everything = [sent, never_sent, taken]
    assert await queue.missing("regular", everything) == [never_sent]
    assert await queue.missing("contest", everything) == everything
    await judge.done("regular", taken)
    assert await queue.missing("regular", everything) == [never_sent, taken]
    assert await queue.missing("regular", []) == []


async def test_a_dead_letter_is_listed_and_can_be_sent_again(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, judge = ends
    urgent, given_up = tasks(2)
    await queue.send("premium", given_up)
    await queue.send("contest", urgent)
    for name in ("premium", "contest"):
        task = await judge.take(name)
        assert task is not None
        await judge.bury(name, task)
    letters = await queue.dead_letters()
    assert [(letter.queue, letter.task) for letter in letters] == [
        ("contest", msgspec.to_builtins(urgent)),
        ("premium", msgspec.to_builtins(given_up)),
    ]
    assert await queue.missing("premium", [given_up]) == [given_up]

    await queue.requeue(letters[1])
    assert await queue.dead_letters() == letters[:1]
    assert await queue.missing("premium", [given_up]) == []
    assert await judge.take("premium") == given_up
    with pytest.raises(NotFound, match="no dead letter"):
        await queue.requeue(letters[1])


async def test_names_that_do_not_exist(ends: tuple[JudgeQueue, Judge]) -> None:
    queue, _ = ends
    with pytest.raises(NotFound, match="no judge queue 'urgent': contest, premium, regular, rejudge, run"):
        await queue.send("urgent", *tasks(1))
    with pytest.raises(NotFound):
        await queue.missing("urgent", tasks(1))
    with pytest.raises(NotFound):
        await queue.requeue(DeadLetter("x", "urgent", None, 0, "", "x"))


async def test_turns_are_tidied_up_and_a_message_of_a_dead_judge_changes_no_order(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dramatiq_queue, "SPARE", 0)
    empty(servers.redis)
    queue, judge, store = DramatiqJudgeQueue(servers.redis), DramatiqJudge(servers.redis), Redis.from_url(servers.redis)
    name = f"dramatiq:{REDIS_QUEUES['contest']}"
    lost, *others = tasks_of("lost", 3)
    await queue.send("contest", lost)
    dead = DramatiqJudge(servers.redis)
    assert await dead.take("contest") == lost
    await queue.send("contest", *others, *tasks_of("a", 3))
    await store.rpush(name, dramatiq_queue.message_id(lost))  # as Dramatiq does once the judge is silent
    await queue.send("contest", *tasks_of("b", 1))
    assert await taken(judge, "contest", 3) == ["lost2", "a1", "b1"]
    for n in range(20):
        await queue.send("contest", *tasks_of(f"u{n}-", 1))
        await taken(judge, "contest", 1)
    assert await store.hlen(f"{name}.turns") <= 2 * await store.llen(name) + 1
    await store.aclose()
    dead.close()
    judge.close()
    await queue.close()


async def test_a_judge_works_on_as_many_tasks_of_a_queue_as_it_has_slots(servers: Servers) -> None:
    """Dramatiq counts what a worker is busy with as prefetched: with a prefetch of one, the other slots stood idle."""
    together = threading.Barrier(2, timeout=10)
    done: list[str] = []

    class Handler:
        def handle(self, task: JudgeTask, *, give_up: bool, urgency: int) -> None:
            together.wait()
            done.append(task.submission)

    empty(servers.redis)
    queue = DramatiqJudgeQueue(servers.redis)
    await queue.send("contest", *tasks_of("a", 2), *tasks_of("b", 2))
    broker = judge_broker(servers.redis)
    (worker,) = consumers(broker, cast("TaskHandler", Handler()), cast("RunHandler", None), 2, ["contest"])
    assert worker.queue_prefetch == 2  # no more either: what waits here takes no turns
    worker.start()
    await eventually(lambda: len(done) == 4, 30)
    await asyncio.to_thread(worker.stop, 1000)
    broker.close()
    await queue.close()


async def test_a_task_delayed_for_another_try_is_not_missing(servers: Servers) -> None:
    """Dramatiq keeps it in another hash, under another id."""
    queue, broker = DramatiqJudgeQueue(servers.redis), make_broker(servers.redis)
    (task,) = tasks(1)
    await queue.send("regular", task)
    message = next(broker.consume(REDIS_QUEUES["regular"], timeout=10))
    assert message is not None
    broker.enqueue(message.copy(), delay=60_000)
    assert await queue.missing("regular", [task]) == []
    broker.declare_queue(REDIS_QUEUES["regular"])
    broker.flush_all()
    assert await queue.missing("regular", [task]) == [task]
    broker.close()
    await queue.close()


async def test_redis_away_is_unavailable() -> None:
    queue = DramatiqJudgeQueue(f"redis://127.0.0.1:{free_port()}")
    for call in (queue.depths(), queue.dead_letters(), queue.send("contest", *tasks(1)), queue.missing("contest", tasks(1))):
        with pytest.raises(Unavailable, match="judge queue cannot be reached"):
            await call
    await queue.close()
