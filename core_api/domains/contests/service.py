"""Making, joining and reading contests."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec

from core_api.domains.contests.models import Contest, ContestPage, Import, Joined, NewContest, Race, Raced, Reveal
from core_api.domains.contests.rules import check_rule
from core_api.domains.contests.store import Contests, span
from core_api.domains.problems.store import Problems
from core_api.history import ask
from core_api.storage.pool import Connection
from core_api.workers import outbox
from leaderboard import roster, scoreboard
from leaderboard.redis_board import RedisBoard
from leaderboard.roster import Member
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.chain import Chain, Line
from realtime.protocol.events import CellRevealed, ContestConfigured, Finalized, Problem, TeamJoined, Thawed
from realtime.protocol.frames import Audience
from realtime.protocol.questions import Award, AwardsOf, Standings
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)


class ContestService:
    def __init__(self, contests: Contests, problems: Problems, redis: Redis, backbone: Backbone) -> None:
        self._backbone = backbone
        self._contests = contests
        self._problems = problems
        self._redis = redis

    async def create(self, wanted: NewContest, author: Claims) -> Contest:
        subjects.token(wanted.id)
        if wanted.id in subjects.PSEUDO:
            raise Invalid("this id is taken by submissions outside contests", field="id")
        await check_rule(self._backbone, wanted.rule, wanted.options)
        if wanted.freeze is not None and wanted.freeze > wanted.duration:
            raise Invalid("the freeze cannot be longer than the contest", field="freeze")
        frame = ContestConfigured(
            name=wanted.name,
            duration=wanted.duration * 1000,
            start=round(wanted.starts_at.timestamp() * 1000),
            freeze=None if wanted.freeze is None else (wanted.duration - wanted.freeze) * 1000,
            rule=wanted.rule,
            options=wanted.options,
            problems=await self._chosen(wanted),
            medals=wanted.medals,
            full=wanted.full,
        )
        span = (wanted.starts_at, wanted.starts_at + timedelta(seconds=wanted.duration))
        async with self._contests.pool.acquire() as connection, connection.transaction():
            await self._contests.add(connection, wanted.id, frame, span, author.sub, capacity=wanted.capacity)
            await outbox.log_events(connection, wanted.id, f"contest:{wanted.id}", frame)
        log.info("contest created", extra={"contest_id": wanted.id})
        return await self.get(wanted.id, author)

    async def _chosen(self, wanted: NewContest) -> tuple[Problem, ...]:
        chosen: list[Problem] = []
        for number, one in enumerate(wanted.problems):
            row = await self._problems.get(one.problem)
            if row is None:
                raise Invalid(f"there is no problem {one.problem!r}", field=f"problems[{number}].problem")
            if any(one.problem == p.id or one.label == p.label for p in chosen):
                raise Invalid("a problem or label stands here twice", field=f"problems[{number}]")
            chosen.append(Problem(one.problem, one.label, row["title"], one.rgb))
        return tuple(chosen)

    async def add_events(self, id: str, part: Import, author: Claims) -> None:
        """Adds to the log of a contest that is judged elsewhere; its first event makes the contest."""
        subjects.token(id, "contest_id")
        for event in part.events:
            if isinstance(event, ContestConfigured):
                await check_rule(self._backbone, event.rule, event.options)
        async with self._contests.pool.acquire() as connection, connection.transaction():
            try:
                known: asyncpg.Record | None = await self._contests.get(id, connection)
            except NotFound:
                known = None
            if known is not None and not known["imported"]:
                raise Conflict(f"contest {id!r} is judged here: its log cannot be imported", field="contest_id")
            if known is None and not isinstance(part.events[0], ContestConfigured):
                raise Invalid("the first event of a contest must be its frame", field="events[0]")
            for event in part.events:
                if isinstance(event, ContestConfigured):
                    if known is None:
                        await self._contests.add(connection, id, event, span(event), author.sub, imported=True)
                        known = await self._contests.get(id, connection)
                    else:
                        await self._contests.set_frame(connection, id, event, span(event))
                elif isinstance(event, TeamJoined):
                    await self._contests.register(connection, id, event, None)
            await outbox.log_events(connection, id, f"import:{id}:{part.batch}", *part.events)

    async def join(self, id: str, user: Claims) -> Joined:
        async with self._contests.pool.acquire() as connection, connection.transaction():
            contest = await self._contests.get(id, connection, lock=True)  # the lock keeps the capacity
            if contest["imported"]:
                raise Conflict("this contest is a recording: nobody can join it")
            if contest["status"] == "ended":
                raise Conflict("the contest is over")
            if contest["capacity"] is not None and contest["teams"] >= contest["capacity"]:
                raise Conflict("the contest is full", field="capacity")
            await self._enter(connection, id, TeamJoined(user.sub, user.name))
        return Joined(id, user.sub)

    async def race(self, id: str, user: Claims) -> Race:
        """Starts the contest again for one who was not there: from now on, and against the recorded one."""
        async with self._contests.pool.acquire() as connection, connection.transaction():
            contest = await self._contests.get(id, connection)
            if contest["imported"]:
                raise Conflict("this contest is a recording: nobody can submit")
            if contest["status"] != "ended":
                raise Conflict("the contest is not over yet: join it")
            begins = datetime.now(UTC)
            await self._enter(connection, id, TeamJoined(user.sub, user.name, virtual=True), begins)
        return _race(contest, user.sub, begins)

    async def raced(self, id: str, user: Claims, start: int, limit: int) -> Raced:
        """The recorded board as far as the late starter is, with the late starter in it."""
        contest = await self._contests.get(id)
        registered = await self._contests.registered(id, user.sub)
        if registered is None or registered["virtual_at"] is None:
            raise NotFound("you do not race this contest", field="contest_id")
        race = _race(contest, user.sub, registered["virtual_at"])
        frame = _frame(contest)
        at = min(frame.contest_time(round((datetime.now(UTC) - race.started_at).total_seconds() * 1000)), frame.duration)
        question = Standings(id, "public", at=at, virtual=user.sub, start=start, limit=limit)
        return Raced(race, await ask(self._backbone, question, scoreboard.Scoreboard))

    async def _enter(self, connection: Connection, id: str, joined: TeamJoined, virtual_at: datetime | None = None) -> None:
        if not await self._contests.register(connection, id, joined, joined.team, virtual_at):
            raise Conflict("you have joined this contest already")
        await outbox.log_events(connection, id, f"join:{id}:{joined.team}", joined)

    async def log(self, id: str) -> AsyncIterator[bytes]:
        """The contest's log as it is now: NDJSON, with the hash chain."""
        subject = subjects.log(id)
        left = (await self._backbone.subjects(subject)).get(subject, 0)
        chain = Chain()
        if left:
            async for entry in self._backbone.read(subject):
                line = Line(entry.sequence, chain.add(entry.payload), msgspec.Raw(entry.payload))
                yield msgspec.json.encode(line) + b"\n"
                left -= 1
                if not left:
                    return

    async def reveal(self, id: str, step: Reveal) -> None:
        """Shows one frozen cell, once the contest is over; every viewer sees it in step."""
        async with self._contests.pool.acquire() as connection, connection.transaction():
            contest = await self._contests.get(id, connection)
            if contest["status"] != "ended":
                raise Conflict("the contest is not over yet")
            await outbox.log_events(connection, id, f"reveal:{id}:{ids.new()}", CellRevealed(step.team_id, step.problem_id))

    async def say(self, id: str, event: Thawed | Finalized) -> None:
        """Thaws or finalizes, once the contest is over."""
        async with self._contests.pool.acquire() as connection, connection.transaction():
            contest = await self._contests.get(id, connection)
            if contest["status"] != "ended":
                raise Conflict("the contest is not over yet")
            kind = type(event).__name__.lower()
            await outbox.log_events(connection, id, f"{kind}:{id}", event)

    async def get(self, id: str, reader: Claims | None) -> Contest:
        return _contest(await self._contests.get(id), reader)

    async def page(self, before: str | None, limit: int, reader: Claims | None) -> ContestPage:
        rows = await self._contests.page(before, limit + 1)
        shown = [_contest(row, reader) for row in rows[:limit]]
        return ContestPage(shown, shown[-1].id if len(rows) > limit else None)

    async def problems(self, id: str, reader: Claims | None) -> tuple[Problem, ...]:
        contest = _contest(await self._contests.get(id), reader)
        if contest.status == "upcoming" and not contest.problems:
            raise Forbidden("the problems are shown when the contest starts")
        return contest.problems

    async def teams(self, id: str) -> list[Member]:
        await self._contests.get(id)
        return [member for member in await roster.read(self._redis, id) if not member.hidden]

    async def leaderboard(
        self, id: str, audience: Audience, start: int, limit: int, at: int | None = None, group: str = ""
    ) -> scoreboard.Scoreboard:
        """The board of now or, with `at` (contest time in ms), of then; with `group`, only its teams, ranked among themselves."""
        row = await self._contests.get(id)
        frame = _frame(row)
        if at is not None or group:
            if row["status"] == "upcoming" and audience == "public":
                raise Conflict("the contest has not started yet")
            return await ask(self._backbone, Standings(id, audience, at, group, start=start, limit=limit), scoreboard.Scoreboard)
        shown = () if row["status"] == "upcoming" and audience == "public" and not row["imported"] else frame.problems
        page = await RedisBoard(self._redis, id, audience).page(start, start + limit)
        rows = scoreboard.rows([(rank, entry.team, entry.row) for rank, entry in page.entries], [(p.id, p.label) for p in shown])
        return scoreboard.Scoreboard(contest_id=id, contest_time=scoreboard.clock(_time(frame)), rows=rows)

    async def awards(self, id: str, audience: Audience) -> list[Award]:
        await self._contests.get(id)
        return await ask(self._backbone, AwardsOf(id, audience), list[Award])


def _race(contest: asyncpg.Record, team: str, begins: datetime) -> Race:
    return Race(contest["id"], team, begins, begins + timedelta(milliseconds=_frame(contest).wall_duration))


def _frame(row: asyncpg.Record) -> ContestConfigured:
    return msgspec.convert(row["frame"], ContestConfigured)


def _contest(row: asyncpg.Record, reader: Claims | None) -> Contest:
    frame = _frame(row)
    shown = row["status"] != "upcoming" or row["imported"] or (reader is not None and reader.is_admin)
    return Contest(
        id=row["id"],
        name=frame.name,
        status=row["status"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        duration=frame.duration // 1000,
        freeze=None if frame.freeze is None else (frame.duration - frame.freeze) // 1000,
        rule=frame.rule,
        teams=row["teams"],
        capacity=row["capacity"],
        imported=row["imported"],
        problems=frame.problems if shown else (),
        options=dict(frame.options),
        medals=frame.medals,
    )


def _time(frame: ContestConfigured) -> int:
    """Contest time now, in ms, from 0 to the contest's end."""
    now = datetime.now(UTC).timestamp() * 1000
    if frame.playback is not None:
        time = frame.playback.time + (now - frame.playback.wall) * frame.playback.rate
    else:
        time = frame.contest_time(round(now - (frame.start if frame.start is not None else now)))
    return min(max(round(time), 0), frame.duration)
