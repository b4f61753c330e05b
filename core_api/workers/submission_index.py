"""Submission index: verdicts of all contests' logs, noted in PostgreSQL where REST reads them.

Verdicts and the position up to which the logs are read change in one transaction, which goes on only from the position it was made for:
of two indexes that overlap for a moment, the later one changes nothing, and the position never goes backwards.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from core_api.storage import changes, unit_of_work
from core_api.storage.pool import Connection, Pool
from core_api.storage.problem_versions import PLAYED_VERSION
from core_api.storage.unit_of_work import UnitOfWork
from core_api.workers.leased_job import Tenure
from realtime.backbone import Backbone, Entry
from realtime.protocol import events, subjects
from realtime.protocol.events import VerdictReached
from realtime.protocol.frames import DeskFrame, DeskList
from realtime.protocol.rooms import DeskRoom
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
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute("insert into log_position (reader, sequence) values ($1, 0) on conflict do nothing", READER)
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
        async with unit_of_work.begin(self._pool) as work:
            moved = await work.connection.execute(
                "update log_position set sequence = $3 where reader = $1 and sequence = $2", READER, position, reached
            )
            if moved != "UPDATE 1":
                raise Fenced(f"another index has gone on from position {position}")
            submissions = [*verdicts, *(event.submission for event in rejudged.values())]
            await _hold_rejudgings(work.connection, submissions)
            rejudgings = await _note_rejudged(work.connection, list(rejudged.values())) if rejudged else []
            indexed = await _note_verdicts(work.connection, list(verdicts.values())) if verdicts else {}
            await _count_late(work, submissions)
        await self._tell_juries(set(indexed.values()), set(rejudgings))
        for submission in indexed:
            with logs.about(submission):
                log.info("indexed", extra={"verdict": verdicts[submission].verdict})

    async def _tell_juries(self, judged: set[str | None], rejudged: set[str]) -> None:
        """One frame for each contest, however many verdicts were noted. One that gets lost costs little: the next one says the same."""
        changes: dict[str, tuple[DeskList, ...]] = dict.fromkeys(rejudged, ("rejudgings",))
        changes |= {contest: ("submissions", *changes.get(contest, ())) for contest in judged if contest is not None}
        try:
            for contest, lists in changes.items():
                room = DeskRoom(contest).name
                await self._backbone.publish(room, msgspec.json.encode(DeskFrame(room=room, changed=lists)))
        except Unavailable as error:
            log.info("juries are not told of verdicts: %s", error.message)

    def _events(self, entry: Entry) -> tuple[events.Event, ...]:
        if not self._trust.believes(entry):
            return ()
        try:
            return events.decode(entry.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.error("entry %d of the log cannot be read: %s", entry.sequence, error)
            return ()


async def _hold_rejudgings(connection: Connection, submissions: list[str]) -> None:
    """No rejudging of these is applied before this transaction ends: else each could leave a verdict for the other one to count."""
    await connection.execute(
        "select from rejudgings where id in"
        " (select rejudging_id from rejudged where submission_id = any($1::text[]) and not counted) order by id for share",
        submissions,
    )


async def _note_rejudged(connection: Connection, verdicts: Sequence[VerdictReached]) -> list[str]:
    """Returns the contests that they are about."""
    await connection.executemany(
        "update rejudged set verdict = $2, time_ms = $3, score = $5, run_time_ms = nullif($6, 0)"
        " where judgement_id = $1 and submission_id = $4",
        [(event.judgement, event.verdict, event.time, event.submission, event.score, event.run_time) for event in verdicts],
    )
    rows = await connection.fetch(
        "select distinct j.contest_id from rejudged r join rejudgings j on j.id = r.rejudging_id where r.judgement_id = any($1::text[])",
        [event.judgement for event in verdicts],
    )
    return [row["contest_id"] for row in rows]


async def _count_late(work: UnitOfWork, submissions: list[str]) -> None:
    """Those of a switch that was applied already, behind the first verdicts of their submissions, unless the result is final.

    See `core_api.domains.rejudgings.switches`.
    """
    rows = await work.connection.fetch(
        "update rejudged r set counted = true, old_verdict = coalesce(r.old_verdict, s.verdict)"
        " from submissions s, rejudgings j, contests c, problems p where r.submission_id = any($1::text[]) and not r.counted"
        " and r.verdict is not null and s.id = r.submission_id and s.state = 'done'"
        " and j.id = r.rejudging_id and j.state = 'applied' and c.id = j.contest_id and c.finalized_at is null"
        f" and p.id = s.problem_id and r.version = {PLAYED_VERSION}"  # another switch came since: its verdicts count
        " returning j.contest_id, r.judgement_id, r.submission_id, r.verdict, r.time_ms, r.score, r.run_time_ms",
        submissions,
    )
    for contest, judgement, submission, verdict, time, score, run_time in rows:
        event = VerdictReached(judgement, submission, verdict, time, score, run_time=run_time or 0)
        work.log_events(contest, f"rejudged:{judgement}", event)


async def _note_verdicts(connection: Connection, verdicts: Sequence[VerdictReached]) -> dict[str, str | None]:
    """Returns the submissions that were changed, with their contests."""
    judged_before = await connection.fetch(
        "select id from submissions where id = any($1::text[]) and state = 'done'", [event.submission for event in verdicts]
    )
    if judged_before:  # a first verdict ends no cache: results are kept from then on
        await changes.note(connection, [changes.tag("submission", row["id"]) for row in judged_before])
    rows = await connection.fetch(
        "update submissions set state = 'done', verdict = reached.verdict, judgement_id = reached.judgement, judged_at = now(),"
        " run_time_ms = nullif(reached.run_time, 0), problem_version = coalesce((select again.version from rejudged again"
        " where again.judgement_id = reached.judgement and again.submission_id = submissions.id), problem_version)"
        " from unnest($1::text[], $2::text[], $3::text[], $4::integer[]) as reached (submission, verdict, judgement, run_time)"
        " where submissions.id = reached.submission and state <> 'deleted' returning submissions.id, submissions.contest_id",
        [event.submission for event in verdicts],
        [event.verdict for event in verdicts],
        [event.judgement for event in verdicts],
        [event.run_time for event in verdicts],
    )
    return {row["id"]: row["contest_id"] for row in rows}
