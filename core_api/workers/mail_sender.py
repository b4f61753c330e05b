"""Sends mails from the mail queue: at least once, with the same Message-ID at each try.

A mail's row is locked while it is sent, so that two senders never send it at once; a sender that is killed loses the lock with its
connection. Where that happens between the SMTP server's last answer and the commit, the mail goes out twice, under the same Message-ID.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

import dramatiq
from dramatiq.errors import Retry
from dramatiq.middleware import Retries
from prometheus_client import Counter, Histogram

from core_api.domains.notifications.rendering import Sender, render
from core_api.domains.notifications.store import MailRow, Mails, Outcome
from core_api.domains.notifications.transports import Transport
from core_api.domains.notifications.transports.smtp import NobodyThere, Refused
from core_api.storage import unit_of_work
from core_api.storage.mail import OPTIONAL
from core_api.storage.pool import AWAY, Pool
from realtime.runtime.errors import Damaged, Invalid, Unavailable
from realtime.runtime.masking import masked
from realtime.storage.dramatiq_mail_queue import MAIL_ACTOR, MAIL_QUEUE
from realtime.storage.dramatiq_queue import make_broker

log = logging.getLogger(__name__)

PAUSES = (1.0, 4.0, 16.0)
"""Seconds before each further try; after the last one the mail is given up: a dead letter."""
AWAY_SECONDS = 5.0
"""Pause while PostgreSQL is away, which is no try."""
SENDERS = 4
"""Mails sent at once by one worker: so many database connections and SMTP connections."""
SEND_SECONDS = 60.0
"""Longest time for one mail, all steps of SMTP together."""
AWAY_RETRIES = 1_000_000
"""Dramatiq never gives up: the count of tries is in the mail's row, which survives Redis."""
IDLE_MS = 1000
"""Between two looks at an empty queue."""

Send = Callable[[str], Coroutine[Any, Any, float | None]]

MAILS = Counter("podium_mails_total", "Tries to send a mail, by what became of it; queued: it is tried again", ["state"])
SECONDS = Histogram("podium_mail_seconds", "Time to hand a mail over to the SMTP server")


class MailSender:
    def __init__(self, pool: Pool, mails: Mails, transport: Transport, sender: Sender) -> None:
        self._pool = pool
        self._mails = mails
        self._transport = transport
        self._sender = sender

    async def send(self, id: str) -> float | None:
        """One try. Seconds to wait before the next one; None: the mail needs none."""
        try:
            async with unit_of_work.begin(self._pool) as work:
                mail = await self._mails.take(work, id)
                if mail is None:
                    return None
                outcome = await self._try(mail)
                await self._mails.note(work, id, outcome)
        except AWAY as away:
            log.warning("mails wait: %r", away)
            return AWAY_SECONDS
        MAILS.labels(outcome.state).inc()
        level = {"queued": logging.WARNING, "failed": logging.ERROR}.get(outcome.state, logging.INFO)
        log.log(level, "mail %s", outcome.state, extra={"mail": id, "template": mail.template, "error": outcome.error})
        return PAUSES[mail.tries] if outcome.state == "queued" else None

    async def _try(self, mail: MailRow) -> Outcome:
        if mail.unwanted and mail.template in OPTIONAL:
            return Outcome("unwanted")
        began = time.monotonic()
        try:
            letter = self._mails.opened(mail)
            async with asyncio.timeout(SEND_SECONDS):
                await self._transport.send(render(letter, self._sender), letter)
        except NobodyThere as error:
            return Outcome("unwanted", error.message)
        except (Refused, Damaged, Invalid) as error:
            return Outcome("failed", masked(error.message))  # servers repeat the address
        except (Unavailable, OSError, TimeoutError) as error:
            again = str(error) or type(error).__name__
        except Exception as error:  # a fault of ours must not hold up the queue
            log.exception("mail %s", mail.id)
            again = type(error).__name__
        else:
            SECONDS.observe(time.monotonic() - began)
            return Outcome("sent")
        return Outcome("queued" if mail.tries < len(PAUSES) else "failed", masked(again))


def mail_broker(redis_url: str) -> dramatiq.Broker:
    return make_broker(redis_url, [Retries(max_retries=AWAY_RETRIES, min_backoff=int(AWAY_SECONDS * 1000), max_backoff=60_000)])


def consumer(broker: dramatiq.Broker, loop: asyncio.AbstractEventLoop, send: Send) -> dramatiq.Worker:
    """A Dramatiq worker whose threads have `send` run on the event loop of the role."""

    def send_mail(id: str) -> None:
        pause = asyncio.run_coroutine_threadsafe(send(id), loop).result()
        if pause is not None:
            raise Retry(delay=int(pause * 1000))

    broker.declare_queue(MAIL_QUEUE)
    actor = dramatiq.Actor(send_mail, broker=broker, actor_name=MAIL_ACTOR, queue_name=MAIL_QUEUE, priority=0, options={})
    broker.declare_actor(actor)
    worker = dramatiq.Worker(broker, queues={MAIL_QUEUE}, worker_threads=SENDERS, worker_timeout=IDLE_MS)
    worker.queue_prefetch = SENDERS  # what waits stays in Redis, for other workers too
    return worker
