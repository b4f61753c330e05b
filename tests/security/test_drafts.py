"""Problems before their author wants them seen: reading, listing and trying out a draft."""

from __future__ import annotations

import time

from core_api.domains.problems.service import CURSOR
from tests.api.harness import ANONYMOUS, Api, Caller
from tests.api.world import contest_body, problem_body, submission_body


async def readers(api: Api, problem: str, callers: dict[str, Caller]) -> set[str]:
    return {name for name, by in callers.items() if (await api.call("GET", f"/problems/{problem}", by=by)).status == 200}


async def listed(api: Api, problem: str, by: Caller) -> bool:
    answer = await api.call("GET", f"/problems?limit=1&cursor={CURSOR.write(problem[:-1])}", by=by)
    return problem in [found["id"] for found in answer.json["problems"]]


async def everybody(api: Api) -> dict[str, Caller]:
    made = {name: await api.caller(*roles) for name, roles in {"contestant": (), "author": ("creator",), "other": ("creator",)}.items()}
    return made | {"jury": await api.caller("jury"), "admin": await api.caller("admin"), "anonymous": ANONYMOUS}


async def test_a_new_problem_is_seen_by_its_author_jury_and_admins(api: Api) -> None:
    callers = await everybody(api)
    author = callers["author"]
    problem = (await api.made("/problems", problem_body(), by=author))["id"]
    assert await readers(api, problem, callers) == {"author", "jury", "admin"}
    assert not any([await listed(api, problem, by) for by in callers.values()])
    tried = await api.call("POST", "/submissions", submission_body(problem), by=callers["contestant"])
    assert (tried.status, tried.json["field"]) == (404, "problem_id")
    assert (await api.call("POST", "/submissions", submission_body(problem), by=author)).status == 201


async def test_only_author_and_admins_publish_it(api: Api) -> None:
    callers = await everybody(api)
    problem = (await api.made("/problems", problem_body(), by=callers["author"]))["id"]
    assert (await api.call("PATCH", f"/problems/{problem}", {"published": True}, by=callers["other"])).status == 404
    got = {name: (await api.call("PATCH", f"/problems/{problem}", {"published": True}, by=by)).status for name, by in callers.items()}
    assert got == {"contestant": 403, "author": 200, "other": 403, "jury": 403, "admin": 200, "anonymous": 401}
    assert await readers(api, problem, callers) == set(callers)
    assert await listed(api, problem, ANONYMOUS)
    draft = await api.call("PATCH", f"/problems/{problem}", {"published": False}, by=callers["author"])
    assert draft.json["published"] is False
    assert await readers(api, problem, callers) == {"author", "jury", "admin"}


async def test_a_contest_hides_its_problem_until_its_start_and_shows_it_then(api: Api) -> None:
    callers = await everybody(api)
    for published in (True, False):
        problem = (await api.made("/problems", problem_body(published=published), by=callers["author"]))["id"]
        soon = (await api.made("/contests", contest_body(problem, begins_in=3600), by=callers["admin"]))["id"]
        assert await readers(api, problem, callers) == {"author", "jury", "admin"}
        started = {"settings": {"start": round(time.time() * 1000)}}
        assert (await api.call("PUT", f"/contests/{soon}", started, by=callers["admin"])).status == 202
        assert await readers(api, problem, callers) == set(callers)
        assert await listed(api, problem, ANONYMOUS)
