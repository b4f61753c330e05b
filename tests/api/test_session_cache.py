"""Lists of sessions through the cache: answered from it, ended by what changes them, and never what decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from core_api.storage.pool import Pool
from realtime.security.revocations import Revocations, Revoked
from realtime.storage import redis_commands as commands
from tests.api.fixtures import Stores
from tests.api.harness import PASSWORD, Api, Caller
from tests.api.test_redis_away import Stoppable, own_api, redis, redis_url
from tests.api.test_sessions import HOUR, MINUTE, MovedClock, account, clock, login, moved_api, refresh
from tests.database import execute

__all__ = ["clock", "moved_api", "own_api", "redis", "redis_url"]


def hits(level: str) -> float:
    return REGISTRY.get_sample_value("podium_cache_hits_total", {"cache": "sessions", "level": level}) or 0.0


async def listed(api: Api, token: str) -> list[str]:
    """Ids."""
    answer = await api.call("GET", "/auth/sessions", by=Caller(token))
    assert answer.status == 200, answer.content
    return [session["id"] for session in answer.json]


async def ended_behind_the_cache(pool: Pool, session: str) -> None:
    await execute(pool, "update sessions set ended_at = now(), end_reason = 'test' where id = $1", session)


async def test_the_second_read_is_answered_by_the_process_and_by_redis_for_another_one(api: Api, stores: Stores) -> None:
    token = (await login(api, await account(api))).json["access_token"]
    first, before = await listed(api, token), hits("local")
    assert await listed(api, token) == first
    assert hits("local") == before + 1
    other = Api(*stores)
    other.backbone.server = api.backbone.server
    await other.start()
    try:
        before = hits("shared")
        assert await listed(other, token) == first
        assert hits("shared") == before + 1
    finally:
        await other.close()


async def test_a_login_a_refresh_and_an_end_are_in_the_list_of_every_process_at_once(api: Api, stores: Stores) -> None:
    other = Api(*stores)
    other.backbone.server = api.backbone.server
    await other.start()
    try:
        email = await account(api)
        token = (await login(api, email)).json["access_token"]
        before = await listed(api, token)
        assert await listed(other, token) == before
        phone = (await login(other, email, {"User-Agent": "first"})).json
        [new] = [session for session in await listed(api, token) if session not in before]
        assert (
            await api.call("POST", "/auth/refresh", {"refresh_token": phone["refresh_token"]}, headers={"User-Agent": "second"})
        ).status == 200
        for process in (api, other):
            shown = (await process.call("GET", "/auth/sessions", by=Caller(token))).json
            assert {session["id"]: session["agent"] for session in shown}[new] == "second"
        assert (await other.call("DELETE", f"/auth/sessions/{new}", by=Caller(token))).status == 204
        assert await listed(api, token) == await listed(other, token) == before
    finally:
        await other.close()


async def test_a_changed_password_leaves_one_session_in_the_list(api: Api) -> None:
    email = await account(api)
    await login(api, email)
    token = (await login(api, email)).json["access_token"]
    before = await listed(api, token)
    body = {"old_password": PASSWORD, "new_password": "another horse 3!"}
    answer = await api.call("POST", "/auth/change-password", body, by=Caller(token))
    assert answer.status < 300, answer.content
    assert len(before) > 1
    assert await listed(api, token) == before[:1]


async def test_a_stale_copy_gives_no_tokens_and_shows_no_session_known_to_have_ended(api: Api) -> None:
    email = await account(api)
    token, stolen = (await login(api, email)).json["access_token"], (await login(api, email)).json
    id = (await listed(api, token))[0]
    await ended_behind_the_cache(api.platform.pool, id)
    assert id in await listed(api, token)  # the copy is old
    assert (await refresh(api, stolen["refresh_token"])).status == 401
    known = api.platform.signer.verifier.revoked
    assert isinstance(known, Revocations)
    known.add(Revoked(id, stolen["user"]["id"], int((datetime.now(UTC) + timedelta(hours=1)).timestamp())))
    assert id not in await listed(api, token)


async def test_a_session_that_expires_leaves_the_list_without_a_change(moved_api: Api, clock: MovedClock) -> None:
    email = await account(moved_api)
    await login(moved_api, email)
    tokens = (await login(moved_api, email)).json
    clock.ahead = 23 * HOUR + 30 * MINUTE
    tokens = (await refresh(moved_api, tokens["refresh_token"])).json
    before, hit = await listed(moved_api, tokens["access_token"]), hits("local")
    clock.ahead = 24 * HOUR + MINUTE
    assert await listed(moved_api, tokens["access_token"]) == before[:1]
    assert len(before) > 1
    assert hits("local") == hit + 1


async def test_networks_and_programs_are_sealed_in_redis(api: Api) -> None:
    tokens = (await login(api, await account(api), {"User-Agent": "A rare browser"})).json
    await listed(api, tokens["access_token"])
    [kept] = await api.platform.redis.pipeline([commands.get(f"cache:sessions:{tokens['user']['id']}")])
    assert kept
    assert b"A rare browser" not in kept
    assert b"2001:db8" not in kept


@pytest.mark.parametrize("ends", ["one", "all"])
async def test_without_redis_sessions_are_listed_refreshed_and_ended(own_api: Api, redis: Stoppable, ends: str) -> None:
    email = await account(own_api)
    token, phone = (await login(own_api, email)).json["access_token"], (await login(own_api, email)).json
    before = await listed(own_api, token)
    async with redis.away():
        phone = (await refresh(own_api, phone["refresh_token"])).json
        assert await listed(own_api, token) == before
        path = "/auth/sessions" if ends == "all" else f"/auth/sessions/{before[0]}"
        assert (await own_api.call("DELETE", path, by=Caller(token))).status == 204
        assert (await refresh(own_api, phone["refresh_token"])).status == 401
        if ends == "one":
            assert await listed(own_api, token) == before[1:]
    if ends == "one":  # Redis has the old copy still, of which no worker has told it
        assert await listed(own_api, token) == before[1:]
