"""Transactional outbox, delivering side: at least once, in the order of each contest.

A message that is delivered twice counts once by its id. `core_api.storage.outbox` writes the messages. Nothing leaves the outbox before it
is delivered: a message that cannot be is set aside with the reason, one of an unknown kind waits for a version that knows it, and both
are reported (`GET /judging/stuck`, `podium_outbox_stuck`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from prometheus_client import Counter, Gauge

from core_api.storage.outbox import CHANNEL, KINDS, Kind
from core_api.storage.pool import Connection, Pool, read_write
from core_api.workers.delivery import Delivery, Queues, Waiting
from core_api.workers.leased_job import Tenure
from realtime.backbone import Backbone
from realtime.security.authenticator import Authenticator
from realtime.storage.log_trust import LogWriter

log = logging.getLogger(__name__)

BATCH = 500
IDLE_SECONDS = 2.0
"""How long the relay sleeps when nobody wakes it: the bound of a delay after a lost wake-up."""
RETRY_SECONDS = 0.5
"""Pause before what failed is tried again."""
LOOK_SECONDS = 5.0
"""How often what waits is counted."""
QUEUED: tuple[Kind, ...] = ("judge", "mail")
"""What waits while the server of the queues is away, and only that: what teams and jury are told live needs the backbone alone."""
_RELAY_LOCK = 0x6F7574626F78
"""Advisory lock that lets one relay deliver at a time, also when two believe to hold the lease."""

DELIVERED = Counter("podium_outbox_delivered_total", "Messages the outbox relay has delivered", ["kind"])
WAITING = Gauge("podium_outbox_waiting", "Messages that wait in the outbox, at the relay that delivers them")
STUCK = Gauge("podium_outbox_stuck", "Messages that this version cannot deliver", ["reason"])


class Relay:
    def __init__(self, pool: Pool, backbone: Backbone, queues: Queues, authenticator: Authenticator) -> None:
        self._pool = pool
        self._backbone = backbone
        self._writer = LogWriter(backbone, authenticator)
        self._queues = queues
        self._wake = asyncio.Event()
        self._paused: dict[str, float] = {}
        """Keys that are left alone until a moment of the monotonic clock, because their log could not be written."""
        self._queues_paused = 0.0
        """The same for the queues of judges and mails."""
        self._counted_at = 0.0
        self._unknown: set[str] = set()
        """Kinds that were reported in the log."""

    async def run(self, tenure: Tenure) -> None:
        try:
            async with self._pool.acquire() as connection:
                await connection.add_listener(CHANNEL, self._woken)
                try:
                    await self._work(connection, tenure)
                finally:
                    if not connection.is_closed():
                        await connection.remove_listener(CHANNEL, self._woken)
        finally:
            _report(0, 0, 0)  # from now on another worker counts

    def _woken(self, *_: object) -> None:
        self._wake.set()

    async def _work(self, connection: Connection, tenure: Tenure) -> None:
        while True:
            self._wake.clear()
            if time.monotonic() - self._counted_at >= LOOK_SECONDS:
                await self._count(connection)
            if await self.deliver(connection, tenure):
                continue
            waiting_for = RETRY_SECONDS if self._paused or self._queues_paused else IDLE_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(waiting_for):  # wait_for may swallow the end of a tenure
                    await self._wake.wait()

    async def deliver(self, connection: Connection, tenure: Tenure) -> bool:
        """Delivers one batch. True: there may be more."""
        self._end_pauses()
        kinds = [kind for kind in KINDS if kind not in QUEUED or not self._queues_paused]
        async with read_write(connection):
            if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", _RELAY_LOCK):
                return False
            rows = await connection.fetch(
                "select id, kind, target, ordering_key, message_id, payload from outbox"
                " where error is null and kind = any($1::text[]) and ordering_key <> all($2::text[]) order by id limit $3",
                kinds,
                list(self._paused),
                BATCH,
            )
            delivery = Delivery(self._backbone, self._writer, self._queues, tenure)
            await delivery.deliver([Waiting(*row) for row in rows])
            tenure.check()
            if delivery.delivered:
                await connection.execute("delete from outbox where id = any($1::bigint[])", [done.row for done in delivery.delivered])
            if delivery.refused:
                await connection.executemany(
                    "update outbox set error = $2, failed_at = now() where id = $1",
                    [(message.row, reason) for message, reason in delivery.refused],
                )
        self._note(delivery)
        return bool(rows)

    def _end_pauses(self) -> None:
        now = time.monotonic()
        self._paused = {key: until for key, until in self._paused.items() if until > now}
        if self._queues_paused <= now:
            self._queues_paused = 0.0

    def _note(self, delivery: Delivery) -> None:
        for done in delivery.delivered:
            DELIVERED.labels(done.kind).inc()
        for message, reason in delivery.refused:
            log.error("message %s for %s is set aside: %s", message.message_id, message.target, reason)
        until = time.monotonic() + RETRY_SECONDS
        self._paused |= dict.fromkeys(delivery.blocked, until)
        if delivery.queue_away:
            self._queues_paused = until

    async def _count(self, connection: Connection) -> None:
        self._counted_at = time.monotonic()
        rows = await connection.fetch("select kind, error is not null as refused, count(*) as messages from outbox group by 1, 2")
        unknown = {row["kind"]: row["messages"] for row in rows if row["kind"] not in KINDS}
        refused = sum(row["messages"] for row in rows if row["refused"] and row["kind"] in KINDS)
        _report(sum(row["messages"] for row in rows) - refused - sum(unknown.values()), refused, sum(unknown.values()))
        for kind in unknown.keys() - self._unknown:
            log.error("messages of the unknown kind %r wait in the outbox for a newer version of the role worker", kind)
        self._unknown |= unknown.keys()


def _report(waiting: int, refused: int, unknown: int) -> None:
    WAITING.set(waiting)
    STUCK.labels("refused").set(refused)
    STUCK.labels("unknown kind").set(unknown)
