"""The role `worker`: jobs in the background of core_api, each of which runs in one worker at a time."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import NamedTuple

from core_api.storage import migrate
from core_api.storage import pool as postgres
from core_api.storage.pool import Pool
from core_api.workers.leased_job import LeasedJob, Timing, Work
from core_api.workers.log_retention import LogRetention
from core_api.workers.package_sweeper import PackageSweeper
from core_api.workers.relay import Relay
from core_api.workers.submission_index import SubmissionIndex
from core_api.workers.sweeper import Sweeper
from realtime.backbone import Backbone
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.security.authenticator import Authenticator
from realtime.storage.archive import Archive, opened
from realtime.storage.documents import Documents, MongoDocuments
from realtime.storage.dramatiq_queue import DramatiqJudgeQueue
from realtime.storage.judge_queue import JudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis


class Stores(NamedTuple):
    """What the jobs work on."""

    pool: Pool
    backbone: Backbone
    queue: JudgeQueue
    archive: Archive
    documents: Documents
    authenticator: Authenticator


def make_jobs(stores: Stores, trust: LogTrust, keep: float) -> Mapping[str, Work]:
    """By the names of their leases. A new job is a new line here. `keep`: see `LogRetention`."""
    pool, backbone, queue, archive, documents, authenticator = stores
    return {
        "outbox-relay": Relay(pool, backbone, queue, authenticator).run,
        "submission-index": SubmissionIndex(pool, backbone, archive, trust).run,
        "log-retention": LogRetention(pool, backbone, keep).run,
        "sweeper": Sweeper(pool, queue).run,
        "package-sweeper": PackageSweeper(pool, documents).run,
    }


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "postgres_url", "redis_url", "nats_url", "mongo_url", "secret_key")
    pool = await migrate.checked_pool(stack, settings.postgres_url)
    backbone = service.closing(stack, await NatsBackbone.open(settings, "worker"))
    redis = service.closing(stack, Redis(settings.redis_url))
    queue = service.closing(stack, DramatiqJudgeQueue(settings.redis_url))
    documents = service.closing(stack, MongoDocuments(settings.mongo_url))

    owner = f"{socket.gethostname()}-{os.getpid()}"
    authenticator = Authenticator(settings.secret_key)
    stores = Stores(pool, backbone, queue, opened(settings.archive_folder), documents, authenticator)
    works = make_jobs(stores, await LogTrust.load(backbone, authenticator), settings.archive_after_hours * 3600)
    jobs = [LeasedJob(name, work, backbone, owner, Timing(settings.lease_seconds)) for name, work in works.items()]
    for job in jobs:
        service.background(stack, job.run(), job.name)
    checks = {"postgres": lambda: postgres.answers(pool), "nats": backbone.ready, "redis": redis.ready}
    await service.watch(stack, "worker", settings, checks | {job.name: job.ready for job in jobs})
