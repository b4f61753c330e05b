"""Text that stores do not take, patterns with a line end behind them, tokens of other bytes, and what caches may keep."""

from __future__ import annotations

import pytest

from tests.api.harness import PASSWORD, Api, fresh
from tests.api.world import contest_body, make_world, problem_body, submission_body


async def test_a_nul_character_is_an_error_that_names_its_field(api: Api) -> None:
    world = await make_world(api)
    for path in ("/problems/a%00", "/contests/a%00/leaderboard", "/submissions/%00", "/contests?cursor=%00", "/problems?cursor=a%00"):
        answer = await api.call("GET", path, by=world.admin)
        assert (answer.status, answer.json["code"]) == (400, "malformed"), path
    wrong = problem_body(statement="a\0b")
    answer = await api.call("POST", "/problems", wrong, by=world.admin)
    assert (answer.status, answer.json["field"]) == (400, "statement")
    body = contest_body(world.problem)
    body["settings"]["name"] = "a\0b"
    answer = await api.call("POST", "/contests", body, by=world.admin)
    assert (answer.status, answer.json["field"]) == (400, "settings.name")


async def test_the_escape_of_a_nul_character_in_a_source_is_no_nul(api: Api) -> None:
    world = await make_world(api)
    source = 'char end = "\\u0000".charAt(0); long large = 12345678901234567890;'
    answer = await api.call("POST", f"/contests/{world.contest}/submissions", submission_body(world.problem, source), by=world.owner)
    assert answer.status == 201


@pytest.mark.parametrize("number", [2**53 + 1, 2**63, -(10**30)])
async def test_an_integer_that_json_cannot_hold_is_refused(api: Api, number: int) -> None:
    world = await make_world(api)
    body = contest_body(world.problem)
    body["settings"]["start"] = number
    answer = await api.call("POST", "/contests", body, by=world.admin)
    assert answer.status == 400


async def test_a_line_end_is_no_part_of_an_id(api: Api) -> None:
    world = await make_world(api)
    assert (await api.call("POST", "/problems", problem_body(id=f"{fresh('sum')}\n"), by=world.admin)).status == 400
    assert (await api.call("POST", "/contests", {**contest_body(world.problem), "id": f"{fresh('c')}\n"}, by=world.admin)).status == 400
    account = {"email": f"{fresh('a')}@example.org\n", "password": PASSWORD, "name": fresh("a")}
    assert (await api.call("POST", "/auth/register", account)).status == 400


@pytest.mark.parametrize("token", [b"\xff\xfe", "ключ".encode(), b"caf\xe9"])
async def test_tokens_of_other_bytes_are_refused(api: Api, token: bytes) -> None:
    for path in ("/users/profile", "/judging"):
        assert (await api.raw("GET", path, {"Authorization": b"Bearer " + token})).status == 401


async def test_nothing_keeps_what_is_private(api: Api) -> None:
    world = await make_world(api)
    private = ("/users/profile", f"/submissions/{world.submission}", f"/problems/{world.problem}", "/contests", "/judging", "/nowhere")
    for path in private:
        assert (await api.call("GET", path, by=world.admin)).headers["Cache-Control"] == "no-store", path
    login = {"email": f"{world.owner.name}@example.org", "password": PASSWORD}
    assert (await api.call("POST", "/auth/login", login)).headers["Cache-Control"] == "no-store"
    assert (await api.call("GET", "/judging")).headers["Cache-Control"] == "no-store"
    assert (await api.call("GET", f"/contests/{world.contest}/teams")).headers["Cache-Control"] == "public, no-cache"
