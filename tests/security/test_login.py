"""Guessing passwords, locking others out, finding out who has an account."""

from __future__ import annotations

import asyncio

from redis.asyncio import Redis

from core_api.domains.accounts.administrators import Administrators
from core_api.domains.accounts.attempts import FREE
from core_api.storage import addresses
from core_api.storage.migrate import MIGRATIONS
from realtime.security.names import skeleton
from tests.api.harness import PASSWORD, Api, fresh
from tests.database import execute

NOBODY = "nobody@example.org"


async def account(api: Api) -> tuple[str, str]:
    name = fresh("user")
    email = f"{name}@example.org"
    await api.call("POST", "/auth/register", {"email": email, "password": PASSWORD, "name": name})
    return email, name


async def login(api: Api, email: str, password: str, address: str = "") -> int:
    headers = {"X-Forwarded-For": address} if address else {}
    return (await api.call("POST", "/auth/login", {"email": email, "password": password}, headers=headers)).status


async def test_twenty_guesses_in_parallel_do_not_get_past_the_lock(api: Api) -> None:
    email, _ = await account(api)
    answers = await asyncio.gather(*(login(api, email, f"wrong guess {number}!") for number in range(20)))
    assert answers.count(401) <= FREE
    assert answers.count(429) >= 20 - FREE


async def test_a_stranger_cannot_lock_an_account(api: Api) -> None:
    email, _ = await account(api)
    for _ in range(10):
        await login(api, email, "wrong guess 1!", "203.0.113.9")
    assert await login(api, email, PASSWORD, "203.0.113.9") == 429
    assert await login(api, email, PASSWORD, "192.0.2.7") == 200


async def test_a_huge_address_becomes_no_key(api: Api, store_urls: dict[str, str]) -> None:
    assert await login(api, "x" * 3_900_000, "x") == 413
    assert await login(api, "x" * 10_000, "x") == 400
    assert await login(api, f"{'x' * 200}@example.org", "x") == 401
    client = Redis.from_url(store_urls["redis"])
    assert max([len(key) for key in await client.keys("*")]) < 200
    await client.aclose()


async def test_registering_an_address_that_exists_says_nothing(api: Api) -> None:
    email, _ = await account(api)
    again = await api.call("POST", "/auth/register", {"email": email, "password": "another one 2!", "name": fresh("other")})
    new = await api.call("POST", "/auth/register", {"email": f"{fresh('new')}@example.org", "password": PASSWORD, "name": fresh("new")})
    assert (again.status, again.json) == (new.status, new.json)
    assert await login(api, email, "another one 2!") == 401
    assert await login(api, email, PASSWORD) == 200


async def test_names_that_look_like_another_are_refused(api: Api) -> None:
    _, name = await account(api)
    disguised = [name.upper(), name.replace("e", "е"), name.replace("r", "\u200br"), f"\u202e{name}", f"{name}\u2066"]
    for other in disguised:
        answer = await api.call("POST", "/auth/register", {"email": f"{fresh('x')}@example.org", "password": PASSWORD, "name": other})
        assert (answer.status, answer.json["field"]) in ((409, "name"), (422, "name")), other


async def test_the_first_administrators_name_does_not_show_the_address(api: Api) -> None:
    email = f"{fresh('chief')}@example.org"
    await Administrators(api.platform.pool, api.platform.vault, api.passwords).ensure(email, PASSWORD)
    answer = await api.call("POST", "/auth/login", {"email": email, "password": PASSWORD})
    assert answer.json["user"]["email"] == email
    assert "@" not in answer.json["user"]["name"]


async def test_an_administrator_of_before_is_renamed(api: Api) -> None:
    email = f"{fresh('chief')}@example.org"
    await Administrators(api.platform.pool, api.platform.vault, api.passwords).ensure(email, PASSWORD)
    pool = api.platform.pool
    key = addresses.key(api.platform.vault, email)
    await execute(pool, "update users set email = $2, name = 'admin ' || $2, name_key = 'admin ' || $2 where email_key = $1", key, email)
    await execute(pool, (MIGRATIONS / "0015_admin_names.sql").read_text())
    await execute(pool, "update users set email = null where email_key = $1", key)
    row = await pool.fetchrow("select name, name_key from users where email_key = $1", key)
    assert row is not None
    assert "@" not in row["name"]
    assert row["name_key"] == skeleton(row["name"])
