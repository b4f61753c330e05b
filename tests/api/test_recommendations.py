"""Recommended problems: why, and what they never tell."""

from __future__ import annotations

from typing import Any

import pytest

from core_api.domains.marks.recommendation_store import RecommendationStore
from tests.api.harness import Api, Caller, fresh
from tests.api.test_users import published, submitted
from tests.api.world import contest_body, problem_body
from tests.database import execute

HIDES = {"profile": "everybody", "statistics": "everybody", "submissions": "nobody"}


async def recommended(api: Api, user: Caller) -> dict[str, Any]:
    """By id, in their order."""
    answer = await api.call("GET", "/problems/recommendations?limit=20", by=user)
    assert answer.status == 200, answer.content
    return {problem["id"]: problem for problem in answer.json["problems"]}


async def solve(api: Api, user: Caller, *problems: str) -> None:
    for problem in problems:
        await submitted(api, user, problem, "AC")


async def alike(api: Api, solved: list[str], others: list[str], people: int = 2) -> list[Caller]:
    """People who have solved both."""
    found = [await api.caller() for _ in range(people)]
    for person in found:
        await solve(api, person, *solved, *others)
    return found


async def test_what_people_with_the_same_solved_problems_have_solved_comes_first_and_says_why(api: Api) -> None:
    creator, user = await api.caller("creator"), await api.caller()
    tag = fresh("tag")
    first, second, wanted, other = [
        str((await api.made("/problems", problem_body(published=True, difficulty="easy", tags=[tag]), by=creator))["id"]) for _ in range(4)
    ]
    await solve(api, user, first, second)
    await submitted(api, user, wanted, "WA")  # tried is not solved
    await alike(api, [first, second], [wanted])
    found = await recommended(api, user)
    assert list(found)[:2] == [wanted, other]
    assert (found[wanted]["because_of"], found[wanted]["because_of_tags"]) == (sorted([first, second]), [tag])
    assert (found[other]["because_of"], found[other]["because_of_tags"]) == ([], [tag])
    assert found[wanted]["score"] > found[other]["score"]
    assert not {first, second} & set(found)
    assert found[wanted]["title"] == wanted


async def test_what_was_solved_or_hidden_since_is_left_out_at_once(api: Api) -> None:
    creator, user, captain = await api.caller("creator"), await api.caller(), await api.caller()
    problem, solved, by_team, withdrawn = [await published(api, creator) for _ in range(4)]
    await solve(api, user, problem)
    await alike(api, [problem], [solved, by_team, withdrawn])
    assert {solved, by_team, withdrawn} <= set(await recommended(api, user))
    await solve(api, user, solved)
    await api.call("PATCH", f"/problems/{withdrawn}", {"published": False}, by=creator)
    contest = str((await api.made("/contests", contest_body(by_team), by=await api.caller("admin")))["id"])
    await api.made(f"/contests/{contest}/join", by=captain)
    await execute(api.platform.pool, "insert into registration_members values ($1, $2, $3)", contest, user.id, captain.id)
    await submitted(api, captain, by_team, "AC", contest)
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    assert not {solved, by_team, withdrawn} & set(await recommended(api, user))


@pytest.mark.parametrize("state", ["runs", "frozen"])
async def test_nothing_is_told_of_a_contest_that_runs_or_is_frozen(api: Api, state: str) -> None:
    """Neither is its problem recommended, nor do people come near by having solved it."""
    creator, admin = await api.caller("creator"), await api.caller("admin")
    inside, outside = await published(api, creator), await published(api, creator, "hard")
    contest = str((await api.made("/contests", contest_body(inside, freeze=0), by=admin))["id"])
    user, *people = [await api.caller() for _ in range(4)]
    for person in (user, *people):
        await api.made(f"/contests/{contest}/join", by=person)
        await submitted(api, person, inside, "AC", contest)
    for person in people:
        await solve(api, person, outside)
    if state == "frozen":
        await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    near = await RecommendationStore(api.platform.pool).neighbours(people[0].id, [outside])
    assert {person.id: 1 for person in people[1:]} == {found.user_id: found.solved for found in near}, (
        "how near one is tells nothing either"
    )
    stranger = await api.caller()
    await solve(api, stranger, outside)
    assert (await recommended(api, user)).get(outside, {"because_of": []})["because_of"] == []
    assert inside not in await recommended(api, stranger)

    await execute(api.platform.pool, "update contests set ends_at = now(), thawed_at = now() where id = $1", contest)
    later = await api.caller()
    await solve(api, later, inside)
    assert (await recommended(api, later))[outside]["because_of"] == [inside]


async def test_people_who_hide_what_they_submit_and_single_people_are_not_in_it(api: Api) -> None:
    creator, user = await api.caller("creator"), await api.caller()
    problem, hidden, single = await published(api, creator), await published(api, creator, "hard"), await published(api, creator, "hard")
    await solve(api, user, problem)
    for person in await alike(api, [problem], [hidden], 3):
        await api.call("PUT", "/users/profile/privacy", HIDES, by=person)
    await alike(api, [problem], [single], 1)
    found = await recommended(api, user)
    assert [found.get(id, {"because_of": []})["because_of"] for id in (hidden, single)] == [[], []]


async def test_who_has_solved_nothing_gets_easy_ones_that_everybody_sees(api: Api) -> None:
    creator, user = await api.caller("creator"), await api.caller()
    easy = await published(api, creator)
    draft = str((await api.made("/problems", problem_body(difficulty="easy"), by=creator))["id"])
    for _ in range(3):
        await api.call("PUT", f"/problems/{easy}/like", by=await api.caller())
    found = await recommended(api, user)
    assert easy in found
    assert draft not in found
    assert {problem["difficulty"] for problem in found.values()} == {"easy"}
    assert [problem["because_of"] + problem["because_of_tags"] for problem in found.values()] == [[]] * len(found)
