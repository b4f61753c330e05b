"""Purges of an edge: what was changed reaches it, also when it was away, and only behind the caches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core_api.storage import unit_of_work
from core_api.storage.caches.shared_store import MemoryStore
from core_api.storage.changes import Teller
from core_api.storage.pool import Pool
from core_api.workers.change_teller import ChangeTeller
from core_api.workers.edge_purger import EdgePurger
from realtime.backbone.memory import MemoryBackbone
from realtime.runtime.errors import Unavailable
from tests.conftest import eventually
from tests.database import execute
from tests.unit.core_api.workers.jobs import running, tenure


class EdgeServer:
    """What an edge offers: it answers with `status` and remembers what it was told."""

    def __init__(self) -> None:
        self.status = 204
        self.purged: list[str] = []
        self.heads: list[dict[str, str]] = []
        app = web.Application()
        app.router.add_post("/purge", self._purge)
        self.server = TestServer(app)

    async def _purge(self, request: web.Request) -> web.Response:
        self.heads.append(dict(request.headers))
        if self.status < 300:
            self.purged += json.loads(await request.read())["tags"]
        return web.Response(status=self.status)


@pytest.fixture
async def edge() -> AsyncIterator[EdgeServer]:
    made = EdgeServer()
    await made.server.start_server()
    yield made
    await made.server.close()


def purger(pool: Pool, edge: EdgeServer) -> EdgePurger:
    return EdgePurger(pool, str(edge.server.make_url("/purge")), "a secret")


async def change(pool: Pool, contest: str) -> None:
    async with unit_of_work.begin(pool) as work:
        work.changed("contest", contest)


async def waiting(pool: Pool) -> int:
    return int(await pool.fetchval("select count(*) from changes"))


async def none_waits(pool: Pool) -> bool:
    return await waiting(pool) == 0


async def test_a_change_is_purged_once_the_caches_were_told(pool: Pool, edge: EdgeServer) -> None:
    await change(pool, "icpc")
    teller = ChangeTeller(pool, Teller(MemoryStore(), MemoryBackbone()), purges=True)
    async with aiohttp.ClientSession() as session:
        assert await purger(pool, edge).purge(session) == 0
        assert await teller.tell() == 1
        assert await purger(pool, edge).purge(session) == 1
    assert edge.purged == ["contest", "contest/icpc"]
    assert edge.heads[0]["Surrogate-Key"] == "contest contest/icpc"
    assert edge.heads[0]["Authorization"] == "Bearer a secret"
    assert await waiting(pool) == 0


async def test_an_edge_is_not_told_who_logs_in(pool: Pool, edge: EdgeServer) -> None:
    async with unit_of_work.begin(pool) as work:
        work.changed("sessions", "ada")
    await ChangeTeller(pool, Teller(MemoryStore(), MemoryBackbone()), purges=True).tell()
    async with aiohttp.ClientSession() as session:
        assert await purger(pool, edge).purge(session) == 1
    assert not edge.heads
    assert await waiting(pool) == 0


async def test_what_an_edge_refuses_is_tried_again(pool: Pool, edge: EdgeServer) -> None:
    edge.status = 503
    works = (
        ChangeTeller(pool, Teller(MemoryStore(), MemoryBackbone()), purges=True).run(tenure()),
        purger(pool, edge).run(tenure()),
    )
    async with running(*works):
        await change(pool, "icpc")
        await eventually(lambda: len(edge.heads) >= 3)
        edge.status = 200
        await eventually(lambda: "contest/icpc" in edge.purged, 20)
        await eventually(lambda: none_waits(pool))  # noted when the edge has answered


async def test_what_an_edge_may_keep_no_longer_need_not_be_purged(pool: Pool, edge: EdgeServer) -> None:
    edge.status = 500
    for contest, age in (("old", "2 hours"), ("new", "1 minute")):
        await execute(pool, f"insert into changes (tags, told_at) values (array['contest/{contest}'], now() - interval '{age}')")
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Unavailable):
            await purger(pool, edge).purge(session)
    assert [row["tags"] for row in await pool.fetch("select tags from changes")] == [["contest/new"]]


async def test_a_purge_that_is_cut_off_is_made_again(pool: Pool, edge: EdgeServer) -> None:
    await execute(pool, "insert into changes (tags, told_at) values (array['contest/icpc'], now())")
    hanging = asyncio.Event()

    async def hang(_: web.Request) -> web.Response:
        hanging.set()
        await asyncio.sleep(3600)
        return web.Response()

    app = web.Application()
    app.router.add_post("/purge", hang)
    slow = TestServer(app)
    await slow.start_server()
    async with aiohttp.ClientSession() as session:
        purging = asyncio.create_task(EdgePurger(pool, str(slow.make_url("/purge")), "").purge(session))
        await hanging.wait()
        purging.cancel()
        await asyncio.gather(purging, return_exceptions=True)
        assert await waiting(pool) == 1
        assert await purger(pool, edge).purge(session) == 1
    assert edge.purged == ["contest/icpc"]
    await slow.close()
