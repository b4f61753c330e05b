"""Saga undoer: undoes what was cut off over several stores (`core_api.storage.saga`), within five minutes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from core_api.storage.pool import AWAY, Pool
from core_api.storage.saga import UNDONE, Undo, undo_one
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import PodiumError

log = logging.getLogger(__name__)

EVERY_SECONDS = 30.0
BATCH = 100


class SagaUndoer:
    def __init__(self, pool: Pool, undoes: Mapping[str, Undo]) -> None:
        """`undoes`: by kind. One of an unknown kind, of a newer version, is left to it."""
        self._pool = pool
        self._undoes = undoes

    async def run(self, _: Tenure) -> None:
        while True:
            await self.undo()
            await asyncio.sleep(EVERY_SECONDS)

    async def undo(self) -> int:
        """How many were undone. One that fails stays for the next pass, and holds up no other."""
        rows = await self._pool.fetch(
            "select id, kind from sagas where until < now() and kind = any($1::text[]) order by until limit $2", list(self._undoes), BATCH
        )
        undone = 0
        for row in rows:
            try:
                if await undo_one(self._pool, row["id"], self._undoes[row["kind"]]):
                    UNDONE.labels(row["kind"], "worker").inc()
                    log.warning("undone, because it was cut off or left to the worker: %s", row["kind"])
                    undone += 1
            except (*AWAY, PodiumError) as error:
                log.warning("saga %s of %s cannot be undone now: %r", row["id"], row["kind"], error)
        return undone
