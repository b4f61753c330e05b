"""Profiles, what others see of them, statistics and history of submissions, search."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from realtime.storage.judge_queue import JudgeTask
from tests.api.harness import Api, Caller, fresh
from tests.api.world import contest_body, problem_body
from tests.database import execute

NOBODY = {"profile": "nobody", "statistics": "nobody", "submissions": "nobody"}


async def submitted(
    api: Api, user: Caller, problem: str, verdict: str | None, contest: str | None = None, language: str = "python3"
) -> str:
    """A submission as the index has it, judged with a verdict."""
    id = fresh("s")
    task = JudgeTask(id, f"{id}-1", f"{problem}/1", language, contest or "practice", user.id, 0, 0)
    await execute(
        api.platform.pool,
        "insert into submissions (id, contest_id, problem_id, user_id, team_id, language, source_bytes, task, queue, state, verdict)"
        " values ($1, $2, $3, $4, $4, $5, 1, $8, 'regular', $6, $7)",
        id,
        contest,
        problem,
        user.id,
        language,
        "done" if verdict else "queued",
        verdict,
        msgspec.json.encode(task),
    )
    return id


async def published(api: Api, by: Caller, difficulty: str = "easy") -> str:
    return str((await api.made("/problems", problem_body(published=True, difficulty=difficulty), by=by))["id"])


async def stats(api: Api, user: Caller, by: Caller) -> Any:
    answer = await api.call("GET", f"/users/{user.id}/stats", by=by)
    assert answer.status == 200, answer.content
    return answer.json


async def history(api: Api, user: Caller, by: Caller, query: str = "") -> list[str]:
    answer = await api.call("GET", f"/users/{user.id}/submissions{query}", by=by)
    assert answer.status == 200, answer.content
    return [found["id"] for found in answer.json["submissions"]]


async def test_a_profile_is_changed_as_a_whole_and_its_version_grows(api: Api) -> None:
    user = await api.caller()
    before = (await api.call("GET", "/users/profile", by=user)).json
    name = fresh("Ada")
    wanted = {
        "name": f"  {name} ",
        "country": "GB",
        "organization": "Engines",
        "about": "Notes.\nMore.",
        "links": ["https://example.org/a"],
    }
    after = await api.call("PUT", "/users/profile", wanted, by=user)
    assert after.status == 200
    assert after.json == before | wanted | {"name": name, "version": before["version"] + 1}
    await api.call("PUT", "/users/profile", {"name": name}, by=user)
    emptied = (await api.call("GET", "/users/profile", by=user)).json
    assert (emptied["country"], emptied["about"], emptied["links"]) == ("", "", [])


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("name", "A\u202eda", 422),
        ("organization", "A\u200bCME", 422),
        ("about", "x\u2066y", 422),
        ("country", "Switzerland", 400),
        ("links", ["javascript:alert(1)"], 400),
        ("links", ["https://bank.example@evil.example/"], 400),
        ("links", ["https://example.org/"] * 6, 400),
    ],
)
async def test_what_a_profile_cannot_hold_is_named(api: Api, field: str, value: Any, status: int) -> None:
    user = await api.caller()
    answer = await api.call("PUT", "/users/profile", {"name": user.name, field: value}, by=user)
    assert (answer.status, answer.json["field"].partition("[")[0]) == (status, field)


async def test_a_name_that_looks_like_anothers_is_refused_and_a_new_one_counts_at_once(api: Api) -> None:
    user, other = await api.caller(), await api.caller()
    taken = await api.call("PUT", "/users/profile", {"name": other.name.upper()}, by=user)
    assert (taken.status, taken.json["field"]) == (409, "name")
    name = fresh("Grace")
    await api.call("PUT", "/users/profile", {"name": name}, by=user)
    problem = await published(api, admin := await api.caller("admin"))
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    await api.made(f"/contests/{contest}/join", by=user)  # by the token of before
    joined = await api.platform.pool.fetchval("select joined ->> 'name' from registrations where contest_id = $1", contest)
    assert joined == name


async def test_others_see_what_the_person_shows(api: Api) -> None:
    user, other, admin = await api.caller(), await api.caller(), await api.caller("admin")
    await api.call("PUT", "/users/profile", {"name": user.name, "about": "Hello."}, by=user)
    seen = (await api.call("GET", f"/users/{user.id}")).json
    assert (seen["profile"]["about"], seen["shows_statistics"], seen["shows_submissions"]) == ("Hello.", True, False)
    assert (await api.call("GET", f"/users/{user.id}/submissions")).status == 401
    assert (await api.call("GET", f"/users/{user.id}/submissions", by=other)).status == 200

    await api.call("PUT", "/users/profile/privacy", NOBODY, by=user)
    seen = (await api.call("GET", f"/users/{user.id}", by=other)).json
    assert seen == {"id": user.id, "name": user.name, "profile": None, "shows_statistics": False, "shows_submissions": False}
    for part in ("stats", "submissions"):
        got = [(await api.call("GET", f"/users/{user.id}/{part}", by=by)).status for by in (Caller(), other, user, admin)]
        assert got == [403, 403, 200, 200]


async def test_statistics_count_what_is_judged_now(api: Api) -> None:
    admin, user = await api.caller("admin", "creator"), await api.caller()
    easy, hard = await published(api, admin), await published(api, admin, "hard")
    empty = await stats(api, user, user)
    assert (empty["submissions"], empty["success_rate"], empty["activity"]) == (0, None, [])
    for problem, verdict in ((easy, "WA"), (easy, "AC"), (easy, "AC"), (hard, "TLE"), (hard, "JE"), (hard, None)):
        await submitted(api, user, problem, verdict)
    other_language = await submitted(api, user, hard, "AC", language="cpp")
    found = await stats(api, user, user)
    assert found["solved"] == {"easy": 1, "medium": 0, "hard": 1}
    assert (found["tried"], found["submissions"], found["accepted"], found["success_rate"]) == (2, 5, 3, 0.6)
    assert found["languages"] == [
        {"language": "python3", "submissions": 4, "accepted": 2},
        {"language": "cpp", "submissions": 1, "accepted": 1},
    ]
    assert [(day["submissions"], day["accepted"]) for day in found["activity"]] == [(5, 3)]

    await execute(api.platform.pool, "update submissions set verdict = 'WA' where id = $1", other_language)  # judged again
    assert (await stats(api, user, user))["solved"]["hard"] == 0
    await execute(api.platform.pool, "update submissions set state = 'deleted' where user_id = $1", user.id)
    assert (await stats(api, user, user))["submissions"] == 0
    assert await history(api, user, user) == []


async def test_history_comes_in_pages_and_by_choice(api: Api) -> None:
    admin, user = await api.caller("admin", "creator"), await api.caller()
    problem = await published(api, admin)
    sent = [await submitted(api, user, problem, verdict) for verdict in ("WA", "AC", "WA")]
    newest_first = sorted(sent, reverse=True)
    first = (await api.call("GET", f"/users/{user.id}/submissions?limit=2", by=user)).json
    assert [found["id"] for found in first["submissions"]] == newest_first[:2]
    assert await history(api, user, user, f"?limit=2&cursor={first['next']}") == newest_first[2:]
    assert set(await history(api, user, user, "?verdict=WA")) == {sent[0], sent[2]}


async def test_names_are_found_by_their_beginning_and_with_a_mistake(api: Api) -> None:
    user, reader = await api.caller(), await api.caller()
    word = fresh("lovelace").replace("-", "")
    await api.call("PUT", "/users/profile", {"name": f"Ada {word}", "country": "GB"}, by=user)

    async def found(text: str) -> list[str]:
        answer = await api.call("GET", f"/users/search?q={text}", by=reader)
        assert answer.status == 200, answer.content
        return [each["id"] for each in answer.json["users"]]

    assert (await found(f"ada%20{word[:12]}"))[0] == user.id
    assert (await found(word))[0] == user.id
    assert (await found(word[:6] + "x" + word[7:]))[0] == user.id
    assert "email" not in (await api.call("GET", f"/users/search?q={word}", by=reader)).json["users"][0]
    for nothing in ("%25%25", "__", "''--"):
        assert user.id not in await found(nothing)
    await api.call("PUT", "/users/profile/privacy", {"profile": "nobody"}, by=user)
    assert user.id not in await found(word)
