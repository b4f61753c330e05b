"""Dramatiq queues: their names, the message that asks for a judgement, and the broker all roles use.

Priorities do not reorder a Redis queue, so each priority is a queue of its own.
"""

from __future__ import annotations

import uuid
from typing import Any, Literal, NamedTuple

import dramatiq
import msgspec
from dramatiq.brokers.redis import RedisBroker

from realtime.storage.redis import Redis

JUDGE_ACTOR = "judge_submission"
QUEUES = {"contest": "judge-contest", "premium": "judge-premium", "regular": "judge-regular", "rejudge": "judge-rejudge"}
"""The most urgent first."""
WORKERS = "judge:worker"
"""Prefix of Redis keys by worker: what it serves and how much waits for it; they expire with it."""
HEARTBEAT_MS = 5000
"""A worker that is silent for so long is dead: what it was working on goes back into its queue."""


class JudgeTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything a worker needs to find what it has to judge."""

    submission: str
    judgement: str
    problem: str
    language: str
    contest: str
    team: str
    time: int
    """Contest time of the submission in ms."""
    accepted: int
    """Wall clock of its acceptance, ms since 1970."""
    request: str = ""
    """Id of the HTTP request that submitted it, for the logs."""
    trace: dict[str, str] = {}
    run_all_tests: bool = False
    """Whether all tests are run, also those behind the first that fails."""
    rejudging: str = ""
    """What it is judged again for; its verdict does not count before that is applied."""
    v: Literal[1] = 1


def broker(redis_url: str, middleware: list[dramatiq.Middleware] | None = None) -> RedisBroker:
    """`middleware` replaces Dramatiq's own list; a role that only sends needs none."""
    return RedisBroker(  # type: ignore[no-untyped-call]  # the library's broker is not typed
        url=redis_url, middleware=middleware or [], heartbeat_timeout=HEARTBEAT_MS, maintenance_chance=1_000_000
    )


def send(broker: RedisBroker, task: JudgeTask, queue: str) -> None:
    broker.declare_queue(QUEUES[queue])
    one = message(task, queue)
    # `enqueue` would keep it in Redis under a random id: nobody could tell whether it still waits
    one = one.copy(options={"redis_message_id": one.message_id})
    broker.do_enqueue(one.queue_name, one.message_id, one.encode())


def held_in(queue: str) -> tuple[str, str]:
    """Redis hashes in which Dramatiq keeps the messages of a queue by their id: waiting or being worked on, and delayed."""
    return f"dramatiq:{QUEUES[queue]}.msgs", f"dramatiq:{QUEUES[queue]}.DQ.msgs"


def message(task: JudgeTask, queue: str) -> dramatiq.Message[Any]:
    """The same judgement always makes the same message id."""
    return dramatiq.Message(
        queue_name=QUEUES[queue],
        actor_name=JUDGE_ACTOR,
        args=(msgspec.to_builtins(task),),
        kwargs={},
        options={},
        message_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"podium:judgement:{task.judgement}")),
    )


async def depths(redis: Redis) -> dict[str, int]:
    """Requests that wait in Redis, by queue."""
    async with redis.pipeline(transaction=False) as pipe:
        for queue in QUEUES.values():
            pipe.llen(f"dramatiq:{queue}")
        return dict(zip(QUEUES, await pipe.execute(), strict=True))


class Dead(NamedTuple):
    """A message that was given up, or could not be understood."""

    queue: str
    key: str
    """Dramatiq's, in Redis."""
    body: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.body["message_id"])


async def dead(redis: Redis) -> list[Dead]:
    """The dead letters of all queues, oldest first. Dramatiq keeps them for a week."""
    found = []
    for queue in QUEUES.values():
        for key in await redis.zrange(f"dramatiq:{queue}.XQ", 0, -1):
            body = await redis.hget(f"dramatiq:{queue}.XQ.msgs", key)
            if body is not None:
                found.append(Dead(queue, key.decode() if isinstance(key, bytes) else key, msgspec.json.decode(body)))
    return found


async def requeue(redis: Redis, broker: dramatiq.Broker, letter: Dead) -> None:
    """Sends a dead letter once more, with all its tries."""
    message: dramatiq.Message[Any] = dramatiq.Message(**{**letter.body, "options": {}, "args": tuple(letter.body["args"])})
    broker.declare_queue(letter.queue)
    broker.enqueue(message)
    async with redis.pipeline(transaction=True) as pipe:
        pipe.zrem(f"dramatiq:{letter.queue}.XQ", letter.key)
        pipe.hdel(f"dramatiq:{letter.queue}.XQ.msgs", letter.key)
        await pipe.execute()
