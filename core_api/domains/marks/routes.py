"""`/problems/{problem}/like`, `/problems/own-marks` and `/problems/recommendations`."""

from __future__ import annotations

from core_api.domains.marks.models import Like, MarksQuery, OwnMarks, RecommendationQuery, Recommendations
from core_api.domains.marks.recommendations import RecommendationService
from core_api.domains.marks.service import MarkService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.security.tokens import Claims

LIKES = Limit("likes", 100, 3600)
"""Nobody reads more problems in an hour, and a like may end what caches keep of lists."""
SUGGESTIONS = Limit("recommendations", 60, 60)
"""They are counted from what many people have solved."""
OWN = "one's own like"


class MarkRoutes:
    """Likes of problems, and what one has solved: the answers are the caller's own, and no shared cache has them."""

    def __init__(self, marks: MarkService, recommendations: RecommendationService) -> None:
        self._marks = marks
        self._recommendations = recommendations

    @endpoint("PUT /problems/{problem}/like", Policy.SIGNED_IN, limits=(LIKES,), if_match="there is a like or there is none", audit=OWN)
    async def like(self, problem: str, caller: Claims) -> Like:
        """Likes a problem. Once: doing it twice changes nothing."""
        return await self._marks.set_like(problem, caller, liked=True)

    @endpoint("DELETE /problems/{problem}/like", Policy.SIGNED_IN, limits=(LIKES,), audit=OWN)
    async def unlike(self, problem: str, caller: Claims) -> Like:
        """Takes the own like of a problem back, if there is one."""
        return await self._marks.set_like(problem, caller, liked=False)

    @endpoint("GET /problems/own-marks", Policy.SIGNED_IN)
    async def own(self, query: MarksQuery, caller: Claims) -> OwnMarks:
        """Which problems of a page the caller has solved, tried and likes.

        Lists of problems are the same for everybody: a page asks for the marks of the ids that it shows. Own verdicts count at once, also
        in a contest that is frozen.
        """
        return await self._marks.own(query.ids, caller)

    @endpoint("GET /problems/recommendations", Policy.SIGNED_IN, limits=(SUGGESTIONS,))
    async def recommendations(self, query: RecommendationQuery, caller: Claims) -> Recommendations:
        """Problems to solve next: what people with similar solved problems have solved, of similar topics, near the caller's level.

        Made anew every ten minutes; without what the caller has solved, and without problems of contests that run or are frozen.
        """
        return await self._recommendations.of(caller, query)
