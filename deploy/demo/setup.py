"""What the simulated contest stands on, made through the REST API: problems, accounts, teams, the contest."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from deploy.demo.cast import picture
from deploy.demo.packages import DemoProblem
from deploy.demo.story import FREEZE, Team
from deploy.local.client import Client, Refused
from deploy.local.console import say
from realtime.runtime.errors import Unavailable

LOGINS_AT_ONCE = 4
"""A password costs a quarter of a second of one core."""
JOINS_AT_ONCE = 16
JUDGE_SECONDS = 30
"""How long the first judge may take to offer its languages."""
LEAD_SECONDS = 5
"""From now to the start of the contest, beside what joining takes."""
JOINS_PER_SECOND = 30
CONFLICT = 409
"""HTTP status of what an earlier demo on the same data folder made."""
MEMBERS = 3
"""Of a team, at most."""


class Account(NamedTuple):
    """Somebody who is logged in."""

    id: str
    email: str
    password: str
    token: str


class Entrant(NamedTuple):
    """A team with its captain, who sends what it sends."""

    team: Team
    id: str
    captain: Account


async def create_problems(admin: Client, problems: Sequence[DemoProblem]) -> None:
    """Those that are there stay; the test that the story corrects has its wrong answer again."""
    created = 0
    for problem in problems:
        created += await _create(admin, "/problems", {**problem.body, "published": True})
        if problem.flaw:
            await set_answer(admin, problem.id, problem.flaw.test, problem.flaw.wrong)
    say(f"{len(problems)} problems are there ({created} new)")


async def set_answer(admin: Client, problem: str, place: int, answer: str) -> int:
    """Changes the answer of the test at a place, from 0. Returns the problem's version."""
    test = (await admin.call("GET", f"/testcases/{problem}"))["testcases"][place]
    content = await admin.call("GET", f"/testcases/{problem}/{test['id']}")
    changed = await admin.call("PUT", f"/testcases/{test['id']}", {"input": content["input"], "answer": answer}, {"If-Match": "*"})
    return int(changed["version"])


async def offered_languages(admin: Client) -> list[str]:
    """Waits for a judge. Raises `Unavailable` when none comes up."""
    until = time.monotonic() + JUDGE_SECONDS
    while time.monotonic() < until:
        if offered := [language["id"] for language in await admin.call("GET", "/languages")]:
            return offered
        await asyncio.sleep(0.2)
    raise Unavailable("no judge has come up: see the log of the role judge")


async def account(url: str, secret: str, email: str, name: str) -> Account:
    """Registers who is not, and logs in.

    Passwords derive from `secret` and the address, so that the next demo knows them and nobody else does.
    """
    password = f"{hashlib.sha256((secret + email).encode()).hexdigest()[:12]}-Aa1"
    async with Client(url) as client:
        await _create(client, "/auth/register", {"email": email, "password": password, "name": name})
        answer = await client.login(email, password)
    return Account(answer["user"]["id"], email, password, answer["access_token"])


async def enter_teams(url: str, secret: str, admin: Client, teams: Sequence[Team]) -> list[Entrant]:
    """Captains with their teams, each with its organization, group and picture."""
    gate, entrants = asyncio.Semaphore(LOGINS_AT_ONCE), []

    async def enter(team: Team) -> None:
        async with gate:
            captain = await account(url, secret, team.profile.email, team.profile.captain)
            async with Client(url, captain.token) as client:
                entrants.append(Entrant(team, await _team(client, captain, admin, team), captain))
        if len(entrants) % 20 == 0 or len(entrants) == len(teams):
            say(f"{len(entrants)} of {len(teams)} teams are there")

    await asyncio.gather(*map(enter, teams))
    return sorted(entrants, key=lambda entrant: entrant.team.number)


async def _team(client: Client, captain: Account, admin: Client, team: Team) -> str:
    led: list[dict[str, Any]] = (await client.call("GET", f"/teams?member={captain.id}"))["teams"]
    if found := [known["id"] for known in led if known["name"] == team.profile.name]:
        return str(found[0])
    organization = team.profile.organization
    body = {"name": team.profile.name, "organization": organization.name, "country": organization.country}
    id = str((await client.call("POST", "/teams", body))["id"])
    await client.call("PUT", f"/teams/{id}/picture", {"content": picture(team.number)})
    await admin.call("PATCH", f"/teams/{id}", {"groups": [organization.group]})
    return id


async def add_member(url: str, entrant: Entrant, member: Account) -> None:
    """By an invitation of the captain, unless the member is in the team."""
    async with Client(url, member.token) as client, Client(url, entrant.captain.token) as captain:
        led = (await client.call("GET", f"/teams?member={member.id}"))["teams"]
        if entrant.id not in {team["id"] for team in led}:
            invitation = await captain.call("POST", f"/teams/{entrant.id}/invitations", {"uses": 1})
            await client.call("POST", "/teams/join", {"code": invitation["code"]})


async def create_contest(admin: Client, contest: str, seconds: int, problems: Sequence[DemoProblem], teams: int) -> float:
    """Creates a contest that is frozen for its last fifth. Returns its start, in seconds since the epoch."""
    start = time.time() + LEAD_SECONDS + teams / JOINS_PER_SECOND
    settings = {
        "name": f"Podium demo, {time.strftime('%H:%M')}",
        "start": round(start * 1000),
        "duration": max(seconds, 10) * 1000,
        "freeze": round(seconds * 1000 * FREEZE),
        "problems": [{"id": problem.id, "label": problem.label, "rgb": problem.color} for problem in problems],
        "options": {"seconds": True, "penalty_minutes": 1},  # a contest of minutes, not of hours
        "medals": [min(medals, teams) for medals in (4, 4, 4)],
        "awards": {"group_winners": True},
        "feedback": "tests",
    }
    await admin.call("POST", "/contests", {"id": contest, "settings": settings})
    await admin.call("PUT", f"/contests/{contest}/registration-settings", {"members_max": MEMBERS}, {"If-Match": "*"})
    return start


async def join(url: str, contest: str, entrants: Sequence[Entrant]) -> None:
    gate = asyncio.Semaphore(JOINS_AT_ONCE)

    async def enter(entrant: Entrant) -> None:
        async with gate, Client(url, entrant.captain.token) as client:
            await client.call("POST", f"/contests/{contest}/join", {"team_id": entrant.id})

    await asyncio.gather(*map(enter, entrants))


async def _create(client: Client, path: str, body: dict[str, object]) -> bool:
    """False when it is there already."""
    try:
        await client.call("POST", path, body)
    except Refused as error:
        if error.status != CONFLICT:
            raise
        return False
    return True
