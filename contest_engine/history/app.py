"""The role `history`: answers questions about boards that are not the live one, and archives the logs of ended contests.

Any number of these processes may run: NATS hands each question to one of them, a lease each contest. No engine is needed.
"""

from __future__ import annotations

import os
import socket
from contextlib import AsyncExitStack

from contest_engine.history.archiver import Archiver, Times
from contest_engine.history.pool import WorkerPool
from realtime.backbone import Message, Reply
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.protocol.questions import Answer, packed, unpacked
from realtime.runtime import service
from realtime.runtime.errors import PodiumError
from realtime.runtime.settings import Settings, require
from realtime.security.authenticator import Authenticator
from realtime.storage import archive
from realtime.storage.log_trust import LogTrust

QUEUE = "history"


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "secret_key")
    backbone = service.closing(stack, await NatsBackbone.open(settings, "history"))
    pool = service.closing(stack, WorkerPool(settings.history_workers))

    async def answer(message: Message) -> Reply:
        try:
            found = await pool.ask(subjects.contest_asked_about(message.subject), unpacked(message.payload))
        except PodiumError as error:
            found = Answer(code=error.code, message=error.message, field=error.field or "")
        return Reply(packed(found), {})

    await backbone.answer(subjects.HISTORY_QUESTIONS, answer, queue=QUEUE)
    if settings.archive_folder:
        times = Times(after=settings.archive_after_hours * 3600, lease=settings.lease_seconds)
        trust = await LogTrust.load(backbone, Authenticator(settings.secret_key))
        archiver = Archiver(backbone, archive.opened(settings.archive_folder), trust, f"{socket.gethostname()}-{os.getpid()}", times)
        service.background(stack, archiver.run(), "archiver")
    await service.watch(stack, "history", settings, {"nats": backbone.ready})
