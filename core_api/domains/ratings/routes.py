"""Ratings, and the global leaderboard."""

from __future__ import annotations

from core_api.domains.ratings.models import Leaderboard, NewRating, RatedContest, RatingHistory
from core_api.domains.ratings.service import RatingService
from core_api.router.endpoint import endpoint
from core_api.router.pages import PageQuery
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden
from realtime.security.tokens import Claims


class RatingRoutes:
    """Ratings: the global leaderboard, what contests changed."""

    def __init__(self, ratings: RatingService) -> None:
        self._ratings = ratings

    @endpoint("GET /users/leaderboard", Policy.ANYONE, etag=True)
    async def leaderboard(self, query: PageQuery) -> Encoded[Leaderboard]:
        """A page of the global leaderboard, by rating: users who show their statistics to everybody. It may be five seconds old."""
        page = await self._ratings.leaderboard(query.cursor, query.limit)
        return Encoded(page.content, {"ETag": page.etag})

    @endpoint("GET /users/{user}/ratings", Policy.ANYONE, errors=(Forbidden,))
    async def history(self, user: str, caller: Claims | None) -> RatingHistory:
        """What each rated contest made of a user's rating, the last one first, for whoever may see the statistics."""
        return await self._ratings.history(user, caller)

    @endpoint("POST /contests/{contest}/ratings", Policy.ADMIN, status=201, errors=(Conflict,))
    async def rate(self, contest: str, body: NewRating, caller: Claims) -> RatedContest:
        """Rates a contest that is final and not frozen: everybody who submitted, has a rank, and was alone in the team. Once.

        Contests whose setting `rated` names a system are rated by themselves. Those that ended later and are rated are computed anew.
        """
        return await self._ratings.rate(contest, body, caller)

    @endpoint("DELETE /contests/{contest}/ratings", Policy.ADMIN, errors=(Conflict,))
    async def take_back(self, contest: str) -> None:
        """Takes the ratings of a contest back. Rated contests that ended later are computed anew without it.

        409 names a later contest where that would be too much at once.
        """
        await self._ratings.take_back(contest)
