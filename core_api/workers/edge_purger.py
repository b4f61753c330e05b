"""Edge purger: posts the tags of what was changed to `purge_url`, so that an edge forgets what it keeps of them.

    POST <purge_url>    Authorization: Bearer <purge_token>    Surrogate-Key: contest/icpc contest    {"tags": ["contest/icpc", "contest"]}

A 2xx ends it. Everything else is tried again with growing pauses, for as long as an edge may keep an answer: behind that it has nothing
old any more. What it is behind is in `podium_purges_waiting`.
"""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import msgspec
from prometheus_client import Counter, Gauge

from core_api.router.edge import MAX_SECONDS
from core_api.storage.changes import UNTOLD_TO_EDGES
from core_api.storage.pool import Pool, read_write
from core_api.workers.leased_job import Tenure
from realtime.runtime import retrying
from realtime.runtime.circuit import Circuit
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

BATCH = 100
"""Changes purged in one call: with two or three tags each, a head of at most some 10 kB."""
LOOK_SECONDS = 0.25
"""How soon a change is purged."""
LONGEST_PAUSE = 30.0

PURGED = Counter("podium_purges_total", "Calls to the edge by outcome", ["outcome"])
WAITING = Gauge("podium_purges_waiting", "Changes that the edge was not told yet")


class EdgePurger:
    def __init__(self, pool: Pool, url: str, token: str) -> None:
        self._pool = pool
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._circuit = Circuit("edge")

    async def run(self, _: Tenure) -> None:
        failures = 0
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    purged = await self.purge(session)
                except Unavailable as error:
                    failures += 1
                    log.warning("the edge is purged later: %s", error.message)
                    await asyncio.sleep(min(LONGEST_PAUSE, 2.0**failures / 2))
                else:
                    failures = 0
                    if purged < BATCH:
                        await asyncio.sleep(LOOK_SECONDS)

    async def purge(self, session: aiohttp.ClientSession) -> int:
        """Purges one batch; returns how many changes it had. Raises `Unavailable`."""
        rows = await self._pool.fetch("select id, tags from changes where told_at is not null order by id limit $1", BATCH)
        if not rows:
            WAITING.set(0)
            return 0
        WAITING.set(await self._pool.fetchval("select count(*) from changes"))
        tags = sorted({tag for row in rows for tag in row["tags"] if tag.partition("/")[0] not in UNTOLD_TO_EDGES})
        ids = [row["id"] for row in rows]
        try:
            if tags:
                await retrying.call(lambda seconds: self._post(session, tags, seconds), self._circuit)
        except Unavailable:
            await self._remove(f"told_at < now() - make_interval(secs => {MAX_SECONDS})", ids)
            raise
        await self._remove("true", ids)
        return len(rows)

    async def _remove(self, where: str, ids: list[int]) -> None:
        async with self._pool.acquire() as connection, read_write(connection):
            await connection.execute(f"delete from changes where id = any($1::bigint[]) and {where}", ids)

    async def _post(self, session: aiohttp.ClientSession, tags: list[str], seconds: float) -> None:
        headers = {**self._headers, "Surrogate-Key": " ".join(tags), "Content-Type": "application/json"}
        body = msgspec.json.encode({"tags": tags})
        try:
            async with session.post(
                self._url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(seconds), allow_redirects=False
            ) as answer:
                if 200 <= answer.status < 300:
                    PURGED.labels("purged").inc()
                    return
                why = f"it answers {answer.status}"
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = f"{type(error).__name__}"  # without the address, which may hold a secret
        PURGED.labels("failed").inc()
        raise Unavailable(f"purge_url fails: {why}")
