"""What a contest tells before it should, and names that cannot be read as what they are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.harness import Api, fresh
from tests.api.world import contest_body, make_world, problem_body
from tests.database import execute

INVISIBLE = "\u200b"
TURNED = "\u202e"


async def test_an_announcement_names_no_problem_before_the_start(api: Api) -> None:
    world = await make_world(api)
    soon = (await api.made("/contests", contest_body(world.problem, begins_in=3600), by=world.admin))["id"]
    about = {"text": "Read it twice.", "problem_id": world.problem}
    refused = await api.call("POST", f"/contests/{soon}/announcements", about, by=world.admin)
    assert (refused.status, refused.json["field"]) == (409, "problem_id")
    await api.made(f"/contests/{world.contest}/announcements", about, by=world.admin)
    path = f"/contests/{world.contest}/announcements"
    assert world.problem in (await api.call("GET", path)).content.decode()
    later = "update contests set starts_at = now() + interval '1 hour', ends_at = now() + interval '2 hours' where id = $1"
    await execute(api.platform.pool, later, world.contest)
    put_off = await api.call("GET", path)
    assert "Read it twice." in put_off.content.decode()
    assert world.problem not in put_off.content.decode()


async def test_counts_do_not_tell_of_hidden_teams(api: Api) -> None:
    world = await make_world(api)
    await api.call("PUT", f"/contests/{world.contest}/teams/{world.owner.id}", {"hidden": True}, by=world.admin)
    assert (await api.call("GET", f"/contests/{world.contest}", by=world.owner)).json["teams"] == 1
    assert (await api.call("GET", f"/contests/{world.contest}", by=world.admin)).json["teams"] == 2


@pytest.mark.parametrize("trick", [INVISIBLE, TURNED])
async def test_no_name_has_characters_that_cannot_be_seen(api: Api, trick: str) -> None:
    world = await make_world(api)

    async def refused(method: str, path: str, body: Any, field: str) -> None:
        answer = await api.call(method, path, body, by=world.admin)
        assert (answer.status, answer.json["field"]) == (422, field), path

    await refused("POST", "/problems", problem_body(title=f"{fresh('t')}{trick}"), "title")
    await refused("POST", "/problems", problem_body(tags=[f"dp{trick}"]), "tags[0]")
    contest = contest_body(world.problem)
    contest["settings"]["name"] = f"Cup{trick}"
    await refused("POST", "/contests", contest, "settings.name")
    contest = contest_body(world.problem)
    contest["settings"]["problems"] = [{"id": world.problem, "label": "A", "name": f"Sum{trick}"}]
    await refused("POST", "/contests", contest, "settings.problems[0].name")
    await refused("PUT", f"/contests/{world.contest}", {"settings": {"name": f"Cup{trick}"}}, "settings.name")
    team = f"/contests/{world.contest}/teams/{world.owner.id}"
    for field, value in (("name", f"Team{trick}"), ("organization", f"ETH{trick}"), ("groups", [f"first{trick}"])):
        await refused("PUT", team, {field: value}, field)
