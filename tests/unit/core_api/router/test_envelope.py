from __future__ import annotations

import asyncpg
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core_api.router import http


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConnectionResetError("reset"), 503),
        (asyncpg.InterfaceError("the connection was closed"), 503),
        # seen when PostgreSQL was killed between the preparation of a statement and its execution
        (asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"), 503),
        (asyncpg.UndefinedTableError("no such table"), 500),
        (KeyError("a fault of ours"), 500),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_database_that_went_away_is_unavailable_and_our_faults_are_not(error: Exception, status: int) -> None:
    async def handler(_: web.Request) -> web.Response:
        raise error

    app = web.Application(middlewares=[http.envelope])
    app.router.add_get("/", handler)
    async with TestClient(TestServer(app)) as client, client.get("/") as answer:
        assert answer.status == status
        assert ("Retry-After" in answer.headers) == (status == 503)
        assert type(error).__name__ not in msgspec.json.decode(await answer.read())["detail"]
