"""The role `engine`: scores contests and publishes their boards."""

from __future__ import annotations

import gc
from contextlib import AsyncExitStack

from contest_engine.live.engine import Engine
from contest_engine.live.log_monitor import LogMonitor
from contest_engine.live.ownership import Stores, Times
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.storage import archive
from realtime.storage.contest_log import ContestLog
from realtime.storage.redis import Redis


def tune_gc() -> None:
    """Boards are millions of objects without cycles: full collections took 40 % of the engine's time and freed nothing."""
    gc.freeze()
    gc.set_threshold(500_000, 50, 1000)


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "redis_url")
    tune_gc()
    backbone = service.closing(stack, await NatsBackbone.open(settings, "engine", manages=True))
    redis = service.closing(stack, Redis(settings.redis_url))

    monitor = LogMonitor(backbone)
    stores = Stores(backbone, redis, ContestLog(backbone, archive.opened(settings.archive_folder)))
    engine = Engine(stores, Times(settings.tick_ms / 1000, settings.lease_seconds, settings.release_after_seconds))
    service.background(stack, monitor.run(), "log monitor")
    service.background(stack, engine.run(), "engine")
    checks = {"nats": backbone.ready, "redis": redis.ready, "log": monitor.ready, "contests": engine.ready}
    await service.watch(stack, "engine", settings, checks)
