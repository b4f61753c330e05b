"""The judge queues on Dramatiq and Redis: what core_api sends with, and the broker that judges take from.

Redis keys of a queue, by Dramatiq's layout: `….msgs` holds messages that wait or are being worked on, by id; `….DQ.msgs` those delayed for
another try; `….XQ` the ids of dead letters by time and `….XQ.msgs` their bodies, kept for a week. The list of ids, which Dramatiq reads
from its head, is kept in the order of turns (see `realtime.storage.judge_queue`); `….turns` holds those of messages, `….users` each user's.
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
from realtime.storage.judge_queue import DEAD_LETTERS, IN_TURNS, QUEUES, DeadLetter, JudgeTask, QueueTask, T, check_name, no_letter

R = TypeVar("R")

JUDGE_ACTOR, RUN_ACTOR = "judge_submission", "make_test_run"
REDIS_QUEUES = {queue: f"judge-{queue}" for queue in QUEUES}
"""Dramatiq's queue names by ours."""
TURNING = {REDIS_QUEUES[queue] for queue in IN_TURNS}
HEARTBEAT_MS = 5000
"""A worker that is silent for so long is dead: what it was working on goes back into its queue."""
MAINTENANCE = 1_000_000
"""Chance in a million that a command looks for dead workers: always, or a killed judge's work would wait for long."""
CALL_SECONDS = 5.0
"""Longest wait for one answer of Redis."""
LOOK = 1000
"""Waiting messages, from the last, that a new one may go before: what one submission may cost Redis (a millisecond)."""
SPARE = 1000
"""Turns of messages that wait no longer, and are kept all the same: tidying up looks at all that wait."""
ENQUEUE = """
local list, msgs, turns, users = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, data, user, look, spare = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('hset', msgs, id, data)
local head, now = redis.call('lindex', list, 0), 0
if head then
    -- what came back to the tail from a dead worker has an old turn, or a retry none: time does not go back for it
    now = math.max(tonumber(redis.call('hget', users, '')) or 0, tonumber(redis.call('hget', turns, head)) or 0)
else
    redis.call('del', turns, users)
end
local last = tonumber(redis.call('hget', users, 'u' .. user))
local turn = last and math.max(now, last + 1) or now
redis.call('hset', turns, id, turn)
redis.call('hset', users, 'u' .. user, turn, '', now)
-- behind: how many, from the tail, go behind this one. Mostly none, so few are looked at first
local behind, looked, stop, block = 0, 0, false, 10
while looked < look and not stop do
    local ids = redis.call('lrange', list, -(looked + block), -(looked + 1))
    if #ids == 0 then break end
    local held = redis.call('hmget', turns, unpack(ids))
    for n = #ids, 1, -1 do
        looked = looked + 1
        local its = tonumber(held[n])
        if its and its > turn then behind = looked
        elseif its and its >= now then stop = true break end
    end
    if #ids < block then break end
    block = 100
end
-- not linsert, which looks for its place from the head: half a millisecond in a queue of 35,000
local later, tail = behind > 0 and redis.call('rpop', list, behind) or {}, {id}
for n = #later, 1, -1 do tail[#tail + 1] = later[n] end
redis.call('rpush', list, unpack(tail))
if redis.call('hlen', turns) > 2 * redis.call('llen', list) + spare then
    local kept = {}
    for _, waiting in ipairs(redis.call('lrange', list, 0, -1)) do kept[waiting] = redis.call('hget', turns, waiting) end
    redis.call('del', turns)
    for waiting, its in pairs(kept) do if its then redis.call('hset', turns, waiting, its) end end
    local all = redis.call('hgetall', users)
    for n = 1, #all, 2 do
        if all[n] ~= '' and tonumber(all[n + 1]) < now then redis.call('hdel', users, all[n]) end
    end
end
"""
"""Dramatiq's own enqueuing, but for the place in the list."""
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
        self._enqueue_in_turn = self._redis.register_script(ENQUEUE)

    async def send(self, queue: str, *tasks: QueueTask) -> None:
        check_name(queue)
        await self._call(lambda: self._enqueue(message_of(task, queue) for task in tasks))

    async def missing(self, queue: str, tasks: Sequence[T]) -> list[T]:
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

    async def _call(self, work: Callable[[], R]) -> R:
        try:
            return await asyncio.to_thread(work)
        except AWAY as error:
            # without the address that the library tells: the text reaches clients
            raise Unavailable(f"the judge queue cannot be reached ({type(error).__name__}); retry", retry_after=1) from error

    def _enqueue(self, messages: Iterable[dramatiq.Message[Any]]) -> None:
        for message in messages:
            # `broker.enqueue` would choose a random Redis id: nobody could tell whether a judgement's request still waits
            kept = message.copy(options={"redis_message_id": message.message_id})
            if kept.queue_name in TURNING:
                name = f"dramatiq:{kept.queue_name}"
                keys = [name, f"{name}.msgs", f"{name}.turns", f"{name}.users"]
                self._enqueue_in_turn(keys, [kept.message_id, kept.encode(), _user(kept), LOOK, SPARE])
            else:
                self._broker.do_enqueue(kept.queue_name, kept.message_id, kept.encode())

    def _missing(self, queue: str, tasks: Sequence[T]) -> list[T]:
        name = f"dramatiq:{REDIS_QUEUES[queue]}"
        with self._redis.pipeline(transaction=False) as pipe:
            for task in tasks:
                pipe.hexists(f"{name}.msgs", message_id(task))
            pipe.hvals(f"{name}.DQ.msgs")
            *held, delayed = pipe.execute()
        # a delayed message has a Redis id of its own, and names its judgement only inside
        later = b"\n".join(delayed)
        return [task for task, known in zip(tasks, held, strict=True) if not known and task.key.encode() not in later]

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


def _user(message: dramatiq.Message[Any]) -> str:
    task = message.args[0] if message.args else None
    return str(task.get("team") or task.get("user", "")) if isinstance(task, dict) else ""


def message_id(task: QueueTask) -> str:
    """The same judgement, or test run, always makes the same message id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"podium:judgement:{task.key}"))


def message_of(task: QueueTask, queue: str) -> dramatiq.Message[Any]:
    return dramatiq.Message(
        queue_name=REDIS_QUEUES[queue],
        actor_name=JUDGE_ACTOR if isinstance(task, JudgeTask) else RUN_ACTOR,
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
