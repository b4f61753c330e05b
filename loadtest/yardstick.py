"""Yardstick: the reads of `loadtest.api` in FastAPI on uvicorn, on the same PostgreSQL, Redis and document store.

As somebody who knows both would write them in an afternoon: asyncpg, redis-py and motor, results cached in Redis as JSON and given out as
they stand there, uvloop and httptools, one process. Without what Podium has beside: rate limits, audit, metrics, request ids, two levels of
cache, sealed values, a gateway in front. Needs `loadtest/requirements.txt`.

`python -m loadtest.yardstick PORT`, with the stores in YARDSTICK (JSON, see `Stores`).
"""

from __future__ import annotations

import json
import os
import sys
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import asyncpg
import redis.asyncio
import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Response
from pydantic import BaseModel

from loadtest.api_world import Stores
from realtime.runtime.errors import Unauthenticated
from realtime.security.tokens import Verifier, read_jwks
from realtime.security.vault import Vault
from realtime.storage import judgements
from realtime.storage.documents import MongoDocuments

BOARD = "yardstick:board"
"""A sorted set of team ids by rank, and with `:rows` a hash of their rows in JSON."""
SECONDS = 60
"""For which a cached answer is kept."""
JSON = "application/json"


class Profile(BaseModel):
    id: str
    email: str
    name: str
    roles: list[str]
    country: str
    organization: str
    about: str
    links: list[str]


class Contest(BaseModel):
    id: str
    settings: dict[str, Any]
    teams: int
    capacity: int | None


class Result(BaseModel):
    submission: dict[str, Any]
    compile_log: str
    tests: list[dict[str, Any]]


class Yardstick:
    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        with urllib.request.urlopen(f"{stores.api}/api/v1/auth/jwks") as answer:  # noqa: S310  # of a platform that the load test started
            self._verifier = Verifier(*read_jwks(answer.read()))
        self._vault = Vault(stores.secret_key)
        self._redis: Any = redis.asyncio.Redis.from_url(stores.redis)
        self._documents = MongoDocuments(stores.mongo)
        self._pool: Any = None

    @asynccontextmanager
    async def life(self, _: FastAPI) -> AsyncIterator[None]:
        async def prepare(connection: Any) -> None:
            await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")

        self._pool = await asyncpg.create_pool(self._stores.postgres, min_size=2, max_size=16, init=prepare)
        yield
        await self._pool.close()

    def caller(self, authorization: Annotated[str, Header()] = "") -> str:
        try:
            return self._verifier.check(authorization.removeprefix("Bearer ")).sub
        except Unauthenticated as error:
            raise HTTPException(401, error.message) from error

    async def _cached(self, key: str, make: Callable[[], Awaitable[BaseModel]]) -> Response:
        held = await self._redis.get(key)
        if held is None:
            held = (await make()).model_dump_json().encode()
            await self._redis.set(key, held, ex=SECONDS)
        return Response(held, media_type=JSON)

    async def profile(self, user: str) -> Response:
        async def make() -> Profile:
            row = await self._pool.fetchrow("select * from users where id = $1", user)
            email = self._vault.open("address", (user,), row["email_sealed"]).decode()
            return Profile(email=email, **{name: row[name] for name in Profile.model_fields if name != "email"})

        return await self._cached(f"yardstick:profile:{user}", make)

    async def contest(self, id: str) -> Response:
        async def make() -> Contest:
            row = await self._pool.fetchrow(
                "select *, (select count(*) from registrations where contest_id = contests.id) as teams from contests where id = $1", id
            )
            if row is None:
                raise HTTPException(404)
            return Contest(**{name: row[name] for name in Contest.model_fields})

        return await self._cached(f"yardstick:contest:{id}", make)

    async def result(self, id: str, user: str) -> Response:
        async def make() -> Result:
            row = await self._pool.fetchrow("select id, user_id, problem_id, verdict, judgement_id from submissions where id = $1", id)
            if row is None or row["user_id"] != user:
                raise HTTPException(404)
            found = await judgements.load(self._documents, self._vault, id, row["judgement_id"])
            assert found is not None
            tests = [{"test": test.test, "verdict": test.verdict, "cpu": test.cpu, "memory": test.memory} for test in found.tests]
            return Result(submission=dict(row), compile_log=found.compile_log, tests=tests)

        return await self._cached(f"yardstick:result:{user}:{id}", make)

    async def board(self, limit: int) -> Response:
        """Not cached: a live board changes with every verdict."""
        teams = await self._redis.zrange(BOARD, 0, limit - 1)
        rows = await self._redis.hmget(f"{BOARD}:rows", teams)
        return Response(b'{"rows":[' + b",".join(row for row in rows if row) + b"]}", media_type=JSON)


def make_app(stores: Stores) -> FastAPI:
    yardstick = Yardstick(stores)
    app = FastAPI(lifespan=yardstick.life)
    caller = Depends(yardstick.caller)

    @app.get("/api/v1/users/profile")
    async def profile(user: str = caller) -> Response:
        return await yardstick.profile(user)

    @app.get("/api/v1/contests/{id}")
    async def contest(id: str, _: str = caller) -> Response:
        return await yardstick.contest(id)

    @app.get("/api/v1/submissions/{id}/result")
    async def result(id: str, user: str = caller) -> Response:
        return await yardstick.result(id, user)

    @app.get("/api/v1/contests/{id}/leaderboard")
    async def board(id: str, limit: int) -> Response:  # noqa: ARG001  # there is one board here
        return await yardstick.board(limit)

    return app


if __name__ == "__main__":
    app = make_app(Stores(*json.loads(os.environ["YARDSTICK"])))
    uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_level="warning")
