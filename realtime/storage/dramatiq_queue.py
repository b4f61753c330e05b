"""The judge queues on Dramatiq and Redis: what core_api sends with, and the broker that judges take from.

Redis keys of a queue, by Dramatiq's layout: `….msgs` holds messages that wait or are being worked on, by id; `….DQ.msgs` those delayed for
another try; `….XQ` the ids of dead letters by time and `….XQ.msgs` their bodies, kept for a week.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import dramatiq
import msgspec
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DramatiqError

from realtime.runtime.errors import Unavailable
from realtime.storage.judge_queue import DEAD_LETTERS, QUEUES, DeadLetter, JudgeTask, check_name, no_letter

T = TypeVar("T")

JUDGE_ACTOR = "judge_submission"
REDIS_QUEUES = {queue: f"judge-{queue}" for queue in QUEUES}
"""Dramatiq's queue names by ours."""
HEARTBEAT_MS = 5000
"""A worker that is silent for so long is dead: what it was working on goes back into its queue."""
MAINTENANCE = 1_000_000
"""Chance in a million that a command looks for dead workers: always, or a killed judge's work would wait for long."""
CALL_SECONDS = 5.0
"""Longest wait for one answer of Redis."""
AWAY = (redis.RedisError, DramatiqError, OSError)


def make_broker(redis_url: str, middleware: Sequence[dramatiq.Middleware] = ()) -> RedisBroker:
    """`middleware` replaces Dramatiq's own list; a role that only sends needs none."""
    return RedisBroker(  # type: ignore[no-untyped-call]  # the library's broker is not typed
        client=redis.Redis.from_url(redis_url, socket_timeout=CALL_SECONDS),
        middleware=list(middleware),
        heartbeat_timeout=HEARTBEAT_MS,
        maintenance_chance=MAINTENANCE,
    )


class DramatiqJudgeQueue:
    """`JudgeQueue` on Redis. Dramatiq's client blocks, so every call runs in a thread; the client is safe for threads."""

    def __init__(self, redis_url: str) -> None:
        self._broker = make_broker(redis_url)
        for name in REDIS_QUEUES.values():
            self._broker.declare_queue(name)
        self._redis: redis.Redis = self._broker.client

    async def send(self, queue: str, *tasks: JudgeTask) -> None:
        check_name(queue)
        await self._call(lambda: self._enqueue(message_of(task, queue) for task in tasks))

    async def missing(self, queue: str, tasks: Sequence[JudgeTask]) -> list[JudgeTask]:
        check_name(queue)
        return await self._call(lambda: self._missing(queue, tasks))

    async def depths(self) -> dict[str, int]:
        return await self._call(self._depths)

    async def dead_letters(self) -> list[DeadLetter]:
        return await self._call(lambda: [letter for queue in QUEUES for letter in self._dead_letters(queue)])

    async def requeue(self, letter: DeadLetter) -> None:
        await self._call(lambda: self._requeue(letter))

    async def close(self) -> None:
        await asyncio.to_thread(self._broker.close)

    async def _call(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except AWAY as error:
            # without the address that the library tells: the text reaches clients
            raise Unavailable(f"the judge queue cannot be reached ({type(error).__name__}); retry", retry_after=1) from error

    def _enqueue(self, messages: Iterable[dramatiq.Message[Any]]) -> None:
        for message in messages:
            # `broker.enqueue` would choose a random Redis id: nobody could tell whether a judgement's request still waits
            kept = message.copy(options={"redis_message_id": message.message_id})
            self._broker.do_enqueue(kept.queue_name, kept.message_id, kept.encode())

    def _missing(self, queue: str, tasks: Sequence[JudgeTask]) -> list[JudgeTask]:
        name = f"dramatiq:{REDIS_QUEUES[queue]}"
        with self._redis.pipeline(transaction=False) as pipe:
            for task in tasks:
                pipe.hexists(f"{name}.msgs", message_id(task))
            pipe.hvals(f"{name}.DQ.msgs")
            *held, delayed = pipe.execute()
        # a delayed message has a Redis id of its own, and names its judgement only inside
        later = b"\n".join(delayed)
        return [task for task, known in zip(tasks, held, strict=True) if not known and task.judgement.encode() not in later]

    def _depths(self) -> dict[str, int]:
        with self._redis.pipeline(transaction=False) as pipe:
            for name in REDIS_QUEUES.values():
                pipe.llen(f"dramatiq:{name}")
            return dict(zip(QUEUES, pipe.execute(), strict=True))

    def _dead_letters(self, queue: str) -> list[DeadLetter]:
        name = f"dramatiq:{REDIS_QUEUES[queue]}.XQ"
        keys: Any = self._redis.zrange(name, 0, DEAD_LETTERS - 1)
        bodies: Any = self._redis.hmget(f"{name}.msgs", keys) if keys else []
        return [_letter(queue, key.decode(), body) for key, body in zip(keys, bodies, strict=True) if body is not None]

    def _requeue(self, letter: DeadLetter) -> None:
        name = f"dramatiq:{REDIS_QUEUES.get(letter.queue, '')}.XQ"
        raw: Any = self._redis.hget(f"{name}.msgs", letter.key)
        if raw is None:
            raise no_letter(letter.id)
        body = msgspec.json.decode(raw)
        # sent before it is removed: between the two it exists twice, and counts once
        self._enqueue([dramatiq.Message(**{**body, "options": {}, "args": tuple(body["args"])})])
        with self._redis.pipeline(transaction=True) as pipe:
            pipe.zrem(name, letter.key)
            pipe.hdel(f"{name}.msgs", letter.key)
            pipe.execute()


def message_id(task: JudgeTask) -> str:
    """The same judgement always makes the same message id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"podium:judgement:{task.judgement}"))


def message_of(task: JudgeTask, queue: str) -> dramatiq.Message[Any]:
    return dramatiq.Message(
        queue_name=REDIS_QUEUES[queue],
        actor_name=JUDGE_ACTOR,
        args=(msgspec.to_builtins(task),),
        kwargs={},
        options={},
        message_id=message_id(task),
    )


def _letter(queue: str, key: str, body: bytes) -> DeadLetter:
    message = msgspec.json.decode(body)
    options = message.get("options", {})
    task = (message.get("args") or [None])[0]
    return DeadLetter(str(message["message_id"]), queue, task, options.get("retries", 0), str(options.get("traceback", "")), key)
