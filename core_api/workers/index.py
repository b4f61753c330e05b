"""Keeps the submission index in PostgreSQL up to the log: each verdict once, with the position, in one transaction."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from core_api.storage.pool import AWAY, Connection, Pool
from realtime.backbone import Backbone, Entry
from realtime.protocol import events, subjects
from realtime.runtime import logs

log = logging.getLogger(__name__)

READER = "submissions"


class Index:
    def __init__(self, pool: Pool, backbone: Backbone) -> None:
        self._pool = pool
        self._backbone = backbone

    async def run(self) -> None:
        while True:
            try:
                position = await self._pool.fetchval("select sequence from log_position where reader = $1", READER)
                async for entry in self._backbone.read(subjects.LOG_SUBJECTS, position or 0):
                    await self._note(entry)
                return  # the backbone was closed
            except AWAY as error:
                log.warning("the index starts again: %r", error)
                await asyncio.sleep(0.5)

    async def _note(self, entry: Entry) -> None:
        try:
            batch = events.decode(entry.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.error("entry %d of the log cannot be read: %s", entry.sequence, error)
            batch = ()
        note = self._rejudged if subjects.contest_of(entry.subject) == subjects.REJUDGED else self._verdict
        async with self._pool.acquire() as connection, connection.transaction():
            for event in batch:
                if isinstance(event, events.VerdictReached):
                    await note(connection, event)
            await connection.execute(
                "insert into log_position (reader, sequence) values ($1, $2) on conflict (reader) do update set sequence = $2",
                READER,
                entry.sequence,
            )

    async def _rejudged(self, connection: Connection, event: events.VerdictReached) -> None:
        await connection.execute(
            "update rejudged set verdict = $2, time_ms = $3 where judgement_id = $1", event.judgement, event.verdict, event.time
        )

    async def _verdict(self, connection: Connection, event: events.VerdictReached) -> None:
        done = await connection.execute(
            "update submissions set state = 'done', verdict = $2, judgement_id = $3, judged_at = now()"
            " where id = $1 and state <> 'deleted'",
            event.submission,
            event.verdict,
            event.judgement,
        )
        if done != "UPDATE 0":
            with logs.about(event.submission):
                log.info("indexed", extra={"verdict": event.verdict})
