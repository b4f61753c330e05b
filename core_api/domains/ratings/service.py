"""Ratings: computed from the final standings of a contest, once its result is official."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated

import msgspec

from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.domains.ratings.ledger import Ledger
from core_api.domains.ratings.models import Leaderboard, NewRating, RatedContest, RatingHistory
from core_api.domains.ratings.store import Ratings
from core_api.domains.users.service import UserService
from core_api.history import jury_rows
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.caches import Page, Recent, tag
from realtime.backbone import Backbone
from realtime.runtime.errors import Conflict, NotFound
from realtime.security.tokens import Claims

Key = tuple[Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)], str]
"""Rating and user."""
CURSOR: Cursor[Key] = Cursor("ratings", Key)
log = logging.getLogger(__name__)

RECENT_SECONDS, RECENT_PAGES = 5.0, 100
"""How old a page of the global leaderboard may be; it changes when a contest is rated."""


class RatingService:
    def __init__(self, ratings: Ratings, ledger: Ledger, contests: ContestService, users: UserService, backbone: Backbone) -> None:
        self._ratings = ratings
        self._pool = ratings.pool
        self._ledger = ledger
        self._contests = contests
        self._users = users
        self._backbone = backbone
        self._pages: Recent[tuple[str | None, int], Page] = Recent(RECENT_PAGES, RECENT_SECONDS)

    async def rate(self, contest: str, wanted: NewRating, by: Claims) -> RatedContest:
        """Rates everybody who took part alone and has a rank. Raises `Conflict` before everybody may know the final result, and a second
        time."""
        _check(await self._contests.row(contest))
        places = {row.team_id: row.rank async for row in jury_rows(self._backbone, contest) if row.rank is not None}
        async with unit_of_work.begin(self._pool) as work:
            ended_at = _check(await self._contests.row(contest, work, lock=True))
            users = await self._ledger.add(work, contest, ended_at, wanted.system, by.sub, places)
            if users is None:
                raise Conflict("this contest is rated already: take its ratings back first", field="contest")
            work.audit("contest", contest, after={"rated": wanted.system, "users": users})
            rated = work.answer(RatedContest(contest, wanted.system, users))
        log.info("contest rated", extra={"contest_id": contest, "users": users})
        return rated

    async def take_back(self, contest: str) -> None:
        """Those who took part in later contests are rated anew for these."""
        async with unit_of_work.begin(self._pool) as work:
            await self._contests.row(contest, work, lock=True)
            users = await self._ledger.remove(work, contest)
            if users is None:
                raise NotFound(f"contest {contest!r} is not rated", field="contest")
            work.audit("contest", contest, before={"users": users}, after={"rated": None})
        log.info("ratings of a contest taken back", extra={"contest_id": contest, "users": users})

    async def leaderboard(self, cursor: str | None, limit: int) -> Page:
        """An encoded `Leaderboard`. Raises `Malformed` for a cursor that is none."""
        behind = CURSOR.read(cursor)

        async def load() -> Page:
            found = await self._ratings.listed(behind, limit + 1)
            shown, more = CURSOR.cut(found, limit, lambda user: (user.rating, user.user_id))
            content = msgspec.json.encode(Leaderboard(users=shown, next=more))
            return Page(content, tag(content))

        return await self._pages.get((cursor, limit), load)

    async def history(self, user: str, reader: Claims | None) -> RatingHistory:
        """Raises `Forbidden` for who may not see it."""
        await self._users.check_statistics(user, reader)
        own = reader is not None and (reader.sub == user or reader.is_admin)
        return RatingHistory(await self._ratings.history(user, own=own))


def _check(contest: ContestRow) -> datetime:
    """When it ended. Raises `Conflict` while a rating would be too early, or would tell what is frozen."""
    if contest.finalized_at is None or contest.ends_at is None:
        raise Conflict("the result is not official yet: finalize the contest first", field="contest")
    if contest.hidden_from is not None:
        raise Conflict("ratings would tell what the freeze hides: thaw the contest first", field="contest")
    if contest.imported:
        raise Conflict("this contest is judged elsewhere: nobody here took part", field="contest")
    return contest.ends_at
