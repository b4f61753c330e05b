"""The ledger of ratings: what every rated contest has made of the ratings that it found.

A rating is a function of the rated contests alone, in the order of their ends. Example: A, B and C ended one after another and are rated.
A's result is taken back, corrected and made official again: A is out, and B and C are computed anew; then A is in, and B and C are computed
anew once more. The ratings are those that three contests rated in their order would have given, whenever each was rated.

An account that is deleted takes its changes along: what is computed anew behind that is computed without it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from core_api.domains.ratings.store import ChangeRow, Ratings
from core_api.storage.unit_of_work import UnitOfWork
from leaderboard.ratings import SYSTEMS, Result
from realtime.runtime.errors import Conflict

FIRST_RATING = 1500
"""Of somebody who has none; what both systems are made for."""
MAX_COMPUTED = 20_000
"""Changes of contests that are computed anew in one transaction, in which no other contest can be rated: some seconds."""


class Ledger:
    def __init__(self, ratings: Ratings) -> None:
        self._ratings = ratings

    async def add(
        self, work: UnitOfWork, contest: str, ended_at: datetime, system: str, by: str | None, places: Mapping[str, int]
    ) -> int | None:
        """Rates everybody who was alone in a team that has a place and sent something; returns how many. `by`: None: a setting says so.

        None: it is rated already. Raises `Conflict` where too much would have to be computed anew.
        """
        await self._ratings.lock(work)
        if not await self._ratings.add_contest(work, contest, ended_at, system, by):
            return None
        entrants = [entrant for entrant in await self._ratings.entrants(work, contest) if entrant.team_id in places]
        ranked = {entrant.user_id: places[entrant.team_id] for entrant in entrants}
        await self._ratings.add_places(work, contest, ended_at, ranked)
        await self._ratings.settle(work, await self._compute_from(work, ended_at, contest))
        return len(ranked)

    async def remove(self, work: UnitOfWork, contest: str) -> int | None:
        """Returns how many were rated by it; None: it is not rated. Raises `Conflict` as `add` does."""
        await self._ratings.lock(work)
        removed = await self._ratings.remove_contest(work, contest)
        if removed is None:
            return None
        later = await self._compute_from(work, removed.ended_at, contest)
        await self._ratings.settle(work, {*removed.users, *later})
        return len(removed.users)

    async def _compute_from(self, work: UnitOfWork, ended_at: datetime, contest: str) -> set[str]:
        """Computes this contest, if it is rated, and those behind it; returns the users whose changes are other ones now."""
        contests = await self._ratings.at_or_behind(work, ended_at, contest)
        behind = [rated.contest_id for rated in contests if rated.contest_id != contest]
        if behind and sum(rated.users for rated in contests) > MAX_COMPUTED:
            raise Conflict(
                f"contest {behind[-1]!r} ended later and rests on this one: more than {MAX_COMPUTED:,} changes of ratings would have to be"
                " computed anew; take its ratings back first",
                field="contest",
            )
        changed: set[str] = set()
        for rated in contests:
            rows = await self._ratings.changes(work, rated.contest_id)
            before = [FIRST_RATING if row.held is None else row.held for row in rows]
            if rated.contest_id != contest and before == [row.before for row in rows]:
                continue  # nothing that it rests on is another one
            after = await asyncio.to_thread(computed, rated.system, rows, before)
            users = [row.user_id for row in rows]
            await self._ratings.write_changes(work, rated.contest_id, users, before, after)
            changed.update(users)
        return changed


def computed(system: str, rows: Sequence[ChangeRow], before: Sequence[int]) -> list[int]:
    """Ratings after a contest. Systems look at nothing but the order and who is equal: the place says both."""
    results = [Result(-row.place, 0.0, rating) for row, rating in zip(rows, before, strict=True)]
    return [rating + change for rating, change in zip(before, SYSTEMS[system].changes(results), strict=True)]
