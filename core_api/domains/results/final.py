"""Final results: kept once a contest is final and everybody may know its end, with the ratings that its setting `rated` asks for.

Role `worker` keeps them, so that a result becomes official though the role `history` is away. What takes the final result back takes them
back too, in the same transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from core_api.domains.ratings.ledger import Ledger
from core_api.domains.results.final_store import FinalStore, ResultRow, WaitingRow
from core_api.history import jury_rows
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone
from realtime.runtime.errors import Conflict

log = logging.getLogger(__name__)


class FinalResults:
    def __init__(self, store: FinalStore, ledger: Ledger, backbone: Backbone) -> None:
        self._store = store
        self._ledger = ledger
        self._backbone = backbone

    async def waiting(self) -> list[str]:
        """Contests whose final result is not kept yet and that nothing more is to be written for, the first final one first."""
        return await self._store.waiting()

    async def keep(self, contest: str) -> bool:
        """False: it was taken back, or kept by another worker, meanwhile. Raises `Unavailable` without the role `history`."""
        asked = await self._store.look(contest)
        if asked is None:
            return False
        results = [
            ResultRow(row.team_id, row.rank, row.score.num_solved, row.score.score) async for row in jury_rows(self._backbone, contest)
        ]
        async with unit_of_work.begin(self._store.pool) as work:
            if await self._store.look(contest, work) != asked:
                return False
            await self._store.keep(work, contest, results)
            users = await self._rate(work, asked, results)
            work.audit("contest", contest, after={"results": len(results), "rated": None if users is None else asked.rated, "users": users})
        log.info("final result kept", extra={"contest_id": contest, "teams": len(results), "users": users})
        return True

    async def _rate(self, work: UnitOfWork, contest: WaitingRow, results: Sequence[ResultRow]) -> int | None:
        if contest.rated is None:
            return None
        places = {result.team_id: result.place for result in results if result.place is not None}
        try:
            async with self._store.attempt(work):
                return await self._ledger.add(work, contest.id, contest.ends_at, contest.rated, None, places)
        except Conflict as error:  # its result is kept all the same
            log.error("contest is not rated: %s", error.message, extra={"contest_id": contest.id})
            return None

    async def take_back(self, work: UnitOfWork, contest: str) -> None:
        """Of a contest that is locked. Raises `Conflict` where too many ratings rest on its own."""
        await self._store.drop(work, contest)
        await self._ledger.remove(work, contest)
