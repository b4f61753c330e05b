"""What the API answers while Redis does not: a real server is stopped (SIGSTOP), and goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
import pytest_asyncio

from core_api.domains.accounts.attempts import FREE
from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Command
from tests.api.fixtures import Stores
from tests.api.harness import Api, Caller, fresh
from tests.api.test_contests import contest, problem_of
from tests.conftest import eventually, started_servers

CALL_SECONDS = 0.5
PID: Command[int] = Command(("INFO", "server"), lambda answer: int(answer["process_id"]))


class Stoppable(NamedTuple):
    client: Redis
    pid: int

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Stops the server; behind the block it answers again."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)
        await eventually(self.answers)

    async def answers(self) -> bool:
        try:
            return await self.client.ready()
        except Unavailable:
            return False


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with started_servers(tmp_path_factory.mktemp("stoppable") / "data", "redis") as urls:
        yield urls["redis"]


@pytest_asyncio.fixture(loop_scope="session")
async def redis(redis_url: str) -> AsyncIterator[Stoppable]:
    client = Redis(redis_url, CALL_SECONDS)
    yield Stoppable(client, await client.run(PID))
    await client.close()


@pytest_asyncio.fixture(loop_scope="session")
async def own_api(stores: Stores, redis: Stoppable) -> AsyncIterator[Api]:
    api = Api(stores.pool, redis.client, stores.signer)
    await api.start()
    yield api
    await api.close()


async def failed_login(api: Api, email: str) -> int:
    body = {"email": email, "password": "a wrong one 1!"}
    return (await api.call("POST", "/auth/login", body)).status


async def test_calls_behind_one_that_timed_out_fail_at_once(redis: Stoppable) -> None:
    async with redis.away():
        with pytest.raises(Unavailable, match="TimeoutError"):
            await redis.client.ready()
        for _ in range(10):
            with pytest.raises(Unavailable, match="does not answer"):
                await redis.client.ready()


async def test_judging_is_unavailable_and_names_redis(own_api: Api, redis: Stoppable) -> None:
    admin = await own_api.caller("admin")
    async with redis.away():
        answer = await own_api.call("GET", "/judging", by=admin)
        assert (answer.status, answer.json["code"]) == (503, "unavailable")
        assert "Redis" in answer.json["detail"]
        assert answer.headers["Retry-After"]
    assert (await own_api.call("GET", "/judging", by=admin)).status == 200


async def test_boards_teams_and_languages_are_unavailable(own_api: Api, redis: Stoppable) -> None:
    admin, problem = await own_api.caller("admin", "creator"), fresh("problem")
    await own_api.made("/problems", problem_of(problem), by=admin)
    id = await contest(own_api, admin, problem)
    async with redis.away():
        for path in (f"/contests/{id}/leaderboard", f"/contests/{id}/teams", "/languages"):
            assert (await own_api.call("GET", path)).status == 503, path
        assert (await own_api.call("GET", f"/contests/{id}")).status == 200


async def test_submissions_are_accepted_in_any_known_language_and_still_limited(own_api: Api, redis: Stoppable) -> None:
    admin, team, problem = await own_api.caller("admin", "creator"), await own_api.caller(), fresh("problem")
    await own_api.made("/problems", problem_of(problem), by=admin)
    id = await contest(own_api, admin, problem)
    await own_api.made(f"/contests/{id}/join", by=team)
    body = {"problem_id": problem, "language": "python3", "source": "print(3)"}
    async with redis.away():
        answers = [(await own_api.call("POST", f"/contests/{id}/submissions", body, by=team)).status for _ in range(21)]
    assert answers[0] == 201
    assert 429 in answers  # a new minute may have begun once


async def test_an_account_is_locked_out_without_redis(own_api: Api, redis: Stoppable) -> None:
    email = await registered(own_api)
    async with redis.away():
        assert [await failed_login(own_api, email) for _ in range(FREE)] == [401] * FREE
        assert await failed_login(own_api, email) == 429


async def test_failures_before_and_while_redis_is_away_count_together(own_api: Api, redis: Stoppable) -> None:
    email = await registered(own_api)
    assert [await failed_login(own_api, email) for _ in range(3)] == [401] * 3
    async with redis.away():
        assert [await failed_login(own_api, email) for _ in range(FREE - 3)] == [401] * (FREE - 3)
        assert await failed_login(own_api, email) == 429
    assert await failed_login(own_api, email) == 429


async def registered(api: Api) -> str:
    """The e-mail address of a new account."""
    caller: Caller = await api.caller()
    return f"{caller.name}@example.org"
