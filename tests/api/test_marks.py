"""Likes of problems and one's own marks: counted right whatever happens to submissions, and nobody else's."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from core_api.domains.marks.store import is_noticed
from realtime.protocol.contest_settings import STANDARD_JUDGEMENT_TYPES, ContestSettings, JudgementType
from tests.api.harness import ANONYMOUS, Api, Caller
from tests.api.test_users import published, submitted
from tests.api.world import contest_body, problem_body
from tests.database import execute

UNKNOWN = "a-problem-that-nobody-makes"


async def mark(api: Api, user: Caller, problem: str) -> Any:
    """None: the problem is not in the answer."""
    answer = await api.call("GET", f"/problems/own-marks?ids={problem}", by=user)
    assert answer.status == 200, answer.content
    return next((found for found in answer.json["marks"]), None)


async def likes(api: Api, problem: str) -> int:
    return int((await api.call("GET", f"/problems/{problem}")).json["likes"])


async def test_a_like_counts_once_and_is_taken_back_once(api: Api) -> None:
    problem = await published(api, await api.caller("creator"))
    fans = [await api.caller() for _ in range(3)]
    again = [fan for fan in fans for _ in range(3)]
    await asyncio.gather(*(api.call("PUT", f"/problems/{problem}/like", by=fan) for fan in again))
    assert await likes(api, problem) == 3
    answer = await api.call("PUT", f"/problems/{problem}/like", by=fans[0])
    assert answer.json == {"problem_id": problem, "liked": True, "likes": 3}
    for _ in range(2):
        answer = await api.call("DELETE", f"/problems/{problem}/like", by=fans[0])
        assert answer.json == {"problem_id": problem, "liked": False, "likes": 2}
    assert await likes(api, problem) == 2
    assert [(await mark(api, fan, problem))["liked"] for fan in fans] == [False, True, True]


async def test_lists_show_likes_and_only_own_marks_say_whose(api: Api) -> None:
    problem, fan = await published(api, await api.caller("creator")), await api.caller()
    await api.call("PUT", f"/problems/{problem}/like", by=fan)
    cursor = None
    while True:
        page = (await api.call("GET", "/problems?limit=200" + (f"&cursor={cursor}" if cursor else ""))).json
        cursor, found = page["next"], [listed for listed in page["problems"] if listed["id"] == problem]
        if found or cursor is None:
            break
    assert found[0]["likes"] == 1
    assert not {"mark", "liked"} & set(found[0])
    answer = await api.call("GET", f"/problems/own-marks?ids={problem}", by=fan)
    assert answer.headers["Cache-Control"] == "no-store"


async def test_a_problem_that_one_may_not_see_has_no_likes_and_no_marks(api: Api) -> None:
    author, user = await api.caller("creator"), await api.caller()
    draft = str((await api.made("/problems", problem_body(), by=author))["id"])
    hidden, unknown = [await api.call("PUT", f"/problems/{id}/like", by=user) for id in (draft, UNKNOWN)]
    assert (hidden.status, unknown.status) == (404, 404)
    assert hidden.json["detail"].replace(draft, "X") == unknown.json["detail"].replace(UNKNOWN, "X")
    assert await mark(api, user, draft) is None
    assert (await api.call("PUT", f"/problems/{draft}/like", by=author)).status == 200
    assert await mark(api, user, draft) is None


async def test_likes_of_a_deleted_account_are_gone(api: Api) -> None:
    admin, problem = await api.caller("admin"), await published(api, await api.caller("creator"))
    stays, goes = await api.caller(), await api.caller()
    for fan in (stays, goes):
        await api.call("PUT", f"/problems/{problem}/like", by=fan)
    assert (await api.call("DELETE", f"/admin/users/{goes.id}", by=admin)).status == 204
    assert (await mark(api, stays, problem))["likes"] == 1


@pytest.mark.parametrize("ids", ["", ",", "a,", "Sum", "a,,b", "a" * 64, ",".join(["a"] * 101), "a%20b"])
async def test_ids_that_are_none_are_refused(api: Api, ids: str) -> None:
    answer = await api.call("GET", f"/problems/own-marks?ids={ids}", by=await api.caller())
    assert (answer.status, answer.json["field"]) == (400, "ids")


async def test_marks_of_a_page_come_with_one_answer(api: Api) -> None:
    creator, user = await api.caller("creator"), await api.caller()
    problems = sorted([await published(api, creator) for _ in range(3)])
    await submitted(api, user, problems[1], "AC")
    answer = await api.call("GET", f"/problems/own-marks?ids={','.join([*problems, UNKNOWN, problems[0]])}", by=user)
    assert [(found["problem_id"], found["mark"]) for found in answer.json["marks"]] == list(
        zip(problems, ("none", "solved", "none"), strict=True)
    )
    assert (await api.call("GET", f"/problems/own-marks?ids={problems[0]}", by=ANONYMOUS)).status == 401


async def test_the_mark_follows_the_verdicts_of_now(api: Api) -> None:
    user, other = await api.caller(), await api.caller()
    problem = await published(api, await api.caller("creator"))
    pool = api.platform.pool

    async def now() -> str:
        return str((await mark(api, user, problem))["mark"])

    waiting = await submitted(api, user, problem, None)
    await submitted(api, user, problem, "JE")
    assert await now() == "none"  # nothing is judged
    await execute(pool, "update submissions set state = 'done', verdict = 'WA' where id = $1", waiting)
    assert await now() == "tried"
    await execute(pool, "update submissions set verdict = 'AC' where id = $1", waiting)
    assert await now() == "solved"
    second = await submitted(api, user, problem, "AC")
    await execute(pool, "update submissions set verdict = 'WA' where id = $1", waiting)  # judged again
    assert await now() == "solved"
    await execute(pool, "update submissions set state = 'deleted' where id = $1", second)
    assert await now() == "tried"
    await execute(pool, "update submissions set state = 'deleted' where id = $1", waiting)
    assert await now() == "none"
    assert (await mark(api, other, problem))["mark"] == "none"


async def test_what_the_own_team_solved_counts_and_another_team_does_not(api: Api) -> None:
    admin, captain, mate, rival = await api.caller("admin"), *[await api.caller() for _ in range(3)]
    problem = await published(api, await api.caller("creator"))
    contest = str((await api.made("/contests", contest_body(problem, freeze=0), by=admin))["id"])
    for user in (captain, rival):
        await api.made(f"/contests/{contest}/join", by=user)
    await execute(api.platform.pool, "insert into registration_members values ($1, $2, $3)", contest, mate.id, captain.id)
    await submitted(api, rival, problem, "AC", contest)
    assert [(await mark(api, user, problem))["mark"] for user in (captain, mate, rival)] == ["none", "none", "solved"]
    await submitted(api, captain, problem, "WA", contest)
    assert [(await mark(api, user, problem))["mark"] for user in (captain, mate, rival)] == ["tried", "tried", "solved"]
    await submitted(api, captain, problem, "AC", contest)  # behind the freeze
    assert [(await mark(api, user, problem))["mark"] for user in (captain, mate, rival)] == ["solved", "solved", "solved"]


@pytest.mark.parametrize(
    "types", [{}, {"OK": JudgementType(True, False), "WA": JudgementType(False, True), "AC": JudgementType(False, True)}]
)
async def test_what_solves_is_what_the_contest_says(api: Api, types: dict[str, JudgementType]) -> None:
    settings = ContestSettings(name="C", duration=1, judgement_types=types)
    for verdict in (*STANDARD_JUDGEMENT_TYPES, "OK", "XX"):
        found = await api.platform.pool.fetchval("select solves($1, $2)", msgspec.to_builtins(settings), verdict)
        assert found == (verdict in settings.meanings and settings.meanings[verdict].solved), verdict
    for verdict in (*STANDARD_JUDGEMENT_TYPES, "OK"):  # of no contest
        assert (
            await api.platform.pool.fetchval("select solves(null, $1)", verdict)
            == STANDARD_JUDGEMENT_TYPES.get(verdict, JudgementType(False, True)).solved
        )
    assert await api.platform.pool.fetchval("select solves(null, null)") is False


def test_many_likes_end_few_caches() -> None:
    assert all(is_noticed(count) for count in range(200))
    assert sum(is_noticed(count) for count in range(10_000, 20_000)) == 100
