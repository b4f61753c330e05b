"""Registration, login, and the own account."""

from __future__ import annotations

from tests.api.harness import PASSWORD, Api, Caller, fresh


async def test_an_account_logs_in_and_sees_itself(api: Api) -> None:
    name = fresh("ada")
    registered = await api.call("POST", "/auth/register", {"email": f"{name}@example.org", "password": PASSWORD, "name": name})
    assert (registered.status, registered.json) == (201, {"accepted": True})
    tokens = await api.call("POST", "/auth/login", {"email": f"{name}@Example.org", "password": PASSWORD})
    assert tokens.json["user"]["name"] == name
    profile = await api.call("GET", "/users/profile", by=Caller(tokens.json["access_token"]))
    assert profile.json == tokens.json["user"]


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
