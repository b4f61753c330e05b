"""Mail sweeper: has mails sent again that got lost behind the outbox, with a Redis that lost its data, and deletes old ones."""

from __future__ import annotations

import asyncio
import logging

from prometheus_client import Counter

from core_api.domains.notifications.store import Mails
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from realtime.storage.mail_queue import MailQueue

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
SILENT_SECONDS = 60.0
"""Age, since the last try, from which a mail is looked after: longer than the longest pause and the longest try together."""
BATCH = 500
FAILED_DAYS = 7
"""For so long a mail that was given up can be sent again; what it says, such as the token of a link, is deleted then."""
KEPT_DAYS = 90
"""For so long it is known that a mail was sent, or was not."""

SENT_AGAIN = Counter("podium_mails_sent_again_total", "Mails that had got lost on their way to the sender")


class MailSweeper:
    def __init__(self, pool: Pool, mails: Mails, queue: MailQueue) -> None:
        self._pool = pool
        self._mails = mails
        self._queue = queue

    async def run(self, _: Tenure) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.sweep()

    async def sweep(self) -> int:
        """How many were sent again."""
        async with unit_of_work.begin(self._pool) as work:
            await self._mails.prune(work, FAILED_DAYS, KEPT_DAYS)
        silent = await self._mails.silent(SILENT_SECONDS, BATCH)
        missing = await self._queue.missing(silent) if silent else []
        if missing:
            await self._queue.send(*missing)
            SENT_AGAIN.inc(len(missing))
            log.warning("%d mails had got lost in the queue: sent again", len(missing))
        return len(missing)
