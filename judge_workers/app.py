"""The role `judge`: takes submissions from the queues and judges them."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

os.environ.setdefault("dramatiq_queue_prefetch", "1")  # read when dramatiq is imported: a task waits in Redis, not here

import dramatiq
import msgspec
from dramatiq.middleware import CurrentMessage, Retries
from prometheus_client import Gauge

from judge_workers import sandbox
from judge_workers.evaluation.judge import Judge
from judge_workers.internal_api import Internal
from judge_workers.languages import BY_ID
from judge_workers.sandbox import Sandbox, cgroups
from judge_workers.sandbox.box import GROUP_PREFIX
from judge_workers.worker import calibration
from judge_workers.worker.work import Work
from realtime.backbone.nats import NatsBackbone
from realtime.languages import AVAILABLE_KEY, LANGUAGES
from realtime.runtime import service
from realtime.runtime.errors import BadSetting, Unavailable
from realtime.runtime.settings import Settings, require
from realtime.security.vault import Vault
from realtime.storage import redis_commands as commands
from realtime.storage.documents import MongoDocuments
from realtime.storage.dramatiq_queue import JUDGE_ACTOR, REDIS_QUEUES, DramatiqJudgeQueue, make_broker
from realtime.storage.judge_queue import QUEUES, WORKERS, JudgeQueue, JudgeTask
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

RETRIES = 5
"""Tries after which a fault of the machine becomes the verdict JE."""
AWAY_RETRIES = 1000
"""Tries while a store is away: hours. After them the api's sweeper still sends the request again."""
BEAT_SECONDS = 2.0
"""How often a judge says that it is there."""
BEAT_EXPIRES = 15
"""Seconds after which a judge that says nothing is gone."""


DEPTH = Gauge("podium_judge_queue_depth", "Requests to judge that wait in Redis", ["queue"])
WAITING = Gauge("podium_judge_waiting", "Submissions that wait for a slot of this judge")


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
    redis = Redis(settings.redis_url)
    stack.push_async_callback(redis.close)

    speed = await asyncio.to_thread(_speed, boxes, cache, settings.judge_reference)
    judges = [Judge(slot, boxes, cache, speed=speed) for slot in range(slots)]
    work = Work(asyncio.get_running_loop(), backbone, documents, vault, judges)
    stack.callback(work.close)
    queue = DramatiqJudgeQueue(settings.redis_url)
    stack.push_async_callback(queue.close)
    broker = make_broker(settings.redis_url, [Retries(max_retries=AWAY_RETRIES, min_backoff=500, max_backoff=16_000), CurrentMessage()])
    stack.callback(broker.close)
    served = served_queues(settings.judge_queues)
    for worker in _workers(broker, work, slots, served):
        worker.start()
        stack.push_async_callback(asyncio.to_thread, worker.stop, 5000)

    me = {"slots": slots, "queues": served, "sandbox": boxes.name, "host": socket.gethostname()}
    service.background(stack, _beat(redis, queue, languages, me, work), "heartbeat")
    checks = {"nats": backbone.ready, "redis": redis.ready, "documents": documents.ready}
    internal = Internal(work.slots, boxes.available, settings.service_token)
    await service.watch(stack, "judge", settings, checks, {"/internal/v1": internal.app()})


def served_queues(setting: str) -> list[str]:
    """Raises `BadSetting` for a queue there is not."""
    names = [name.strip() for name in setting.split(",") if name.strip()]
    if not names or (wrong := [name for name in names if name not in QUEUES]):
        what = ", ".join(wrong) if names else repr(setting)
        raise BadSetting(f"setting judge_queues: there is no queue {what}; there are {', '.join(QUEUES)}", field="judge_queues")
    return names


def _workers(broker: dramatiq.Broker, work: Work, slots: int, served: list[str]) -> list[dramatiq.Worker]:
    """One for each queue: a queue that is full of re-judgings never keeps another one's messages from being taken."""
    names = list(REDIS_QUEUES.values())

    def judge_submission(body: dict[str, Any]) -> None:
        message = CurrentMessage.get_current_message()
        tries = message.options.get("retries", 0) if message is not None else 0
        urgency = names.index(message.queue_name.removesuffix(".DQ")) if message is not None else 0
        work.judge(msgspec.convert(body, JudgeTask), give_up=tries >= RETRIES, urgency=urgency)

    for name in names:
        broker.declare_queue(name)
    actor = dramatiq.Actor(
        judge_submission,
        broker=broker,
        actor_name=JUDGE_ACTOR,
        queue_name=REDIS_QUEUES["regular"],
        priority=0,
        options={},
    )
    broker.declare_actor(actor)
    return [dramatiq.Worker(broker, queues={REDIS_QUEUES[name]}, worker_threads=slots, worker_timeout=200) for name in served]


def _try_sandbox(name: str, cache: Path) -> Sandbox:
    """Makes a box and throws it away: a judge that cannot make one says so at once. Raises `BoxError`."""
    made = sandbox.make(name, cache)
    made.box(900, BY_ID["c"]).close()
    made.available()  # asks compilers for their versions, once
    return made


def _speed(boxes: Sandbox, cache: Path, reference: float) -> float:
    judge = Judge(900, boxes, cache)
    try:
        found = calibration.speed(judge, reference)
    finally:
        judge.close()
    if reference:
        log.info("calibrated", extra={"speed": round(found, 3)})
    return found


async def _beat(redis: Redis, queue: JudgeQueue, languages: dict[str, str], me: dict[str, Any], work: Work) -> None:
    """Says that this judge is there, what it can do and how much it has to do; counts what waits in the queues."""
    name = f"{me['host']}:{os.getpid()}"
    while True:
        report = msgspec.json.encode({**me, "waiting": work.waiting, "at": round(time.time())})
        try:
            await redis.transaction(
                commands.hset(AVAILABLE_KEY, languages),
                commands.expire(AVAILABLE_KEY, BEAT_EXPIRES),
                commands.set(f"{WORKERS}:{name}", report, BEAT_EXPIRES),
            )
            for name_of_queue, depth in (await queue.depths()).items():
                DEPTH.labels(name_of_queue).set(depth)
            WAITING.set(work.waiting)
        except Unavailable as error:
            log.warning("%s", error.message)
        await asyncio.sleep(BEAT_SECONDS)
