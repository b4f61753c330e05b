"""Making, joining and reading contests."""

from __future__ import annotations

import logging
import time as clock
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from core_api.domains.contests.boards import Boards, Shown
from core_api.domains.contests.models import (
    Contest,
    ContestPage,
    Import,
    Joined,
    NewContest,
    Reveal,
    VirtualParticipation,
    VirtualStandings,
)
from core_api.domains.contests.settings import check_settings
from core_api.domains.contests.store import ContestRow, Contests
from core_api.domains.problems.service import ProblemService
from core_api.history import ask
from core_api.storage import unit_of_work
from core_api.storage.caches import Page, Recent, tag
from core_api.storage.unit_of_work import UnitOfWork
from leaderboard import scoreboard
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.contest_settings import ContestProblem, ContestSettings, Feedback
from realtime.protocol.events import CellRevealed, ContestConfigured, Finalized, TeamJoined, Thawed
from realtime.protocol.questions import Award, AwardsOf, Standings
from realtime.protocol.rooms import Audience, token
from realtime.protocol.rules import parse_options
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.names import visible
from realtime.security.tokens import Claims
from realtime.storage.contest_log import ContestLog
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

RECENT_SECONDS = 1.0
"""How old what readers without a token see of a contest may be; boards and teams come by their versions."""
RECENT_CONTESTS = 500
RECENT_PAGES = 50
"""Pages of the list, of at most 200 contests."""


class Admission(NamedTuple):
    """Leave to submit."""

    time: int
    """Contest time in ms."""
    run_all_tests: bool
    """Whether tests behind the first failure are run."""
    feedback: Feedback


class ContestService:
    def __init__(self, contests: Contests, problems: ProblemService, redis: Redis, backbone: Backbone, logs: ContestLog) -> None:
        self._backbone = backbone
        self._logs = logs
        self._contests = contests
        self._problems = problems
        self._boards = Boards(redis, backbone)
        self._recent: Recent[str, Shown] = Recent(RECENT_CONTESTS, RECENT_SECONDS)
        self._recent_pages: Recent[tuple[str | None, int], Page] = Recent(RECENT_PAGES, RECENT_SECONDS)

    async def create(self, wanted: NewContest, author: Claims) -> Contest:
        token(wanted.id)
        if wanted.id in subjects.PSEUDO:
            raise Invalid("this id is taken by submissions outside contests", field="id")
        settings = wanted.settings
        if settings.playback is not None:
            raise Invalid("only a recorded contest has a playback", field="settings.playback")
        if settings.start is None:
            raise Invalid("a contest needs a start", field="settings.start")
        check_settings(settings)
        settings = msgspec.structs.replace(settings, problems=await self._chosen(settings.problems))
        async with unit_of_work.begin(self._contests.pool) as work:
            await self._contests.add(work, wanted.id, settings, author.sub, capacity=wanted.capacity)
            work.log_events(wanted.id, f"contest:{wanted.id}", ContestConfigured(settings))
        log.info("contest created", extra={"contest_id": wanted.id})
        return await self.get(wanted.id, author)

    async def _chosen(self, wanted: tuple[ContestProblem, ...]) -> tuple[ContestProblem, ...]:
        """The problems with their names. Raises `Invalid` for one that does not exist or stands there twice."""
        if not wanted:
            raise Invalid("a contest needs a problem", field="settings.problems")
        chosen: list[ContestProblem] = []
        for number, problem in enumerate(wanted):
            field = f"settings.problems[{number}]"
            visible(problem.label, f"{field}.label")
            if problem.name:
                visible(problem.name, f"{field}.name")
            title = await self._problems.title(problem.id)
            if title is None:
                raise Invalid(f"there is no problem {problem.id!r}", field=f"{field}.id")
            if any(problem.id == earlier.id or problem.label == earlier.label for earlier in chosen):
                raise Invalid("a problem or label stands here twice", field=field)
            chosen.append(msgspec.structs.replace(problem, name=problem.name or title))
        return tuple(chosen)

    async def add_events(self, id: str, part: Import, author: Claims) -> None:
        """Adds to the log of a contest that is judged elsewhere; its first event makes the contest."""
        token(id, "contest_id")
        for event in part.events:
            if isinstance(event, ContestConfigured):
                parse_options(event.settings.rule, event.settings.options)
        async with unit_of_work.begin(self._contests.pool) as work:
            known = await self._contests.find(id, work)
            if known is not None and not known.imported:
                raise Conflict(f"contest {id!r} is judged here: its log cannot be imported", field="contest_id")
            if known is None and not isinstance(part.events[0], ContestConfigured):
                raise Invalid("the first event of a contest must be its settings", field="events[0]")
            for event in part.events:
                if isinstance(event, ContestConfigured):
                    if known is None:
                        await self._contests.add(work, id, event.settings, author.sub, imported=True)
                        known = await self._contests.get(id, work)
                    else:
                        await self._contests.set_settings(work, id, event.settings)
                elif isinstance(event, TeamJoined):
                    await self._contests.register(work, id, event, None)
            work.log_events(id, f"import:{id}:{part.batch}", *part.events)

    async def join(self, id: str, user: Claims) -> Joined:
        async with unit_of_work.begin(self._contests.pool) as work:
            contest = await self._contests.get(id, work, lock=True)  # the lock keeps the capacity
            if contest.imported:
                raise Conflict("this contest is a recording: nobody can join it")
            if contest.status == "ended":
                raise Conflict("the contest is over")
            if contest.capacity is not None and contest.teams >= contest.capacity:
                raise Conflict("the contest is full", field="capacity")
            await self._enter(work, id, TeamJoined(user.sub, user.name))
        return Joined(id, user.sub)

    async def start_virtual_participation(self, id: str, user: Claims) -> VirtualParticipation:
        """Starts the contest again for a team that was not there: from now on, and against the recorded scoreboard."""
        async with unit_of_work.begin(self._contests.pool) as work:
            contest = await self._contests.get(id, work)
            if contest.imported:
                raise Conflict("this contest is a recording: nobody can submit")
            if contest.status != "ended":
                raise Conflict("the contest is not over yet: join it")
            begins = datetime.now(UTC)
            await self._enter(work, id, TeamJoined(user.sub, user.name, virtual_participation=True), begins)
        return _participation(contest, user.sub, begins)

    async def virtual_standings(self, id: str, user: Claims, start: int, limit: int) -> VirtualStandings:
        """The recorded scoreboard at the team's virtual time, including the team."""
        contest = await self._contests.get(id)
        registered = await self._contests.registered(id, user.sub)
        if registered is None or registered.virtual_at is None:
            raise NotFound("you do not take part in this contest virtually", field="contest_id")
        participation = _participation(contest, user.sub, registered.virtual_at)
        settings = contest.settings
        since = round((datetime.now(UTC) - participation.started_at).total_seconds() * 1000)
        at = min(settings.contest_time(since), settings.duration)
        question = Standings(id, "public", at=at, virtual_team=user.sub, start=start, limit=limit)
        return VirtualStandings(participation, await ask(self._backbone, question, scoreboard.Scoreboard))

    async def _enter(self, work: UnitOfWork, id: str, joined: TeamJoined, virtual_at: datetime | None = None) -> None:
        if not await self._contests.register(work, id, joined, joined.team, virtual_at):
            raise Conflict("you have joined this contest already")
        work.log_events(id, f"join:{id}:{joined.team}", joined)

    async def log(self, id: str) -> AsyncGenerator[bytes, None]:
        """The contest's log as it is now: NDJSON, with the hash chain."""
        async for line in self._logs.lines(id):
            yield msgspec.json.encode(line) + b"\n"

    async def reveal(self, id: str, step: Reveal) -> None:
        """Shows one frozen cell, once the contest is over; every viewer sees it in step."""
        async with unit_of_work.begin(self._contests.pool) as work:
            contest = await self._contests.get(id, work)
            if contest.status != "ended":
                raise Conflict("the contest is not over yet")
            work.log_events(id, f"reveal:{id}:{ids.new()}", CellRevealed(step.team_id, step.problem_id))

    async def say(self, id: str, event: Thawed | Finalized) -> None:
        """Thaws or finalizes, once the contest is over."""
        async with unit_of_work.begin(self._contests.pool) as work:
            contest = await self._contests.get(id, work)
            if contest.status != "ended":
                raise Conflict("the contest is not over yet")
            kind = type(event).__name__.lower()
            work.log_events(id, f"{kind}:{id}", event)

    async def get(self, id: str, reader: Claims | None) -> Contest:
        """For readers without a token as it was up to `RECENT_SECONDS` ago: whoever changes a contest shows a token."""
        return _contest((await self._recently(id)).contest if reader is None else await self._contests.get(id), reader)

    async def page(self, before: str | None, limit: int, reader: Claims | None) -> Page:
        """An encoded `ContestPage`; for readers without a token as it was up to `RECENT_SECONDS` ago."""
        if reader is None:
            return await self._recent_pages.get((before, limit), lambda: self._page(before, limit, None))
        return await self._page(before, limit, reader)

    async def _page(self, before: str | None, limit: int, reader: Claims | None) -> Page:
        rows = await self._contests.page(before, limit + 1)
        shown = [_contest(row, reader) for row in rows[:limit]]
        content = msgspec.json.encode(ContestPage(shown, shown[-1].id if len(rows) > limit else None))
        return Page(content, tag(content))

    async def _recently(self, id: str) -> Shown:
        """A contest as it was up to `RECENT_SECONDS` ago. Raises `NotFound`."""

        async def load() -> Shown:
            return Shown.of(await self._contests.get(id))

        return await self._recent.get(id, load)

    async def problems(self, id: str, reader: Claims | None) -> tuple[ContestProblem, ...]:
        contest = _contest(await self._contests.get(id), reader)
        if contest.status == "upcoming" and not contest.settings.problems:
            raise Forbidden("the problems are shown when the contest starts")
        return contest.settings.problems

    async def teams(self, id: str) -> Page:
        """All teams but hidden ones, by their numbers in board frames."""
        await self._recently(id)
        return await self._boards.teams(id)

    async def leaderboard(self, id: str, audience: Audience, start: int, limit: int) -> Page:
        """A page of the live board: an encoded scoreboard."""
        return await self._boards.page(await self._recently(id), audience, start, limit)

    async def other_leaderboard(
        self, id: str, audience: Audience, start: int, limit: int, at: int | None, group: str
    ) -> scoreboard.Scoreboard:
        """The board at a contest time in ms, or that of a group, ranked among themselves, or both: made from the log."""
        if (await self._recently(id)).contest.status == "upcoming" and audience == "public":
            raise Conflict("the contest has not started yet")
        return await ask(self._backbone, Standings(id, audience, at, group, start=start, limit=limit), scoreboard.Scoreboard)

    async def check(self, id: str) -> None:
        """Raises `NotFound`."""
        await self._contests.get(id)

    async def admit(self, id: str, user: str, problem: str) -> Admission:
        """Lets a user submit to a problem of the contest now, or raises what is in the way."""
        contest = await self._contests.get(id)
        settings = contest.settings
        if contest.imported:
            raise Conflict("this contest is a recording: nobody can submit")
        registered = await self._contests.registered(id, user)
        begins, duration = settings.start or 0, settings.wall_duration
        if registered is not None and registered.virtual_at is not None:
            begins = round(registered.virtual_at.timestamp() * 1000)
        elif registered is not None and registered.joined is not None:
            duration += registered.joined.extension
        time = round(clock.time() * 1000) - begins
        if time < 0:
            raise Conflict("the contest has not started yet")
        if time >= duration:
            raise Conflict("the contest is over")
        if registered is None:
            raise Forbidden("join the contest first")
        if all(problem != known.id for known in settings.problems):
            raise NotFound(f"the contest has no problem {problem!r}", field="problem_id")
        return Admission(time, settings.run_all_tests, settings.feedback)

    async def uses_now(self, problem: str) -> bool:
        """Whether a contest that runs has this problem."""
        return await self._contests.uses_now(problem)

    async def locked(self, work: UnitOfWork, id: str, *, judged_here: bool = True) -> ContestSettings:
        """The settings, locked until the transaction ends: changes of a contest follow one another.

        Raises `Conflict` for a contest that is judged elsewhere, unless `judged_here` is False.
        """
        contest = await self._contests.get(id, work, lock=True)
        if judged_here and contest.imported:
            raise Conflict("this contest is judged elsewhere: its changes come with its events", field="contest_id")
        return contest.settings

    async def shows_problems(self, id: str) -> bool:
        """Whether everybody sees the problems of a contest. Raises `NotFound`."""
        return (await self._contests.get(id)).shows_problems

    async def settings(self, id: str) -> ContestSettings:
        return (await self._contests.get(id)).settings

    async def set_settings(self, work: UnitOfWork, id: str, settings: ContestSettings) -> None:
        await self._contests.set_settings(work, id, settings)

    async def team(self, work: UnitOfWork, id: str, team: str) -> TeamJoined:
        """A team as the log has it, locked. Raises `NotFound`."""
        return await self._contests.registration(work, id, team)

    async def set_team(self, work: UnitOfWork, id: str, joined: TeamJoined) -> None:
        await self._contests.set_joined(work, id, joined)

    async def awards(self, id: str, audience: Audience) -> list[Award]:
        await self._contests.get(id)
        return await ask(self._backbone, AwardsOf(id, audience), list[Award])


def _participation(contest: ContestRow, team: str, begins: datetime) -> VirtualParticipation:
    length = timedelta(milliseconds=contest.settings.wall_duration)
    return VirtualParticipation(contest.id, team, begins, begins + length)


def _contest(row: ContestRow, reader: Claims | None) -> Contest:
    admin = reader is not None and reader.is_admin
    shown = row.shows_problems or admin
    return Contest(
        id=row.id,
        status=row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        teams=row.teams if admin else row.teams - row.hidden_teams,
        capacity=row.capacity,
        imported=row.imported,
        settings=row.settings if shown else msgspec.structs.replace(row.settings, problems=()),
    )
