"""The role `judge`: takes submissions from the queues and judges them."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

os.environ.setdefault("dramatiq_queue_prefetch", "1")  # read when dramatiq is imported: a task waits in Redis, not here

import dramatiq
import msgspec
from dramatiq.middleware import CurrentMessage, Retries
from redis.exceptions import RedisError

from judge_workers import sandbox
from judge_workers.judge import Judge
from judge_workers.languages import BY_ID
from judge_workers.sandbox import Sandbox, cgroups
from judge_workers.sandbox.box import GROUP_PREFIX
from judge_workers.work import Work
from realtime import queues, service
from realtime import redis as redis_client
from realtime.backbone.nats import NatsBackbone
from realtime.crypto import Vault
from realtime.documents import MongoDocuments
from realtime.languages import AVAILABLE_KEY, LANGUAGES
from realtime.redis import Redis
from realtime.settings import Settings, require

log = logging.getLogger(__name__)

RETRIES = 5
"""Tries after which a fault of the machine becomes the verdict JE."""
AWAY_RETRIES = 1000
"""Tries while a store is away: hours. After them the api's sweeper still sends the request again."""
BEAT_SECONDS = 2.0
"""How often a judge says that it is there."""


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "redis_url", "nats_url", "mongo_url", "secret_key")
    cache = Path(settings.judge_cache or Path(tempfile.gettempdir()) / "podium-judge")
    vault = Vault(settings.secret_key)
    slots = settings.judge_slots or os.cpu_count() or 1
    cgroups.sweep(GROUP_PREFIX)
    boxes = await asyncio.to_thread(_try_sandbox, settings.judge_sandbox, cache)
    languages = {id: version for id, (_, version) in boxes.available().items() if id in LANGUAGES}
    log.info("languages", extra={"languages": languages, "slots": slots, "sandbox": boxes.name})

    backbone = await NatsBackbone.connect(settings.nats_url, name="judge", lease_seconds=settings.lease_seconds)
    stack.push_async_callback(backbone.close)
    documents = MongoDocuments(settings.mongo_url)
    stack.push_async_callback(documents.close)
    redis = redis_client.connect(settings.redis_url)
    stack.push_async_callback(redis.aclose)

    work = Work(asyncio.get_running_loop(), backbone, documents, vault, [Judge(slot, boxes, cache) for slot in range(slots)])
    stack.callback(work.close)
    broker = queues.broker(settings.redis_url, [Retries(max_retries=AWAY_RETRIES, min_backoff=500, max_backoff=16_000), CurrentMessage()])
    stack.callback(broker.close)
    worker = _worker(broker, work, slots)
    worker.start()
    stack.push_async_callback(asyncio.to_thread, worker.stop, 5000)

    service.background(stack, _beat(redis, languages), "heartbeat")
    checks = {"nats": backbone.ready, "redis": lambda: redis_client.answers(redis), "documents": documents.ready}
    await service.watch(stack, "judge", settings, checks)


def _worker(broker: dramatiq.Broker, work: Work, slots: int) -> dramatiq.Worker:
    def judge_submission(body: dict[str, Any]) -> None:
        message = CurrentMessage.get_current_message()
        tries = message.options.get("retries", 0) if message is not None else 0
        work.judge(msgspec.convert(body, queues.JudgeTask), give_up=tries >= RETRIES)

    for name in queues.QUEUES.values():
        broker.declare_queue(name)
    actor = dramatiq.Actor(
        judge_submission, broker=broker, actor_name=queues.JUDGE_ACTOR, queue_name=queues.QUEUES["regular"], priority=0, options={}
    )
    broker.declare_actor(actor)
    return dramatiq.Worker(broker, queues=set(queues.QUEUES.values()), worker_threads=slots, worker_timeout=200)


def _try_sandbox(name: str, cache: Path) -> Sandbox:
    """Makes a box and throws it away: a judge that cannot make one says so at once. Raises `BoxError`."""
    made = sandbox.make(name, cache)
    made.box(900, BY_ID["c"]).close()
    made.available()  # asks compilers for their versions, once
    return made


async def _beat(redis: Redis, languages: dict[str, str]) -> None:
    while True:
        try:
            async with redis.pipeline(transaction=True) as pipe:
                pipe.hset(AVAILABLE_KEY, mapping=languages).expire(AVAILABLE_KEY, 15)
                await pipe.execute()
        except (RedisError, OSError) as error:
            log.warning("Redis is away: %r", error)
        await asyncio.sleep(BEAT_SECONDS)
