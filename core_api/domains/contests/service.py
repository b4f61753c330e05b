"""Making, joining and reading contests."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator

import msgspec

from core_api.domains.contests.boards import Boards, Shown
from core_api.domains.contests.models import (
    Accepted,
    Contest,
    ContestRow,
    Import,
    NewContest,
)
from core_api.domains.contests.privacy import tell_after_commit
from core_api.domains.contests.settings import check_settings
from core_api.domains.contests.store import Contests
from core_api.domains.problems.service import ProblemService
from core_api.history import ask
from core_api.storage import changes, unit_of_work
from core_api.storage.caches import Cache, Caches, Page, Recent, tag
from core_api.storage.caches.two_level import Times
from core_api.storage.unit_of_work import UnitOfWork
from leaderboard import scoreboard
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, Finalized, TeamJoined, Thawed
from realtime.protocol.questions import Award, AwardsOf, RecordingOf, Standings
from realtime.protocol.recording import Recording
from realtime.protocol.rooms import Audience, token
from realtime.protocol.rules import parse_options
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.names import visible
from realtime.security.tokens import Claims
from realtime.storage.contest_log import ContestLog
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

TIMES = Times(local=5.0, shared=600)
"""How long a contest is kept at most, should every word of its change get lost."""

RECORDING_SECONDS, RECORDINGS = 10.0, 20
"""How old a recording may be, and how many a process keeps: each has up to 4 MB."""


class ContestService:
    def __init__(
        self, contests: Contests, problems: ProblemService, redis: Redis, backbone: Backbone, logs: ContestLog, caches: Caches
    ) -> None:
        self._backbone = backbone
        self._logs = logs
        self._contests = contests
        self._problems = problems
        self._boards = Boards(redis, backbone)
        self._recordings: Recent[tuple[str, Audience], Page] = Recent(RECORDINGS, RECORDING_SECONDS)
        self._cached: Cache[Shown] = caches.cache("contest", Shown, TIMES)

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
        settings = msgspec.structs.replace(settings, problems=await self.chosen(settings.problems, "settings.problems"))
        async with unit_of_work.begin(self._contests.pool) as work:
            await self.keep(work, settings.problems, "settings.problems")
            await self._contests.add(work, wanted.id, settings, author.sub, capacity=wanted.capacity)
            tell_after_commit(work, self._backbone, wanted.id, settings)
            work.log_events(wanted.id, f"contest:{wanted.id}", ContestConfigured(settings))
            work.audit("contest", wanted.id, after={"settings": settings, "capacity": wanted.capacity})
            made = work.answer(shown_to(await self._contests.get(wanted.id, work), author))
        log.info("contest created", extra={"contest_id": wanted.id})
        return made

    async def chosen(self, wanted: tuple[ContestProblem, ...], at: str) -> tuple[ContestProblem, ...]:
        """The problems, which are the field `at`, with their names. Raises `Invalid` for one that does not exist or stands there twice.

        None yet is fine: the checklist asks for them before the start.
        """
        chosen: list[ContestProblem] = []
        for number, problem in enumerate(wanted):
            field = f"{at}[{number}]"
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

    async def keep(self, work: UnitOfWork, chosen: tuple[ContestProblem, ...], at: str) -> None:
        """Raises `Invalid`, naming the field `at`, for a problem that was removed since it was chosen; from here on it is not."""
        gone = await self._problems.keep(work, tuple(problem.id for problem in chosen))
        if gone is not None:
            raise Invalid(f"there is no problem {gone!r}", field=at)

    async def add_events(self, id: str, part: Import, author: Claims) -> Accepted:
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
                    tell_after_commit(work, self._backbone, id, event.settings)
                    if known is None:
                        await self._contests.add(work, id, event.settings, author.sub, imported=True)
                        known = await self._contests.get(id, work)
                    else:
                        await self._contests.set_settings(work, id, event.settings)
                elif isinstance(event, TeamJoined):
                    await self._contests.import_team(work, id, event)
                elif isinstance(event, Thawed | Finalized):
                    await self._contests.note_end(work, id, event)
            work.log_events(id, f"import:{id}:{part.batch}", *part.events)
            work.audit("contest", id, after={"imported": part.batch, "events": len(part.events)})
            return work.answer(Accepted())

    async def log(self, id: str) -> AsyncGenerator[bytes, None]:
        """The contest's log as it is now: NDJSON, with the hash chain."""
        async for line in self._logs.lines(id):
            yield msgspec.json.encode(line) + b"\n"

    async def get(self, id: str, reader: Claims | None) -> Contest:
        return shown_to((await self._shown(id)).contest, reader)

    async def _shown(self, id: str) -> Shown:
        """From the cache: not for what decides whether a submission counts. Raises `NotFound`."""

        async def load() -> Shown:
            return Shown.of(await self._contests.get(id))

        return await self._cached.get(id, (changes.tag("contest", id),), load)

    async def problems(self, id: str, reader: Claims | None) -> tuple[ContestProblem, ...]:
        contest = shown_to((await self._shown(id)).contest, reader)
        if contest.status == "upcoming" and not contest.settings.problems:
            raise Forbidden("the problems are shown when the contest starts")
        return contest.settings.problems

    async def teams(self, id: str) -> Page:
        """All teams but hidden ones, by their numbers in board frames."""
        await self._shown(id)
        return await self._boards.teams(id)

    async def leaderboard(self, id: str, audience: Audience, start: int, limit: int) -> Page:
        """A page of the live board: an encoded scoreboard."""
        return await self._boards.page(await self._shown(id), audience, start, limit)

    async def other_leaderboard(
        self, id: str, audience: Audience, start: int, limit: int, at: int | None, group: str
    ) -> scoreboard.Scoreboard:
        """The board at a contest time in ms, or that of a group, ranked among themselves, or both: made from the log."""
        if (await self._shown(id)).contest.status == "upcoming" and audience == "public":
            raise Conflict("the contest has not started yet")
        return await ask(self._backbone, Standings(id, audience, at, group, start=start, limit=limit), scoreboard.Scoreboard)

    async def is_thawed(self, id: str) -> bool:
        """Whether the freeze is lifted: everybody may know everything. Raises `NotFound`."""
        return (await self._shown(id)).contest.thawed_at is not None

    async def recording(self, id: str, audience: Audience) -> Page:
        """An encoded `Recording`. Raises `Invalid` for a contest that is too large."""
        if (await self._shown(id)).contest.status == "upcoming" and audience == "public":
            raise Conflict("the contest has not started yet")

        async def load() -> Page:
            content = msgspec.json.encode(await ask(self._backbone, RecordingOf(id, audience), Recording))
            return Page(content, tag(content))

        return await self._recordings.get((id, audience), load)

    async def row(self, id: str, work: UnitOfWork | None = None, *, lock: bool = False) -> ContestRow:
        """Raises `NotFound`."""
        return await self._contests.get(id, work, lock=lock)

    async def check(self, id: str) -> None:
        """Raises `NotFound`. Counts nothing, as `row` does: lists of a contest begin with it."""
        if not await self._contests.exists(id):
            raise no_contest(id)

    async def is_private(self, id: str) -> bool:
        """Raises `NotFound`."""
        return (await self._shown(id)).contest.is_private

    async def uses_now(self, problem: str, user: str) -> bool:
        """Whether a contest that runs, and that the user may see, has this problem."""
        return await self._contests.uses_now(problem, user)

    async def locked(self, work: UnitOfWork, id: str, *, judged_here: bool = True) -> ContestSettings:
        """The settings, locked until the transaction ends: changes of a contest follow one another.

        Raises `Conflict` for a contest that is judged elsewhere or whose result is final, unless `judged_here` is False.
        """
        contest = await self.row(id, work, lock=True)
        if judged_here and contest.imported:
            raise Conflict("this contest is judged elsewhere: its changes come with its events", field="contest_id")
        if judged_here and contest.finalized_at is not None:
            raise Conflict("the result is final: take that back before it is changed", field="contest_id")
        return contest.settings

    async def shows_problems(self, id: str) -> bool:
        """Whether everybody sees the problems of a contest. Raises `NotFound`."""
        return (await self._contests.get(id)).shows_problems

    async def settings(self, id: str) -> ContestSettings:
        return (await self._shown(id)).contest.settings

    async def set_settings(self, work: UnitOfWork, id: str, settings: ContestSettings) -> None:
        """Raises `Conflict` for settings under which a contest would go on whose freeze was lifted: it could not be frozen any more."""
        await self._contests.set_settings(work, id, settings)
        tell_after_commit(work, self._backbone, id, settings)
        await self._check_frozen(work, id, "settings.duration")

    async def _check_frozen(self, work: UnitOfWork, id: str, field: str) -> None:
        contest = await self.row(id, work)
        if contest.thawed_at is not None and not contest.is_over:
            raise Conflict("the freeze was lifted: take that back before the contest goes on", field=field)

    async def end(self, work: UnitOfWork, id: str, event: Thawed | Finalized) -> None:
        """Lifts the freeze, makes the result official, or takes either back."""
        await self._contests.note_end(work, id, event)
        work.log_events(id, f"end:{id}:{ids.new()}", event)
        what = "thawed" if isinstance(event, Thawed) else "final"
        work.audit("contest", id, before={what: event.taken_back}, after={what: not event.taken_back})

    async def team(self, work: UnitOfWork, id: str, team: str) -> TeamJoined:
        """A team as the log has it, locked. Raises `NotFound`."""
        return await self._contests.registration(work, id, team)

    async def set_team(self, work: UnitOfWork, id: str, joined: TeamJoined) -> None:
        """Raises `Conflict` for more time with which the contest would go on for the team, its freeze lifted."""
        await self._contests.set_joined(work, id, joined)
        await self._check_frozen(work, id, "extension")

    async def awards(self, id: str, audience: Audience) -> list[Award]:
        await self.check(id)
        return await ask(self._backbone, AwardsOf(id, audience), list[Award])


def no_contest(id: str) -> NotFound:
    """In the same words for a contest that does not exist and for one that somebody may not see."""
    return NotFound(f"there is no contest {id!r}", field="contest_id")


def shown_to(row: ContestRow, reader: Claims | None) -> Contest:
    """A contest as somebody sees it who may see it."""
    jury = reader is not None and reader.is_jury_of(row.id)
    shown = row.shows_problems or jury
    return Contest(
        id=row.id,
        status=row.status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        teams=row.teams if jury else row.teams - row.hidden_teams,
        capacity=row.capacity,
        imported=row.imported,
        version=row.version,
        settings=row.settings if shown else msgspec.structs.replace(row.settings, problems=()),
    )
