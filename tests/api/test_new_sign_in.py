"""A sign-in from a network that is new to the account is told to its owner; the first one, and those from known networks, are not."""

from __future__ import annotations

from tests.api.harness import PASSWORD, Api, Caller


async def login(api: Api, user: Caller, address: str, agent: str = "Firefox") -> None:
    body = {"email": f"{user.name}@example.org", "password": PASSWORD}
    answer = await api.call("POST", "/auth/login", body, headers={"X-Forwarded-For": address, "User-Agent": agent})
    assert answer.status == 200


async def told(api: Api, user: Caller) -> int:
    mails = (await api.call("GET", f"/users/{user.id}/mails", by=user)).json["mails"]
    return [mail["template"] for mail in mails].count("new-sign-in")


async def test_only_a_new_network_is_told(api: Api) -> None:
    user = await api.caller()
    await login(api, user, "198.51.100.7")
    await login(api, user, "198.51.100.200")
    assert await told(api, user) == 0
    await login(api, user, "203.0.113.9", agent="Fire\tfox " + "x" * 5000)
    assert await told(api, user) == 1
    for address in ("203.0.113.10", "198.51.100.9"):
        await login(api, user, address)
    assert await told(api, user) == 1
