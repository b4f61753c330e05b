"""The role `judge`: takes submissions from the queues and judges them."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.internal_api.routes import InternalApi
from judge_workers.latex import renderer as latex
from judge_workers.latex.answerer import LatexAnswerer
from judge_workers.sandbox import Sandbox, cgroups
from judge_workers.sandbox.box import GROUP_PREFIX
from judge_workers.worker import calibration
from judge_workers.worker.consumers import consumers, judge_broker, served_queues
from judge_workers.worker.heartbeat import Capacity, beat
from judge_workers.worker.run_handler import RunHandler
from judge_workers.worker.task_handler import Stores, TaskHandler
from realtime.backbone.nats import NatsBackbone
from realtime.languages import CATALOGUE, LANGUAGES
from realtime.protocol import subjects
from realtime.runtime import service
from realtime.runtime.private_folder import private_folder
from realtime.runtime.settings import Settings, require
from realtime.security.authenticator import Authenticator
from realtime.security.vault import Vault
from realtime.storage.documents import MongoDocuments
from realtime.storage.dramatiq_queue import DramatiqJudgeQueue
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

TRIAL_SLOT = 900
"""Of the boxes that are made once at the start: no judge has so many slots."""
STOP_MS = 5000
"""What a consumer has to end its submission in; after that the submission goes back into its queue."""


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "redis_url", "nats_url", "mongo_url", "secret_key")
    served = served_queues(settings.judge_queues)
    cache = private_folder(Path(settings.judge_cache or stack.enter_context(TemporaryDirectory(prefix="podium-judge-"))), "judge_cache")
    slots = settings.judge_slots or os.cpu_count() or 1
    cgroups.sweep(GROUP_PREFIX)
    boxes = await asyncio.to_thread(_try_sandbox, settings.judge_sandbox, cache)
    languages = {id: found.version for id, found in boxes.available().items() if id in LANGUAGES}
    log.info("languages", extra={"languages": languages, "slots": slots, "sandbox": boxes.name})

    backbone = service.closing(stack, await NatsBackbone.open(settings, "judge"))
    documents = service.closing(stack, MongoDocuments(settings.mongo_url))
    redis = service.closing(stack, Redis(settings.redis_url))
    queue = service.closing(stack, DramatiqJudgeQueue(settings.redis_url))

    vault = Vault(settings.secret_key)
    artefacts = ArtefactCache(cache, vault)
    speed = await asyncio.to_thread(_speed, boxes, artefacts, settings.judge_reference)
    judges = [Judge(slot, boxes, artefacts, speed=speed) for slot in range(slots)]
    stores = Stores(backbone, documents, vault, Authenticator(settings.secret_key))
    handler = TaskHandler(asyncio.get_running_loop(), stores, judges, settings.judge_yield_seconds)
    stack.callback(handler.close)
    broker = judge_broker(settings.redis_url)
    stack.callback(broker.close)
    for consumer in consumers(broker, handler, RunHandler(asyncio.get_running_loop(), stores, handler.slots), slots, served):
        consumer.start()
        stack.push_async_callback(asyncio.to_thread, consumer.stop, STOP_MS)

    if latex.is_installed():
        answerer = LatexAnswerer(partial(latex.render, handler.slots))
        await backbone.answer(subjects.ASK_LATEX, answerer.answer, queue="judge")
    capacity = Capacity(slots, served, boxes.name, socket.gethostname())
    service.background(stack, beat(redis, queue, languages, capacity, lambda: handler.waiting), "heartbeat")
    checks = {"nats": backbone.ready, "redis": redis.ready, "documents": documents.ready}
    internal = InternalApi(handler.slots, boxes.available, settings.service_token)
    await service.watch(stack, "judge", settings, checks, {"/internal/v1": internal.app()})


def _try_sandbox(name: str, cache: Path) -> Sandbox:
    """Makes a box and throws it away: a judge that cannot make any says so at once. Raises `BoxError`."""
    made = sandbox.make(name, cache)
    made.box(TRIAL_SLOT, CATALOGUE["c"]).close()
    made.available()  # asks compilers for their versions, once
    return made


def _speed(boxes: Sandbox, artefacts: ArtefactCache, reference: float) -> float:
    judge = Judge(TRIAL_SLOT, boxes, artefacts)
    try:
        found = calibration.speed(judge, reference)
    finally:
        judge.close()
    if reference:
        log.info("calibrated", extra={"speed": round(found, 3)})
    return found
