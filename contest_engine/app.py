"""The role `engine`: scores contests and publishes their boards."""

from __future__ import annotations

import gc
from contextlib import AsyncExitStack

from contest_engine.live.engine import Engine
from contest_engine.live.log_monitor import LogMonitor
from contest_engine.live.ownership import Times
from contest_engine.live.stores import Stores
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.security.authenticator import Authenticator
from realtime.storage import archive
from realtime.storage.contest_log import ContestLog
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis


def tune_gc() -> None:
    """Boards are millions of objects that live as long as they are held: full collections took 40 % of the engine's time and freed nothing.
    What ends is freed by hand (`Board.dissolve`), because hardly anything is collected.
    """
    gc.freeze()
    gc.set_threshold(500_000, 50, 1000)


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "redis_url", "secret_key")
    tune_gc()
    backbone = service.closing(stack, await NatsBackbone.open(settings, "engine", manages=True))
    redis = service.closing(stack, Redis(settings.redis_url))

    monitor = LogMonitor(backbone)
    authenticator = Authenticator(settings.secret_key)
    logs = ContestLog(backbone, archive.opened(settings.archive_folder), await LogTrust.load(backbone, authenticator))
    stores = Stores(backbone, redis, logs, authenticator)
    engine = Engine(stores, Times(settings.tick_ms / 1000, settings.lease_seconds, settings.release_after_seconds))
    service.background(stack, monitor.run(), "log monitor")
    service.background(stack, engine.run(), "engine")
    checks = {"nats": backbone.ready, "redis": redis.ready, "log": monitor.ready, "contests": engine.ready}
    await service.watch(stack, "engine", settings, checks)
