"""People in browsers: accounts made over REST, signed in on a page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from playwright.sync_api import Page

from deploy.local.client import Client
from tests.conftest import Platform
from tests.e2e.conftest import SESSION
from tests.integration import flow

T = TypeVar("T")
HOUR_MS = 3_600_000


def run(what: Coroutine[Any, Any, T]) -> T:
    """On a thread of its own: the browser's driver has an event loop on this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, what).result()


class Person(NamedTuple):
    token: str
    user: dict[str, Any]
    url: str

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """REST as this person."""

        async def steps() -> Any:
            async with Client(self.url, self.token) as client:
                return await client.call(method, path, body, headers)

        return run(steps())


def person(platform: Platform) -> Person:
    """Somebody new."""

    async def steps() -> Person:
        client, user = await flow.contestant(platform.url)
        await client.__aexit__()
        return Person(client.token, user, platform.url)

    return run(steps())


def entered(platform: Platform, contest: str) -> Person:
    """Somebody new in a contest."""
    made = person(platform)
    made.call("POST", f"/contests/{contest}/join")
    return made


def sent_by(who: Person, contest: str) -> list[str]:
    """Submissions of somebody's team."""
    return [submission["id"] for submission in who.call("GET", f"/contests/{contest}/own-submissions")["submissions"]]


def administrator(platform: Platform) -> Person:
    async def steps() -> Person:
        async with Client(platform.url) as client:
            user = (await client.login(*platform.admin))["user"]
            return Person(client.token, user, platform.url)

    return run(steps())


def as_admin(platform: Platform, what: Callable[[Client], Awaitable[T]]) -> T:
    """Does something over REST as the administrator: `as_admin(platform, lambda admin: make_contest(admin, []))`."""

    async def steps() -> T:
        async with Client(platform.url) as client:
            await client.login(*platform.admin)
            return await what(client)

    return run(steps())


def sign_in(page: Page, who: Person) -> None:
    """The page is signed in from its next address on."""
    kept = {"token": who.token, "until": round(time.time() * 1000) + HOUR_MS, "user": who.user}
    page.add_init_script(
        f"localStorage.getItem({json.dumps(SESSION)}) || localStorage.setItem({json.dumps(SESSION)}, {json.dumps(json.dumps(kept))})"
    )
