"""Registration, login, and the own account."""

from __future__ import annotations

import bcrypt

from tests.api.harness import PASSWORD, Api, Caller, fresh
from tests.database import execute


async def test_an_account_logs_in_and_sees_itself(api: Api) -> None:
    name = fresh("ada")
    registered = await api.call("POST", "/auth/register", {"email": f"{name}@example.org", "password": PASSWORD, "name": name})
    assert (registered.status, registered.json) == (201, {"accepted": True})
    tokens = await api.call("POST", "/auth/login", {"email": f"{name}@Example.org", "password": PASSWORD})
    assert tokens.json["user"]["name"] == name
    profile = await api.call("GET", "/users/profile", by=Caller(tokens.json["access_token"]))
    assert {field: profile.json[field] for field in tokens.json["user"]} == tokens.json["user"]


async def test_a_hash_of_another_cost_is_renewed_by_the_next_login(api: Api) -> None:
    caller = await api.caller()
    older = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(5)).decode()
    pool, login = api.platform.pool, {"email": f"{caller.name}@example.org", "password": PASSWORD}
    await execute(pool, "update users set password_hash = $2 where id = $1", caller.id, older)
    kept = []
    for _ in range(2):
        assert (await api.call("POST", "/auth/login", login)).status == 200
        kept.append(await pool.fetchval("select password_hash from users where id = $1", caller.id))
    assert kept[0].startswith("$2b$04$")
    assert kept[1] == kept[0]


async def test_registrations_of_one_address_are_limited_before_the_body_is_read(api: Api) -> None:
    for _ in range(100):
        await api.call("POST", "/auth/register", data=b"{")
    answer = await api.call("POST", "/auth/register", data=b"{")
    assert (answer.status, answer.json["code"]) == (429, "rate-limited")
    assert int(answer.headers["Retry-After"]) >= 1


async def test_the_keys_may_be_cached(api: Api) -> None:
    answer = await api.call("GET", "/auth/jwks")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert {"kty", "n", "e", "kid", "use", "alg"} <= set(answer.json["keys"][0])
