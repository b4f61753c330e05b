"""What the simulated contest stands on, made through the REST API: problems, accounts, the contest, its teams."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence

from deploy.demo.contestants import Contestant
from deploy.demo.packages import DemoProblem
from deploy.local.client import Client, Refused
from deploy.local.console import say
from realtime.runtime.errors import Unavailable

LOGINS_AT_ONCE = 4
"""A password costs a quarter of a second of one core."""
JOINS_AT_ONCE = 16
JUDGE_SECONDS = 30
"""How long the first judge may take to offer its languages."""
LEAD_SECONDS = 4
"""From now to the start of the contest, beside what joining takes."""
JOINS_PER_SECOND = 40
CONFLICT = 409
"""HTTP status of what an earlier demo on the same data folder made."""


async def create_problems(admin: Client, problems: Sequence[DemoProblem]) -> None:
    created = 0
    for problem in problems:
        created += await _create(admin, "/problems", {**problem.body, "published": True})
    say(f"{len(problems)} problems are there ({created} new)")


async def offered_languages(admin: Client) -> list[str]:
    """Waits for a judge. Raises `Unavailable` when none comes up."""
    until = time.monotonic() + JUDGE_SECONDS
    while time.monotonic() < until:
        if offered := [language["id"] for language in await admin.call("GET", "/languages")]:
            return offered
        await asyncio.sleep(0.2)
    raise Unavailable("no judge has come up: see the log of the role judge")


async def log_in(url: str, secret: str, contestants: Sequence[Contestant]) -> dict[str, str]:
    """Registers whoever is not, and logs all in. Returns access tokens by e-mail address.

    Passwords derive from `secret` and the address, so that the next demo knows them and nobody else does.
    """
    gate, tokens = asyncio.Semaphore(LOGINS_AT_ONCE), {}

    async def enter(contestant: Contestant) -> None:
        password = f"{hashlib.sha256((secret + contestant.email).encode()).hexdigest()[:20]}!1"
        async with gate, Client(url) as client:
            await _create(client, "/auth/register", {"email": contestant.email, "password": password, "name": contestant.name})
            tokens[contestant.email] = (await client.login(contestant.email, password))["access_token"]
        if len(tokens) % 10 == 0 or len(tokens) == len(contestants):
            say(f"{len(tokens)} of {len(contestants)} contestants have registered and logged in")

    await asyncio.gather(*map(enter, contestants))
    return tokens


async def create_contest(admin: Client, contest: str, seconds: int, problems: Sequence[DemoProblem], teams: int) -> float:
    """Creates a contest that is frozen for its last fifth. Returns its start, in seconds since the epoch."""
    start = time.time() + LEAD_SECONDS + teams / JOINS_PER_SECOND
    settings = {
        "name": f"Podium demo, {time.strftime('%H:%M')}",
        "start": round(start * 1000),
        "duration": max(seconds, 10) * 1000,
        "freeze": seconds * 800,
        "problems": [{"id": problem.id, "label": problem.label, "rgb": problem.color} for problem in problems],
        "options": {"seconds": True, "penalty_minutes": 1},  # a contest of minutes, not of hours
    }
    await admin.call("POST", "/contests", {"id": contest, "settings": settings})
    return start


async def join(url: str, contest: str, tokens: Sequence[str]) -> None:
    gate = asyncio.Semaphore(JOINS_AT_ONCE)

    async def enter(token: str) -> None:
        async with gate, Client(url, token) as client:
            await client.call("POST", f"/contests/{contest}/join")

    await asyncio.gather(*map(enter, tokens))


async def _create(client: Client, path: str, body: dict[str, object]) -> bool:
    """False when it is there already."""
    try:
        await client.call("POST", path, body)
    except Refused as error:
        if error.status != CONFLICT:
            raise
        return False
    return True
