"""`/contests`."""

from __future__ import annotations

from typing import Any

import msgspec

from core_api.domains.contests.models import (
    MAX_IMPORT,
    Accepted,
    Awards,
    AwardsQuery,
    BoardQuery,
    Contest,
    ContestPage,
    ContestQuery,
    Import,
    Joined,
    NewContest,
    Reveal,
    RowsQuery,
    VirtualParticipation,
    VirtualStandings,
)
from core_api.domains.contests.service import ContestService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit, Quota
from core_api.router.policies import Policy
from core_api.router.responses import Created, Encoded, Streamed
from core_api.storage.caches import Page
from leaderboard.roster import Member
from leaderboard.scoreboard import Scoreboard
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.events import Finalized, Thawed
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Conflict, Forbidden, Invalid
from realtime.security.tokens import Claims

PAST = Limit("past", 60, 60, per="address")
"""Boards that are not the live one are made from the whole log."""


class ContestRoutes:
    """Contests: settings, taking part, boards, the log."""

    def __init__(self, contests: ContestService) -> None:
        self._contests = contests

    @endpoint("GET /contests", Policy.ANYONE, etag=True)
    async def page(self, query: ContestQuery, caller: Claims | None) -> Encoded[ContestPage]:
        """A page of contests, newest first. Without a token it may be a second old."""
        return _encoded(await self._contests.page(query.before, query.limit, caller))

    @endpoint("POST /contests", Policy.ADMIN, errors=(Conflict, Invalid))
    async def create(self, body: NewContest, caller: Claims) -> Created[Contest]:
        """Makes a contest."""
        contest = await self._contests.create(body, caller)
        return Created(contest, f"/contests/{contest.id}")

    @endpoint("GET /contests/{contest}", Policy.ANYONE)
    async def get(self, contest: str, caller: Claims | None) -> Contest:
        """A contest with its settings. Its problems are shown from the start on, to admins before.

        Without a token it may be a second old.
        """
        return await self._contests.get(contest, caller)

    @endpoint("POST /contests/{contest}/join", Policy.SIGNED_IN, status=201, errors=(Conflict,))
    async def join(self, contest: str, caller: Claims) -> Joined:
        """Joins a contest: once, before its end, while there is room."""
        return await self._contests.join(contest, caller)

    @endpoint("GET /contests/{contest}/problems", Policy.ANYONE, errors=(Forbidden,))
    async def problems(self, contest: str, caller: Claims | None) -> tuple[ContestProblem, ...]:
        """The problems of a contest, from its start on."""
        return await self._contests.problems(contest, caller)

    @endpoint("GET /contests/{contest}/teams", Policy.ANYONE, etag=True)
    async def teams(self, contest: str) -> Encoded[list[Member]]:
        """Teams by their numbers in the frames of the live board."""
        return _encoded(await self._contests.teams(contest))

    @endpoint("GET /contests/{contest}/leaderboard", Policy.ANYONE, limits=(PAST,), etag=True, errors=(Conflict, Forbidden, Invalid))
    async def leaderboard(self, contest: str, query: BoardQuery, caller: Claims | None, quota: Quota) -> Encoded[Scoreboard]:
        """The board as a CLICS scoreboard: the live one, that of a past second, or that of a group.

        The jury's board is for admins. The limit counts boards of a past second or a group. A live board is made once for each
        of its versions: `contest_time` is when that was, and the ETag changes with the version.
        """
        _check(query.audience, caller)
        if query.at is None and not query.group:
            return _encoded(await self._contests.leaderboard(contest, query.audience, query.start, query.limit))
        await quota.take()
        at = None if query.at is None else query.at * 1000
        board = await self._contests.other_leaderboard(contest, query.audience, query.start, query.limit, at, query.group)
        return Encoded(msgspec.json.encode(board))

    @endpoint("GET /contests/{contest}/awards", Policy.ANYONE, limits=(PAST,), errors=(Forbidden,))
    async def awards(self, contest: str, query: AwardsQuery, caller: Claims | None) -> Awards:
        """Medals, first to solve, winners of groups, as CLICS names them."""
        _check(query.audience, caller)
        return Awards(await self._contests.awards(contest, query.audience))

    @endpoint("POST /contests/{contest}/virtual-participation", Policy.SIGNED_IN, status=201, errors=(Conflict,))
    async def start_virtual_participation(self, contest: str, caller: Claims) -> VirtualParticipation:
        """Starts a contest that is over for the caller, from its first second to its last."""
        return await self._contests.start_virtual_participation(contest, caller)

    @endpoint("GET /contests/{contest}/virtual-participation", Policy.SIGNED_IN)
    async def virtual_standings(self, contest: str, query: RowsQuery, caller: Claims) -> VirtualStandings:
        """The recorded scoreboard at your virtual time, including you."""
        return await self._contests.virtual_standings(contest, caller, query.start, query.limit)

    @endpoint("POST /contests/{contest}/events", Policy.ADMIN, status=202, body_limit=MAX_IMPORT, errors=(Conflict, Invalid))
    async def add_events(self, contest: str, body: Import, caller: Claims) -> Accepted:
        """Adds to the log of a contest that is judged elsewhere; its first event makes the contest (see `podium stream`)."""
        await self._contests.add_events(contest, body, caller)
        return Accepted()

    @endpoint("GET /contests/{contest}/log", Policy.ADMIN, media_type="application/x-ndjson")
    async def log(self, contest: str) -> Streamed:
        """The log of a contest with its hash chain, an entry a line (see `podium export` and `podium verify`)."""
        await self._contests.get(contest, None)  # says so when there is none, while it still can
        return Streamed(self._contests.log(contest))

    @endpoint("POST /contests/{contest}/reveal", Policy.ADMIN, status=202, errors=(Conflict,))
    async def reveal(self, contest: str, body: Reveal | None) -> Accepted:
        """Shows the next frozen cell from below, or one that is named. After the end."""
        await self._contests.reveal(contest, body or Reveal())
        return Accepted()

    @endpoint("POST /contests/{contest}/thaw", Policy.ADMIN, status=202, errors=(Conflict,))
    async def thaw(self, contest: str) -> Accepted:
        """Ends the freeze: everybody sees everything. After the end."""
        await self._contests.say(contest, Thawed())
        return Accepted()

    @endpoint("POST /contests/{contest}/finalize", Policy.ADMIN, status=202, errors=(Conflict,))
    async def finalize(self, contest: str) -> Accepted:
        """Makes the result official. After the end."""
        await self._contests.say(contest, Finalized())
        return Accepted()


def _encoded(page: Page) -> Encoded[Any]:
    return Encoded(page.content, {"ETag": page.etag})


def _check(audience: Audience, caller: Claims | None) -> None:
    """Raises `Unauthenticated` or `Forbidden` for a board that the caller may not see."""
    if audience != "public":
        Policy.ADMIN.admit(caller)
