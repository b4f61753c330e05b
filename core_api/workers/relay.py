"""Transactional outbox, delivering side: at least once, in order, by one relay at a time.

A message that is delivered twice counts once by its id. `core_api.storage.outbox` writes the messages.
"""

from __future__ import annotations

import asyncio
import logging

import asyncpg
import msgspec
from prometheus_client import Counter, Gauge

from core_api.storage.outbox import CHANNEL
from core_api.storage.pool import AWAY, Connection, Pool
from realtime.backbone import Backbone
from realtime.protocol.frames import Progress
from realtime.protocol.rooms import SubmissionsRoom
from realtime.runtime.errors import Unavailable
from realtime.storage import judge_queue

log = logging.getLogger(__name__)

BATCH = 500
IDLE_SECONDS = 2.0
"""How long the relay sleeps when nobody wakes it: the bound of a delay after a lost wake-up."""
_RELAY_LOCK = 0x6F7574626F78

DELIVERED = Counter("podium_outbox_delivered_total", "Messages the outbox relay has delivered", ["kind"])
WAITING = Gauge("podium_outbox_waiting", "Messages found waiting in the outbox at the last look")


class Relay:
    """Delivers the outbox. Any number may run; an advisory lock lets one work at a time."""

    def __init__(self, pool: Pool, backbone: Backbone, queue: judge_queue.JudgeQueue) -> None:
        self._pool = pool
        self._backbone = backbone
        self._queue = queue
        self._wake = asyncio.Event()

    async def run(self) -> None:
        while True:
            try:
                async with self._pool.acquire() as connection:
                    await connection.add_listener(CHANNEL, self._woken)
                    try:
                        await self._work(connection)
                    finally:
                        if not connection.is_closed():
                            await connection.remove_listener(CHANNEL, self._woken)
            except (*AWAY, Unavailable) as error:
                log.warning("the relay starts again: %r", error)
                await asyncio.sleep(0.5)

    def _woken(self, *_: object) -> None:
        self._wake.set()

    async def _work(self, connection: Connection) -> None:
        while True:
            self._wake.clear()
            if not await self._deliver(connection):
                try:
                    await asyncio.wait_for(self._wake.wait(), IDLE_SECONDS)
                except TimeoutError:
                    pass

    async def _deliver(self, connection: Connection) -> bool:
        """Delivers one batch. True: there may be more."""
        async with connection.transaction():
            if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", _RELAY_LOCK):
                return False
            rows = await connection.fetch("select * from outbox order by id limit $1", BATCH)
            WAITING.set(len(rows))
            if not rows:
                return False
            await self._send(rows)
            await connection.execute("delete from outbox where id = any($1::bigint[])", [row["id"] for row in rows])
        for row in rows:
            DELIVERED.labels(row["kind"]).inc()
        return True

    async def _send(self, rows: list[asyncpg.Record]) -> None:
        """The log first: a worker must not answer before the engine can know the question."""
        by_subject: dict[str, list[asyncpg.Record]] = {}
        for row in rows:
            if row["kind"] == "log":
                by_subject.setdefault(row["target"], []).append(row)
        await asyncio.gather(*(self._append(subject, held) for subject, held in by_subject.items()))
        tasks = [(msgspec.json.decode(row["payload"], type=judge_queue.JudgeTask), row["target"]) for row in rows if row["kind"] == "judge"]
        for queue in {queue for _, queue in tasks}:
            await self._queue.send(queue, *(task for task, wanted in tasks if wanted == queue))
        for task, queue in tasks:
            log.info("queued", extra={"submission_id": task.submission, "queue": queue})
            if task.rejudging:
                continue
            room = SubmissionsRoom(task.contest, task.team).name
            frame = Progress(room=room, submission=task.submission, state="queued")
            await self._backbone.publish(room, msgspec.json.encode(frame))

    async def _append(self, subject: str, rows: list[asyncpg.Record]) -> None:
        for row in rows:
            sequence = await self._backbone.append(subject, row["payload"], id=row["message_id"])
            log.debug("logged", extra={"message_id": row["message_id"], "subject": subject, "sequence": sequence})
