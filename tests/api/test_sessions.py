"""Sessions: refreshed for as long as somebody is there, ended by a logout, and what cookies of pages need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core_api.domains.accounts.sessions import MOST, REFRESHES
from core_api.storage import unit_of_work
from realtime.security.tokens import Signer
from tests.api.fixtures import Stores
from tests.api.harness import CLIENT, PASSWORD, Answer, Api, Caller, fresh
from tests.api.test_contests import contest, problem_of
from tests.database import execute

PAGE = {"X-Podium-Session": "cookie"}
MINUTE, HOUR = 60, 3600


class MovedClock:
    def __init__(self) -> None:
        self.ahead = 0.0
        """Seconds."""

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest_asyncio.fixture(loop_scope="session")
async def moved_api(stores: Stores, clock: MovedClock) -> AsyncIterator[Api]:
    """One whose sessions and tokens live by the moved clock."""
    made = Api(stores.pool, stores.redis, Signer(stores.signer._key, clock=clock))
    await made.start()
    yield made
    await made.close()


async def account(api: Api) -> str:
    """The e-mail address of a new account."""
    return f"{(await api.caller()).name}@example.org"


async def login(api: Api, email: str, headers: dict[str, str] | None = None) -> Answer:
    answer = await api.call("POST", "/auth/login", {"email": email, "password": PASSWORD}, headers=headers or {})
    assert answer.status == 200, answer.content
    return answer


async def refresh(api: Api, token: str, attempt: str | None = None) -> Answer:
    body = {"refresh_token": token} | ({"attempt": attempt} if attempt else {})
    return await api.call("POST", "/auth/refresh", body)


async def profile(api: Api, token: str) -> int:
    return (await api.call("GET", "/users/profile", by=Caller(token))).status


async def test_a_contestants_session_lasts_a_five_hour_contest_with_one_login(moved_api: Api, clock: MovedClock) -> None:
    admin, problem = await moved_api.caller("admin", "creator"), fresh("problem")
    await moved_api.made("/problems", problem_of(problem), by=admin)
    id = await contest(moved_api, admin, problem)
    tokens = (await login(moved_api, await account(moved_api))).json
    await moved_api.made(f"/contests/{id}/join", by=Caller(tokens["access_token"]))
    for _ in range(6):
        clock.ahead += 55 * MINUTE
        assert await profile(moved_api, tokens["access_token"]) == 200
        tokens = (await refresh(moved_api, tokens["refresh_token"])).json
    assert clock.ahead > 5 * HOUR
    body = {"problem_id": problem, "language": "python3", "source": "print(3)"}
    answer = await moved_api.call("POST", f"/contests/{id}/submissions", body, by=Caller(tokens["access_token"]))
    assert answer.status == 201


async def test_tokens_end_by_time(moved_api: Api, clock: MovedClock) -> None:
    tokens = (await login(moved_api, await account(moved_api))).json
    clock.ahead = HOUR + 1
    assert await profile(moved_api, tokens["access_token"]) == 401
    clock.ahead = 23 * HOUR
    tokens = (await refresh(moved_api, tokens["refresh_token"])).json
    clock.ahead += 24 * HOUR + 1
    assert (await refresh(moved_api, tokens["refresh_token"])).status == 401


async def test_a_session_ends_after_thirty_days_however_often_it_is_refreshed(moved_api: Api, clock: MovedClock) -> None:
    tokens = (await login(moved_api, await account(moved_api))).json
    for _ in range(30):
        clock.ahead += 23.9 * HOUR
        tokens = (await refresh(moved_api, tokens["refresh_token"])).json
    assert tokens["refresh_expires_in"] < 3 * HOUR
    clock.ahead += tokens["refresh_expires_in"] + 1
    assert (await refresh(moved_api, tokens["refresh_token"])).status == 401


async def test_the_same_attempt_gets_the_lost_answer_again_and_no_other_one_does(moved_api: Api, clock: MovedClock) -> None:
    first = (await login(moved_api, await account(moved_api))).json["refresh_token"]
    attempt = "an attempt of mine"
    second = (await refresh(moved_api, first, attempt)).json["refresh_token"]
    assert (await refresh(moved_api, first, "the guess of a thief")).status == 409
    clock.ahead = 30
    again = await refresh(moved_api, first, attempt)
    assert (again.status, again.json["refresh_token"]) == (200, second)
    assert (await refresh(moved_api, second)).status == 200
    clock.ahead = 45  # the answer was not lost: its token was used
    assert (await refresh(moved_api, first, attempt)).status == 401


async def test_two_tabs_that_refresh_at_once_stay_logged_in(api: Api) -> None:
    token = (await login(api, await account(api))).json["refresh_token"]
    answers = await asyncio.gather(refresh(api, token, "the first tab's own"), refresh(api, token, "the other tab's own"))
    assert sorted(answer.status for answer in answers) == [200, 409]
    given = next(answer.json["refresh_token"] for answer in answers if answer.status == 200)
    assert (await refresh(api, given)).status == 200


async def test_refreshes_are_limited_by_session(moved_api: Api, clock: MovedClock) -> None:
    email = await account(moved_api)
    token, other = [(await login(moved_api, email)).json["refresh_token"] for _ in range(2)]
    for _ in range(REFRESHES):
        token = (await refresh(moved_api, token)).json["refresh_token"]
    refused = await refresh(moved_api, token)
    assert (refused.status, refused.json["code"]) == (429, "rate-limited")
    assert (await refresh(moved_api, other)).status == 200
    clock.ahead = int(refused.headers["Retry-After"]) + 1
    assert (await refresh(moved_api, token)).status == 200


async def test_a_disabled_account_gets_no_new_tokens(api: Api) -> None:
    tokens = (await login(api, await account(api))).json
    await execute(api.platform.pool, "update users set disabled_at = now() where id = $1", tokens["user"]["id"])
    assert (await refresh(api, tokens["refresh_token"])).status == 401


async def test_sessions_are_listed_and_ended_one_by_one(api: Api) -> None:
    email = await account(api)
    phone = (await login(api, email, {"User-Agent": "Podium for phones 1.0"})).json
    laptop = (await login(api, email)).json
    me = Caller(laptop["access_token"])
    listed = (await api.call("GET", "/auth/sessions", by=me)).json
    assert [session["current"] for session in listed[:2]] == [True, False]
    assert listed[1]["agent"] == "Podium for phones 1.0"
    assert listed[1]["network"].endswith("/48")
    assert (await api.call("DELETE", f"/auth/sessions/{listed[1]['id']}", by=me)).status == 204
    assert await profile(api, phone["access_token"]) == 401
    assert (await refresh(api, phone["refresh_token"])).status == 401
    assert await profile(api, laptop["access_token"]) == 200
    assert (await api.call("DELETE", f"/auth/sessions/{listed[1]['id']}", by=me)).status == 404


async def test_a_logout_everywhere_ends_all_sessions(api: Api) -> None:
    email = await account(api)
    sessions = [(await login(api, email)).json for _ in range(3)]
    assert (await api.call("DELETE", "/auth/sessions", by=Caller(sessions[0]["access_token"]))).status == 204
    assert [await profile(api, tokens["access_token"]) for tokens in sessions] == [401] * 3
    assert [(await refresh(api, tokens["refresh_token"])).status for tokens in sessions] == [401] * 3


async def test_the_oldest_session_of_too_many_ends(api: Api) -> None:
    caller = await api.caller()
    for _ in range(MOST - 1):
        await execute(
            api.platform.pool,
            "insert into sessions (id, user_id, methods, agent, network, made_at, refreshed_at, until)"
            " values ($1, $2, '{}', '', '', now(), now(), now() + interval '1 day')",
            fresh("zz"),  # sorts behind all real ones
            caller.id,
        )
    assert await profile(api, caller.token) == 200
    await login(api, f"{caller.name}@example.org")
    assert await profile(api, caller.token) == 401


async def test_a_page_has_its_refresh_token_in_a_cookie(api: Api) -> None:
    email = await account(api)
    answer = await login(api, email, PAGE)
    assert answer.json["refresh_token"] is None
    cookie, _, attributes = answer.headers["Set-Cookie"].partition("; ")
    assert attributes == "Max-Age=86400; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Secure"
    assert cookie.startswith("__Secure-podium-refresh=")
    refreshed = await api.call("POST", "/auth/refresh", headers={**PAGE, "Cookie": cookie})
    assert refreshed.status == 200
    me = Caller(refreshed.json["access_token"])
    gone = await api.call("POST", "/auth/logout", by=me, headers=PAGE)
    assert gone.headers["Set-Cookie"].startswith("__Secure-podium-refresh=; Max-Age=0; Path=/api/v1/auth")
    later = refreshed.headers["Set-Cookie"].partition("; ")[0]
    assert (await api.call("POST", "/auth/refresh", headers={**PAGE, "Cookie": later})).status == 401


async def test_over_plain_http_the_cookie_is_not_secure(stores: Stores) -> None:
    api = Api(*stores, public_url="http://127.0.0.1:8080")
    await api.start()
    answer = await login(api, await account(api), PAGE)
    assert answer.headers["Set-Cookie"].startswith("podium-refresh=")
    assert "Secure" not in answer.headers["Set-Cookie"]
    await api.close()


async def test_a_session_says_how_its_user_has_logged_in(api: Api) -> None:
    """`begin` is what other ways to log in call: their methods are listed."""
    caller = await api.caller()
    async with unit_of_work.begin(api.platform.pool) as work:
        account_of = await api.accounts.auth.account(caller.id)
        tokens = await api.sessions.begin(work, account_of, CLIENT, ("password", "totp"))
    listed = (await api.call("GET", "/auth/sessions", by=Caller(tokens.access_token))).json
    assert listed[0]["methods"] == ["password", "totp"]
