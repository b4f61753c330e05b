"""Submission index: verdicts of all contests' logs, noted in PostgreSQL where REST reads them.

Verdicts and the position up to which the logs are read change in one transaction, which goes on only from the position it was made for:
of two indexes that overlap for a moment, the later one changes nothing, and the position never goes backwards.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from core_api.storage.pool import Connection, Pool
from core_api.workers.leased_job import Tenure
from realtime.backbone import Backbone, Entry
from realtime.protocol import events, subjects
from realtime.protocol.events import VerdictReached
from realtime.runtime import logs
from realtime.runtime.errors import Fenced, Unavailable
from realtime.storage.archive import Archive
from realtime.storage.log_trust import LogTrust

log = logging.getLogger(__name__)

READER = "submissions"
BATCH = 500
"""Entries noted in one transaction: what has come meanwhile, up to this many."""


class SubmissionIndex:
    def __init__(self, pool: Pool, backbone: Backbone, archive: Archive, trust: LogTrust) -> None:
        self._pool = pool
        self._backbone = backbone
        self._archive = archive
        self._trust = trust

    async def run(self, _: Tenure) -> None:
        await self._pool.execute("insert into log_position (reader, sequence) values ($1, 0) on conflict do nothing", READER)
        position: int = await self._pool.fetchval("select sequence from log_position where reader = $1", READER)
        await self._catch_up(position)
        came: asyncio.Queue[Entry] = asyncio.Queue(BATCH)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(position, came))
                group.create_task(self._write(position, came))
        except* Exception as failed:
            raise failed.exceptions[0] from None

    async def _catch_up(self, position: int) -> None:
        """Notes what was archived, and purged from the stream, while no index ran."""
        for version in await self._archive.all():
            if version.last <= position:
                continue
            log.info("contest %s was archived before it was indexed", version.contest, extra={"contest_id": version.contest})
            entries: list[Entry] = []
            async for line in self._archive.read(version):
                if line.sequence > position:
                    entries.append(Entry(line.sequence, subjects.log(version.contest), bytes(line.batch)))
                if len(entries) == BATCH:
                    await self.note(position, entries, position)
                    entries = []
            if entries:
                await self.note(position, entries, position)

    async def _read(self, position: int, came: asyncio.Queue[Entry]) -> None:
        async for entry in self._backbone.read(subjects.LOG_SUBJECTS, position):
            await came.put(entry)
        raise Unavailable("the connection to the log was closed")

    async def _write(self, position: int, came: asyncio.Queue[Entry]) -> None:
        while True:
            entries = [await came.get()]
            while len(entries) < BATCH and not came.empty():
                entries.append(came.get_nowait())
            await self.note(position, entries)
            position = entries[-1].sequence

    async def note(self, position: int, entries: Sequence[Entry], reached: int | None = None) -> None:
        """Notes entries that follow `position`, and moves it to `reached`, by default that of the last entry.

        Raises `Fenced` when another index has moved it.
        """
        if reached is None:
            reached = entries[-1].sequence
        verdicts: dict[str, VerdictReached] = {}
        """The last one of each submission counts."""
        rejudged: dict[str, VerdictReached] = {}
        for entry in entries:
            for event in self._events(entry):
                if isinstance(event, VerdictReached) and subjects.contest_of(entry.subject) == subjects.REJUDGED:
                    rejudged[event.judgement] = event
                elif isinstance(event, VerdictReached):
                    verdicts[event.submission] = event
        async with self._pool.acquire() as connection, connection.transaction():
            moved = await connection.execute(
                "update log_position set sequence = $3 where reader = $1 and sequence = $2", READER, position, reached
            )
            if moved != "UPDATE 1":
                raise Fenced(f"another index has gone on from position {position}")
            if rejudged:
                await _note_rejudged(connection, list(rejudged.values()))
            indexed = await _note_verdicts(connection, list(verdicts.values())) if verdicts else []
        for submission in indexed:
            with logs.about(submission):
                log.info("indexed", extra={"verdict": verdicts[submission].verdict})

    def _events(self, entry: Entry) -> tuple[events.Event, ...]:
        if not self._trust.believes(entry):
            return ()
        try:
            return events.decode(entry.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.error("entry %d of the log cannot be read: %s", entry.sequence, error)
            return ()


async def _note_rejudged(connection: Connection, verdicts: Sequence[VerdictReached]) -> None:
    await connection.executemany(
        "update rejudged set verdict = $2, time_ms = $3 where judgement_id = $1 and submission_id = $4",
        [(event.judgement, event.verdict, event.time, event.submission) for event in verdicts],
    )


async def _note_verdicts(connection: Connection, verdicts: Sequence[VerdictReached]) -> list[str]:
    """Returns the submissions that were changed."""
    rows = await connection.fetch(
        "update submissions set state = 'done', verdict = reached.verdict, judgement_id = reached.judgement, judged_at = now()"
        " from unnest($1::text[], $2::text[], $3::text[]) as reached (submission, verdict, judgement)"
        " where submissions.id = reached.submission and state <> 'deleted' returning submissions.id",
        [event.submission for event in verdicts],
        [event.verdict for event in verdicts],
        [event.judgement for event in verdicts],
    )
    return [row["id"] for row in rows]
