"""The role `worker`: jobs in the background of core_api, each of which runs in one worker at a time; and mails, which all workers send."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import NamedTuple

from core_api.domains.notifications.rendering import Sender, address
from core_api.domains.notifications.store import Mails
from core_api.domains.notifications.transports import make_transport
from core_api.domains.push.opened import Push, open_push
from core_api.domains.ratings.ledger import Ledger
from core_api.domains.ratings.store import Ratings
from core_api.domains.results.final import FinalResults
from core_api.domains.results.final_store import FinalStore
from core_api.storage import audit, mail, migrate, problem_files
from core_api.storage import pool as postgres
from core_api.storage.audit import keys
from core_api.storage.audit.chain import Chain
from core_api.storage.caches.shared_store import RedisStore, SharedStore
from core_api.storage.changes import Teller
from core_api.storage.pool import Pool
from core_api.workers.change_teller import ChangeTeller
from core_api.workers.delivery import Queues
from core_api.workers.edge_purger import EdgePurger
from core_api.workers.key_sweeper import KeySweeper
from core_api.workers.leased_job import LeasedJob, Timing, Work
from core_api.workers.log_retention import LogRetention
from core_api.workers.mail_sender import MailSender, consumer, mail_broker
from core_api.workers.mail_sweeper import MailSweeper
from core_api.workers.package_sweeper import PackageSweeper
from core_api.workers.print_sweeper import PrintSweeper
from core_api.workers.push_sender import PushSender
from core_api.workers.relay import Relay
from core_api.workers.result_keeper import ResultKeeper
from core_api.workers.run_sweeper import RunSweeper
from core_api.workers.saga_undoer import SagaUndoer
from core_api.workers.search_writer import SearchWriter
from core_api.workers.statement_maker import StatementMaker
from core_api.workers.submission_index import SubmissionIndex
from core_api.workers.sweeper import Sweeper
from core_api.workers.upload_sweeper import UploadSweeper
from realtime.backbone import Backbone
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.security.authenticator import Authenticator
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.archive import Archive, opened
from realtime.storage.documents import Documents, MongoDocuments
from realtime.storage.dramatiq_mail_queue import DramatiqMailQueue
from realtime.storage.dramatiq_queue import DramatiqJudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis
from realtime.storage.search import SearchIndex
from realtime.storage.search.opened import open_index

STOP_MS = 5000
"""What a sender has to end its mail in; after that the mail goes back into its queue."""


class Stores(NamedTuple):
    """What the jobs work on."""

    pool: Pool
    backbone: Backbone
    queues: Queues
    archive: Archive
    documents: Documents
    authenticator: Authenticator
    mails: Mails
    push: Push
    shared: SharedStore
    search: SearchIndex


def make_jobs(stores: Stores, trust: LogTrust, settings: Settings) -> Mapping[str, Work]:
    """By the names of their leases. A new job is a new line here."""
    pool, backbone, queues, archive, documents, authenticator, mails, push, shared, search = stores
    chain = Chain(pool, backbone, keys.held())
    undoes = {packages.SAGA: partial(packages.remove, documents), problem_files.SAGA: partial(problem_files.drop, documents)}
    jobs: dict[str, Work] = {
        "outbox-relay": Relay(pool, backbone, queues, authenticator).run,
        "search-writer": SearchWriter(pool, search).run,
        "submission-index": SubmissionIndex(pool, backbone, archive, trust).run,
        "log-retention": LogRetention(pool, backbone, settings.archive_after_hours * 3600).run,
        "upload-sweeper": UploadSweeper(pool, documents).run,
        "statement-maker": StatementMaker(pool, backbone).run,
        "sweeper": Sweeper(pool, queues.judge).run,
        "mail-sweeper": MailSweeper(pool, mails, queues.mail).run,
        "change-teller": ChangeTeller(pool, Teller(shared, backbone), purges=bool(settings.purge_url)).run,
        "key-sweeper": KeySweeper(pool).run,
        "saga-undoer": SagaUndoer(pool, undoes).run,
        "package-sweeper": PackageSweeper(pool, documents).run,
        "result-keeper": ResultKeeper(FinalResults(FinalStore(pool), Ledger(Ratings(pool, pool)), backbone)).run,
        "run-sweeper": RunSweeper(documents).run,
        "print-sweeper": PrintSweeper(pool).run,
        "push-sender": PushSender(*push).run,
        "audit-chain": lambda tenure: chain.run(tenure.check),
    }
    if settings.purge_url:
        jobs["edge-purger"] = EdgePurger(pool, settings.purge_url, settings.purge_token).run
    return jobs


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "postgres_url", "redis_url", "nats_url", "mongo_url", "secret_key", "public_url")
    transport = make_transport(settings)
    address(settings.mail_from, "mail_from")
    audit.use(settings)
    pool = await migrate.checked_pool(stack, settings.postgres_url)
    backbone = service.closing(stack, await NatsBackbone.open(settings, "worker"))
    redis = service.closing(stack, Redis(settings.redis_url))
    judge_queue = service.closing(stack, DramatiqJudgeQueue(settings.redis_url))
    mail_queue = service.closing(stack, DramatiqMailQueue(settings.redis_url))
    documents = service.closing(stack, MongoDocuments(settings.mongo_url))
    search = service.closing(stack, open_index(settings.elasticsearch_url))

    owner = f"{socket.gethostname()}-{os.getpid()}"
    authenticator = Authenticator(settings.secret_key)
    vault = Vault(settings.secret_key)
    mail.seal_with(vault)
    mails = Mails(pool, vault)
    queues = Queues(judge_queue, mail_queue)
    archive, push = opened(settings.archive_folder), open_push(pool, vault, settings)
    stores = Stores(pool, backbone, queues, archive, documents, authenticator, mails, push, RedisStore(redis), search)
    works = make_jobs(stores, await LogTrust.load(backbone, authenticator), settings)
    jobs = [LeasedJob(name, work, backbone, owner, Timing(settings.lease_seconds)) for name, work in works.items()]
    for job in jobs:
        service.background(stack, job.run(), job.name)
    await send_mails(stack, settings, MailSender(pool, mails, transport, Sender(settings.mail_from, settings.public_url)))
    checks = {"postgres": lambda: postgres.answers(pool), "nats": backbone.ready, "redis": redis.ready}
    await service.watch(stack, "worker", settings, checks | {job.name: job.ready for job in jobs})


async def send_mails(stack: AsyncExitStack, settings: Settings, sender: MailSender) -> None:
    """Takes mails from the queue until the stack is closed."""
    broker = mail_broker(settings.redis_url)
    stack.callback(broker.close)
    taking = consumer(broker, asyncio.get_running_loop(), sender.send)
    taking.start()
    stack.push_async_callback(asyncio.to_thread, taking.stop, STOP_MS)
