"""Recommendations: problems to solve next. `scoring` has the formula."""

from __future__ import annotations

from functools import partial

from core_api.domains.marks import scoring
from core_api.domains.marks.models import RecommendationQuery, Recommendations, RecommendedProblem
from core_api.domains.marks.recommendation_store import RecommendationStore
from core_api.domains.marks.scoring import DIFFICULTIES, Scored
from core_api.domains.marks.store import Marks
from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.two_level import Times
from realtime.security.tokens import Claims

TIMES = Times(local=5.0, shared=600)
"""How long the ranking for a person is kept. What has been solved or hidden since then is left out of each answer."""
KEPT = 60
"""Problems of a ranking: thrice what is shown, for what is left out."""
NEAREST = 30
"""Near people whose solved problems count."""
TAGS = 5
"""Most frequent tags of solved problems, which candidates are looked for by."""


class RecommendationService:
    def __init__(self, store: RecommendationStore, marks: Marks, caches: Caches) -> None:
        self._store = store
        self._marks = marks
        self._cached: Cache[list[Scored]] = caches.cache("recommendations", list[Scored], TIMES, sealed=True)

    async def of(self, user: Claims, wanted: RecommendationQuery) -> Recommendations:
        ranking = await self._cached.get(user.sub, (), partial(self._rank, user.sub))
        ids = [scored.problem_id for scored in ranking]
        shown = {row.id: row for row in await self._store.shown(user.sub, ids)}
        solved = {own.problem_id for own in await self._marks.own(user.sub, ids) if own.mark == "solved"}  # also by the own team
        left = [(scored, shown[scored.problem_id]) for scored in ranking if scored.problem_id in shown.keys() - solved]
        return Recommendations(
            [
                RecommendedProblem(row.id, row.title, row.difficulty, row.tags, row.likes, scored.score, scored.together, scored.tags)
                for scored, row in left[: wanted.limit]
            ]
        )

    async def _rank(self, user: str) -> list[Scored]:
        solved = await self._store.solved(user)
        neighbours = await self._store.neighbours(user, [problem.id for problem in solved])
        whom = scoring.person(solved, neighbours)
        nearest = sorted(whom.weights, key=lambda near: (-whom.weights[near], near))[:NEAREST]
        whom = scoring.person(solved, [near for near in neighbours if near.user_id in set(nearest)])
        tags = [tag for tag, _ in whom.tags.most_common(TAGS)]
        difficulty = min(DIFFICULTIES, key=lambda name: abs(DIFFICULTIES[name] - whom.level))
        return scoring.ranked(whom, await self._store.candidates(user, nearest, tags, difficulty), KEPT)
