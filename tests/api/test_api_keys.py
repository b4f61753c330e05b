"""API keys: made once, used by scope, revoked at once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from core_api.domains.api_keys.service import MOST
from realtime.security.tokens import Signer
from tests.api.fixtures import Stores
from tests.api.harness import Api, Caller
from tests.database import execute


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores, clock: Clock) -> AsyncIterator[Api]:
    made = Api(stores.pool, stores.redis, Signer(stores.signer._key, clock=clock))
    await made.start()
    yield made
    await made.close()


async def make(api: Api, user: Caller, *scopes: str, **more: Any) -> Caller:
    made = await api.made("/auth/keys", {"name": "a key", "scopes": [*scopes], **more}, by=user)
    assert made["key"].startswith("podium_")
    return Caller(made["key"], made["id"])


async def test_a_key_reads_for_its_user(api: Api) -> None:
    user = await api.caller()
    key = await make(api, user, "read")
    assert (await api.call("GET", "/users/profile", by=key)).json["id"] == user.id
    assert (await api.call("PUT", "/notifications/preferences", {"language": "de"}, by=key)).status == 403
    [listed] = (await api.call("GET", "/auth/keys", by=user)).json
    assert listed["id"] == key.id
    assert listed["last_used_at"] is not None
    assert key.token.rpartition("_")[2] not in str(listed)
    assert (await api.call("GET", f"/users/{user.id}/mails", by=user)).json["mails"][0]["template"] == "api-key-created"


async def test_a_key_manages_nothing_that_identifies_its_user(api: Api) -> None:
    admin = await api.caller("admin")
    key = await make(api, admin, "read", "write", "submit", "creator", "jury", "admin")
    for method, path, body in [
        ("GET", "/auth/keys", None),
        ("POST", "/auth/keys", {"name": "x", "scopes": ["read"]}),
        ("DELETE", f"/auth/keys/{key.id}", None),
        ("POST", "/auth/second-factor", {"password": "x"}),
        ("GET", "/auth/sessions", None),
        ("DELETE", "/auth/sessions", None),
        ("POST", "/auth/logout", None),
    ]:
        answer = await api.call(method, path, body, by=key)
        assert (answer.status, answer.json["code"]) == (403, "forbidden"), path


async def test_an_administrators_key_is_no_more_than_its_scopes(api: Api) -> None:
    admin = await api.caller("admin")
    reader, full = await make(api, admin, "read", "write"), await make(api, admin, "admin")
    assert [(await api.call("GET", "/judging/stuck", by=key)).status for key in (reader, full)] == [403, 200]
    other = await api.caller()
    assert (await api.call("GET", f"/users/{other.id}/mails", by=reader)).status == 404, "the service sees no administrator"


async def test_a_scope_of_a_role_is_for_who_has_the_role(api: Api) -> None:
    user = await api.caller("creator")
    for scope, status in [("creator", 201), ("jury", 403), ("admin", 403), ("everything", 400)]:
        assert (await api.call("POST", "/auth/keys", {"name": "x", "scopes": [scope]}, by=user)).status == status


async def test_a_role_that_is_taken_away_is_gone_from_keys_at_once(api: Api) -> None:
    admin = await api.caller("admin")
    key = await make(api, admin, "admin")
    await execute(api.platform.pool, "update users set roles = '{}' where id = $1", admin.id)
    assert (await api.call("GET", "/judging/stuck", by=key)).status == 403


async def test_a_revoked_key_is_refused_at_once(api: Api) -> None:
    user, admin = await api.caller(), await api.caller("admin")
    first, second = await make(api, user, "read"), await make(api, user, "read")
    assert (await api.call("DELETE", f"/auth/keys/{first.id}", by=user)).status == 204
    assert (await api.call("DELETE", f"/users/{user.id}/keys/{second.id}", by=admin)).status == 204
    for key in (first, second):
        assert (await api.call("GET", "/users/profile", by=key)).status == 401
    assert (await api.call("GET", f"/users/{user.id}/keys", by=admin)).json == []


async def test_nobody_revokes_anothers_key(api: Api) -> None:
    user, other = await api.caller(), await api.caller()
    key = await make(api, user, "read")
    assert (await api.call("DELETE", f"/auth/keys/{key.id}", by=other)).status == 404
    assert (await api.call("GET", "/users/profile", by=key)).status == 200


async def test_a_key_expires(api: Api, clock: Clock) -> None:
    key = await make(api, await api.caller(), "read", days=2)
    clock.ahead = 2 * 86_400 - 60
    assert (await api.call("GET", "/users/profile", by=key)).status == 200
    clock.ahead = 2 * 86_400
    answer = await api.call("GET", "/users/profile", by=key)
    assert (answer.status, answer.json["detail"]) == (401, "the API key has expired")


async def test_a_key_of_a_disabled_account_is_refused(api: Api) -> None:
    user = await api.caller()
    key = await make(api, user, "read")
    await execute(api.platform.pool, "update users set disabled_at = now() where id = $1", user.id)
    assert (await api.call("GET", "/users/profile", by=key)).status == 401


async def test_a_key_has_a_limit_of_its_own(api: Api) -> None:
    user = await api.caller()
    slow, other = await make(api, user, "read", per_minute=3), await make(api, user, "read")
    answers = [await api.call("GET", "/users/profile", by=slow) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert '"key";q=3;w=60' in answers[0].headers["RateLimit-Policy"]
    for caller in (user, other):
        assert (await api.call("GET", "/users/profile", by=caller)).status == 200


async def test_what_is_no_key_is_refused(api: Api) -> None:
    user = await api.caller()
    key = await make(api, user, "read")
    other = await make(api, user, "read")
    wrong = f"podium_{key.id}_{other.token[34:]}"
    for token in (
        "podium_",
        "podium_x",
        f"podium_{key.id}_",
        f"podium_{key.id}_{'A' * 43}",
        key.token + "x",
        key.token[:-1],
        wrong,
        key.token.upper(),
    ):
        assert (await api.call("GET", "/users/profile", by=Caller(token))).status == 401, token


async def test_a_user_has_so_many_keys(api: Api) -> None:
    user = await api.caller()
    for _ in range(MOST):
        await make(api, user, "read")
    assert (await api.call("POST", "/auth/keys", {"name": "x", "scopes": ["read"]}, by=user)).status == 409


async def test_the_key_does_not_stand_in_the_database_nor_in_the_audit_log(api: Api) -> None:
    user = await api.caller()
    secret = (await make(api, user, "read")).token[34:]
    for table in ("api_keys", "mails", "outbox", "audit"):
        rows = await api.platform.pool.fetch(f"select * from {table}")
        assert not [row for row in rows if secret in str(row) or secret.encode() in str(row).encode()], table
