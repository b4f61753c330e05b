"""Rate limits: what answers say of them, what is refused, and that refusals are not counted."""

from __future__ import annotations

import re

from core_api.domains.accounts.registration import REGISTER
from tests.api.harness import PASSWORD, Answer, Api, fresh
from tests.api.world import make_world, submission_body

POLICIES = re.compile(r'"([a-z-]+)";q=(\d+);w=(\d+)')
LEFT = re.compile(r'"([a-z-]+)";r=(\d+);t=(\d+)')


def policies(answer: Answer) -> dict[str, tuple[int, int]]:
    return {name: (int(uses), int(seconds)) for name, uses, seconds in POLICIES.findall(answer.headers["RateLimit-Policy"])}


def left(answer: Answer) -> dict[str, int]:
    return {name: int(uses) for name, uses, _ in LEFT.findall(answer.headers.get("RateLimit", ""))}


async def test_every_answer_names_its_limits_and_what_is_left(api: Api) -> None:
    user = await api.caller()
    first, second = [await api.call("GET", "/users/profile", by=user) for _ in range(2)]
    assert policies(first) == {"reads": (1200, 60)}
    assert (left(first), left(second)) == ({"reads": 1199}, {"reads": 1198})
    for answer in (await api.call("GET", "/contests"), await api.call("GET", "/contests/none"), await api.call("GET", "/users/profile")):
        assert policies(answer) == {"reads-address": (30_000, 60)}


async def test_a_submission_tells_of_all_its_limits(api: Api) -> None:
    world = await make_world(api)
    path, body, by = f"/contests/{world.contest}/submissions", submission_body(world.problem), world.callers["another contestant"]
    answer = await api.call("POST", path, body, by=by)
    assert policies(answer) == {"submit-minute": (10, 60), "submit-day": (100, 86_400), "writes": (1200, 60)}
    assert {**left(answer), "writes": 0} == {"submit-minute": 8, "submit-day": 98, "writes": 0}, "the world has one"
    refused = await api.call("POST", path, {**body, "language": "none"}, by=by)  # not counted: only the general limit is known
    assert (refused.status, set(left(refused))) == (422, {"writes"})


async def test_who_is_refused_waits_for_the_oldest_use_and_refusals_do_not_make_it_longer(api: Api) -> None:
    answers = []
    for _ in range(REGISTER.uses + 5):
        name = fresh("user")
        answers.append(await api.call("POST", "/auth/register", {"email": f"{name}@example.org", "password": "short", "name": name}))
    assert [answer.status for answer in answers] == [400] * REGISTER.uses + [429] * 5
    waits = [int(answer.headers["Retry-After"]) for answer in answers[-5:]]
    assert all(1 <= wait <= REGISTER.seconds for wait in waits)
    assert waits == sorted(waits, reverse=True)
    assert left(answers[-1])["register"] == 0
    elsewhere = {"X-Forwarded-For": "192.0.2.200"}
    body = {"email": f"{fresh('user')}@example.org", "password": PASSWORD, "name": fresh("user")}
    assert (await api.call("POST", "/auth/register", body, headers=elsewhere)).status == 201


async def test_the_addresses_of_one_ipv6_network_share_a_limit(api: Api) -> None:
    """A machine has all 2^64 addresses of its /64."""
    link = api.address.removesuffix("::7")
    body = {"email": "ada@example.org", "password": "short", "name": "ada"}
    headers = [{"X-Forwarded-For": f"{link}:0:{number % 7:x}:{number:x}:1"} for number in range(REGISTER.uses + 1)]
    answers = [await api.call("POST", "/auth/register", body, headers=header) for header in headers]
    assert [answer.status for answer in answers] == [400] * REGISTER.uses + [429]
    elsewhere = {"X-Forwarded-For": f"{link.rpartition(':')[0]}::1"}
    assert (await api.call("POST", "/auth/register", body, headers=elsewhere)).status == 400
