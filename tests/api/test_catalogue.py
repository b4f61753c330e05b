"""The problem archive: changing and removing problems, tags and categories, and that drafts count nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from core_api.storage.saga import LONGEST_SECONDS
from core_api.workers.saga_undoer import SagaUndoer
from realtime.storage import packages
from tests.api.harness import Api, Caller, fresh
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute


async def made(api: Api, by: Caller, **changes: Any) -> str:
    return str((await api.made("/problems", problem_body(**changes), by=by))["id"])


async def tags(api: Api) -> dict[str, int]:
    return {found["tag"]: found["problems"] for found in (await api.call("GET", "/problems/tags")).json}


async def categories(api: Api) -> dict[str, int]:
    return {found["difficulty"]: found["problems"] for found in (await api.call("GET", "/problems/categories")).json}


async def test_what_is_left_out_of_a_change_stays(api: Api) -> None:
    author, tag = await api.caller("creator"), fresh("tag")
    problem = await made(api, author, published=True, difficulty="easy")
    path, title = f"/problems/{problem}", fresh("Title")
    changed = await api.call("PATCH", path, {"title": title, "tags": [tag]}, by=author)
    assert (changed.status, changed.json["title"], changed.json["tags"]) == (200, title, [tag])
    seen = (await api.call("GET", path)).json
    assert [seen[name] for name in ("title", "difficulty", "tags", "published")] == [title, "easy", [tag], True]
    rows = (await api.call("GET", f"/audit?kind=problem&object={problem}", by=await api.caller("admin"))).json
    assert title in str(rows)


async def test_a_change_names_what_is_wrong(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller("creator")
    problem, taken = await made(api, author, published=True), fresh("Taken")
    await made(api, author, title=taken)
    for body, status, field in (
        ({"title": taken}, 409, "title"),
        ({"title": "\u200b"}, 422, "title"),
        ({"tags": ["fine", "\u202e"]}, 422, "tags[1]"),
        ({"time_limit": 3}, 400, "time_limit"),
        ({"difficulty": "none"}, 400, "difficulty"),
    ):
        answer = await api.call("PATCH", f"/problems/{problem}", body, by=author)
        assert (answer.status, answer.json["field"]) == (status, field)
    assert (await api.call("PATCH", f"/problems/{problem}", {"title": fresh("T")}, by=other)).status == 403
    old = {"If-Match": '"0"'}
    assert (await api.call("PATCH", f"/problems/{problem}", {"difficulty": "hard"}, by=author, headers=old)).status == 412


async def test_tags_and_difficulties_are_counted_of_what_everybody_sees(api: Api) -> None:
    author, tag = await api.caller("creator"), fresh("tag")
    problem = await made(api, author, tags=[tag, tag], difficulty="hard")
    hard = (await categories(api)).get("hard", 0)
    assert tag not in await tags(api)
    assert (await api.call("GET", f"/problems?tag={tag}")).json["problems"] == []
    await api.call("PATCH", f"/problems/{problem}", {"published": True}, by=author)
    assert (await tags(api))[tag] == 1
    assert (await categories(api))["hard"] == hard + 1
    assert [found["id"] for found in (await api.call("GET", f"/problems?tag={tag}")).json["problems"]] == [problem]
    assert (await api.call("GET", f"/problems?tag={tag}&difficulty=easy")).json["problems"] == []


@pytest.mark.parametrize("id", ["tags", "categories", "search", "own-marks", "validate", "prepared", "new"])
async def test_no_problem_takes_the_name_of_a_path(api: Api, id: str) -> None:
    answer = await api.call("POST", "/problems", problem_body(id=id), by=await api.caller("creator"))
    assert (answer.status, answer.json["field"]) == (422, "id")


async def test_who_prepares_problems_finds_drafts_too(api: Api) -> None:
    author, other, admin = await api.caller("creator"), await api.caller("creator"), await api.caller("admin")
    title = fresh("Draft of a title")
    draft, shown = await made(api, author, title=title), await made(api, author, published=True)

    async def found(by: Caller, query: str = "") -> list[str]:
        answer = await api.call("GET", f"/problems/prepared?limit=200{query}", by=by)
        assert answer.status == 200
        return [problem["id"] for problem in answer.json["problems"]]

    assert await found(author) == sorted([draft, shown])
    assert await found(author, f"&q={title[9:].upper().replace(' ', '%20')}") == [draft]
    assert draft not in await found(other)
    assert await found(admin, f"&q={draft.upper()}") == [draft]
    page = (await api.call("GET", "/problems/prepared?limit=1", by=author)).json
    behind = (await api.call("GET", f"/problems/prepared?limit=1&cursor={page['next']}", by=author)).json
    assert (len(page["problems"]), behind["problems"][0]["own"], behind["next"]) == (1, True, None)
    contest = (await api.made("/contests", contest_body(draft), by=admin))["id"]
    assert await found(await api.juror(other, contest)) == [draft]
    assert (await api.call("GET", "/problems/prepared")).status == 401


async def test_a_removed_problem_is_gone_with_its_package(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller("creator")
    body = problem_body(published=True)
    problem = str((await api.made("/problems", body, by=author))["id"])
    key = await api.platform.pool.fetchval("select package_key from problem_versions where problem_id = $1", problem)
    path = f"/problems/{problem}"
    assert (await api.call("GET", path)).status == 200
    assert (await api.call("DELETE", path, by=other)).status == 403
    assert (await api.call("DELETE", path, by=author)).status == 204
    assert [(await api.call(method, path, by=author)).status for method in ("GET", "DELETE")] == [404, 404]

    documents = api.platform.documents

    async def remove(subject: str) -> None:
        await packages.remove(documents, subject)

    undoer = SagaUndoer(api.platform.pool, {packages.SAGA: remove})
    await undoer.undo()
    assert key in await documents.ids(packages.HEADS, "", 10_000)  # whoever reads it still may
    await execute(
        api.platform.pool, "update sagas set until = until - make_interval(secs => $2) where subject = $1", key, LONGEST_SECONDS + 1
    )
    await undoer.undo()
    assert key not in await documents.ids(packages.HEADS, "", 10_000)
    assert (await api.call("POST", "/problems", body, by=author)).status == 201  # the id is free again


@pytest.mark.parametrize("visibility", ["public", "private"])
async def test_what_rests_on_a_problem_keeps_it(api: Api, visibility: str) -> None:
    author, admin, reader = await api.caller("creator"), await api.caller("admin"), await api.caller()
    used, practised = await made(api, author), await made(api, author, published=True)
    await api.made("/contests", contest_body(used, visibility=visibility), by=admin)
    assert (await api.call("POST", "/submissions", submission_body(practised), by=reader)).status == 201
    refused = [await api.call("DELETE", f"/problems/{problem}", by=admin) for problem in (used, practised)]
    assert [(answer.status, answer.json["detail"]) for answer in refused] == [
        (409, "a contest uses this problem"),
        (409, "there are submissions to this problem: make it a draft instead"),
    ]
    assert (await api.call("GET", f"/problems/{practised}")).status == 200
