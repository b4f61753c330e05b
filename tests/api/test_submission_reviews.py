"""Submissions as a jury works with them: sources, diffs, marks and filters."""

from __future__ import annotations

from typing import Any

from tests.api.harness import Api, Caller
from tests.api.world import SOURCE, World, make_world, submission_body
from tests.database import execute


async def sent(world: World, source: str, role: str = "owner") -> str:
    path = f"/contests/{world.contest}/submissions"
    return str((await world.api.made(path, submission_body(world.problem, source), by=world.callers[role]))["id"])


async def listed(world: World, query: str = "") -> list[Any]:
    """Of the owner, as the jury lists them."""
    path = f"/contests/{world.contest}/submissions?team={world.owner.id}{query}"
    answer = await world.api.call("GET", path, by=world.callers["jury of the contest"])
    assert answer.status == 200, answer.content
    return list(answer.json["submissions"])


async def review(world: World, id: str, by: Caller, method: str = "PUT", contest: str = "") -> Any:
    return await world.api.call(method, f"/contests/{contest or world.contest}/submissions/{id}/review", by=by)


async def test_team_and_jury_read_a_source_and_nobody_else(api: Api) -> None:
    world = await make_world(api)
    for role, status in {"owner": 200, "jury of the contest": 200, "another contestant": 404, "jury of another contest": 404}.items():
        answer = await api.call("GET", f"/submissions/{world.submission}/source", by=world.callers[role])
        assert answer.status == status
        if status == 200:
            assert (answer.json["text"], answer.json["language"], answer.json["bytes"]) == (SOURCE, "python3", len(SOURCE))
            assert answer.json["file_name"].endswith(".py")


async def test_a_diff_is_to_the_submission_before_of_the_same_team(api: Api) -> None:
    world = await make_world(api)
    foreign = await sent(world, "print(9)", "another contestant")
    second, third = await sent(world, "a = 1\nprint(a)\n"), await sent(world, "a = 2\nprint(a)\n")

    async def diff(query: str = "", id: str = third, role: str = "owner") -> Any:
        return await api.call("GET", f"/submissions/{id}/diff{query}", by=world.callers[role])

    expected = f"--- {second}\n+++ {third}\n@@ -1,2 +1,2 @@\n-a = 1\n+a = 2\n print(a)\n"
    assert (await diff()).json == {"submission_id": third, "to": second, "text": expected}
    assert f"-{SOURCE}" in (await diff(f"?to={world.submission}")).json["text"]
    first = (await diff(id=world.submission)).json
    assert (first["to"], first["text"].splitlines()[-1]) == (None, f"+{SOURCE}")
    assert (await diff(f"?to={foreign}")).status == 404
    refused = await diff(f"?to={foreign}", role="jury of the contest")
    assert (refused.status, refused.json["field"]) == (422, "to")
    assert (await diff(f"?to={third}")).status == 422
    assert (await diff(role="another contestant")).status == 404


async def test_only_the_jury_sees_what_is_reviewed(api: Api) -> None:
    world = await make_world(api)
    juror = world.callers["jury of the contest"]
    other = await sent(world, "print(1)")
    marked = await review(world, world.submission, juror)
    assert (marked.status, marked.json["review"]["by"]) == (200, juror.name)
    assert [shown["id"] for shown in await listed(world, "&reviewed=true")] == [world.submission]
    assert [shown["id"] for shown in await listed(world, "&reviewed=false")] == [other]
    assert "review" not in (await api.call("GET", f"/submissions/{world.submission}", by=world.owner)).json
    assert (await review(world, world.submission, world.admin)).json["review"]["by"] == world.admin.name
    assert (await review(world, world.submission, juror, "DELETE")).json["review"] is None
    assert await listed(world, "&reviewed=true") == []


async def test_a_mark_is_of_the_contest_that_the_path_names(api: Api) -> None:
    world = await make_world(api)
    juror = world.callers["jury of the contest"]
    assert (await review(world, world.submission, juror, contest=world.ended)).status == 404
    assert (await review(world, world.submission, world.owner)).status == 403
    await api.call("DELETE", f"/submissions/{world.submission}", by=juror)
    assert (await review(world, world.submission, juror)).status == 404


async def test_the_jury_filters_by_state_and_contest_time(api: Api) -> None:
    world = await make_world(api)
    waiting = await sent(world, "print(1)")
    for id, time in {world.submission: 60_000, waiting: 120_000}.items():
        await execute(api.platform.pool, "update submissions set contest_time_ms = $2 where id = $1", id, time)
    found = {
        query: [shown["id"] for shown in await listed(world, query)]
        for query in (
            "&state=done",
            "&state=queued",
            "&from_time=60001",
            "&to_time=120000",
            "&from_time=60000&to_time=120001",
            "&from_time=120001",
        )
    }
    assert list(found.values()) == [[world.submission], [waiting], [waiting], [world.submission], [waiting, world.submission], []]


async def test_own_submissions_to_a_problem_have_pages(api: Api) -> None:
    world = await make_world(api)
    newer = await sent(world, "print(1)")
    path = f"/submissions/problem/{world.problem}"
    first = (await api.call("GET", f"{path}?limit=1", by=world.owner)).json
    second = (await api.call("GET", f"{path}?limit=1&cursor={first['next']}", by=world.owner)).json
    assert [shown["id"] for page in (first, second) for shown in page["submissions"]] == [newer, world.submission]
    assert second["next"] is None
    assert (await api.call("GET", path, by=world.callers["contestant"])).json["submissions"] == []
    assert (await api.call("GET", "/submissions/problem/none", by=world.owner)).json["submissions"] == []
