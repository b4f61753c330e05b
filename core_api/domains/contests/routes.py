"""`/contests`."""

from __future__ import annotations

from typing import Any

import msgspec

from core_api.domains.contests.listing import ContestList
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
    NewContest,
    RecordingQuery,
)
from core_api.domains.contests.service import ContestService
from core_api.router.edge import Edge
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit, Quota
from core_api.router.policies import Policy
from core_api.router.responses import Encoded, Streamed
from core_api.storage.caches import Page
from leaderboard.roster import Member
from leaderboard.scoreboard import Scoreboard
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.recording import Recording
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Conflict, Forbidden, Invalid, Unauthenticated
from realtime.security.tokens import Claims

CLOCK_SECONDS = 5
"""How long an edge may say that a contest has not begun, or that it runs, when it has or does no longer."""
PAST = Limit("past", 60, 60, per="address")
"""Boards that are not the live one are made from the whole log."""

RECORDINGS = Limit("recordings", 300, 60, per="address")
"""A recording is made from the whole log, once for all who ask for it within some seconds."""


class ContestRoutes:
    """Contests: settings, boards, the log."""

    def __init__(self, contests: ContestService, listing: ContestList) -> None:
        self._contests = contests
        self._listing = listing

    @endpoint("GET /contests", Policy.ANYONE, etag=True, edge=Edge(CLOCK_SECONDS, "contest"), errors=(Unauthenticated,))
    async def page(self, query: ContestQuery, caller: Claims | None) -> Encoded[ContestPage]:
        """A page of the contests that the caller may see, newest first. Without a token it may be a second old."""
        return _encoded(await self._listing.page(query, caller))

    @endpoint("POST /contests", Policy.ADMIN, location="/contests/{id}", errors=(Conflict, Invalid))
    async def create(self, body: NewContest, caller: Claims) -> Contest:
        """Makes a contest."""
        return await self._contests.create(body, caller)

    @endpoint("GET /contests/{contest}", Policy.ANYONE, etag="version", edge=Edge(CLOCK_SECONDS, "contest/{contest}"))
    async def get(self, contest: str, caller: Claims | None) -> Contest:
        """A contest with its settings. Its problems are shown from the start on, to its jury before."""
        return await self._contests.get(contest, caller)

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

        The jury's board is for the contest's jury. The limit counts boards of a past second or a group. A live board is made once for each
        of its versions: `contest_time` is when that was, and the ETag changes with the version.
        """
        _check(query.audience, caller, contest)
        if query.at is None and not query.group:
            return _encoded(await self._contests.leaderboard(contest, query.audience, query.start, query.limit))
        await quota.take()
        at = None if query.at is None else query.at * 1000
        board = await self._contests.other_leaderboard(contest, query.audience, query.start, query.limit, at, query.group)
        return Encoded(msgspec.json.encode(board))

    @endpoint(
        "GET /contests/{contest}/recording",
        Policy.ANYONE,
        limits=(RECORDINGS,),
        etag=True,
        errors=(Conflict, Forbidden, Invalid),
    )
    async def recording(self, contest: str, query: RecordingQuery, caller: Claims | None) -> Encoded[Recording]:
        """The whole contest as changes of its board, second by second, for a player.

        Up to now while it runs, and at most some seconds old. The public's tells of the freeze what the public saw in it. The jury's is for
        the contest's jury, and for everybody once the freeze is lifted. 422 for a contest of more than 60,000 changes: read the leaderboard
        of single seconds then.
        """
        if not await self._contests.is_thawed(contest):
            _check(query.audience, caller, contest)
        return _encoded(await self._contests.recording(contest, query.audience))

    @endpoint("GET /contests/{contest}/awards", Policy.ANYONE, limits=(PAST,), errors=(Forbidden,))
    async def awards(self, contest: str, query: AwardsQuery, caller: Claims | None) -> Awards:
        """Medals, first to solve, winners of groups, as CLICS names them."""
        _check(query.audience, caller, contest)
        return Awards(await self._contests.awards(contest, query.audience))

    @endpoint("POST /contests/{contest}/events", Policy.ADMIN, status=202, body_limit=MAX_IMPORT, errors=(Conflict, Invalid))
    async def add_events(self, contest: str, body: Import, caller: Claims) -> Accepted:
        """Adds to the log of a contest that is judged elsewhere; its first event makes the contest (see `podium stream`)."""
        return await self._contests.add_events(contest, body, caller)

    @endpoint("GET /contests/{contest}/log", Policy.JURY, media_type="application/x-ndjson")
    async def log(self, contest: str) -> Streamed:
        """The log of a contest with its hash chain, an entry a line (see `podium export` and `podium verify`)."""
        await self._contests.get(contest, None)  # says so when there is none, while it still can
        return Streamed(self._contests.log(contest))


def _encoded(page: Page) -> Encoded[Any]:
    return Encoded(page.content, {"ETag": page.etag})


def _check(audience: Audience, caller: Claims | None, contest: str) -> None:
    """Raises `Unauthenticated` or `Forbidden` for a board that the caller may not see."""
    if audience != "public":
        Policy.JURY.admit(caller, contest)
