"""Idempotency keys: a request that is sent again is carried out once, and gets the first answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core_api.api import ROUTES
from core_api.router.endpoint import endpoints
from core_api.storage import idempotency
from core_api.workers.key_sweeper import KeySweeper
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.test_access import TABLE, address
from tests.api.world import World, contest_body, make_world, problem_body
from tests.database import execute

KEYED = [str(endpoint) for endpoint in endpoints(ROUTES) if endpoint.keyed and any(s < 300 for s in TABLE[str(endpoint)].statuses.values())]
"""All that a test can bring to an end."""


@pytest.mark.parametrize("route", KEYED)
async def test_a_retry_gets_the_first_answer_also_when_the_process_was_killed_behind_the_commit(
    api: Api, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If this fails for an endpoint: its service tells the answer inside the unit of work, `return work.answer(…)`."""

    async def killed(*_: object) -> None:
        raise AssertionError("the answer is not known in the transaction")

    monkeypatch.setattr(idempotency, "answer_later", killed)
    world = await make_world(api)
    caller = world.callers[next(role for role, status in reversed(TABLE[route].statuses.items()) if status < 300)]
    method, path = address(world, route)
    line = TABLE[route]
    body = line.body(world) if line.body is not None else None
    first, again = [await api.call(method, path, body, by=caller, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert (first.status < 300, again.status) == (True, first.status), first.content
    assert again.content == first.content
    assert again.headers.get("Location") == first.headers.get("Location")
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")


async def rows(api: Api, table: str, where: str, *values: object) -> int:
    return int(await api.platform.pool.fetchval(f"select count(*) from {table} where {where}", *values))


async def announce(world: World, key: str, text: str = "Good luck!", by: Caller | None = None) -> Answer:
    path = f"/contests/{world.contest}/announcements"
    return await world.api.call("POST", path, {"text": text}, by=by or world.admin, headers={"Idempotency-Key": key})


async def test_parallel_requests_with_one_key_are_carried_out_once_and_all_get_the_same_answer(api: Api) -> None:
    world = await make_world(api)
    answers = await asyncio.gather(*(announce(world, "k") for _ in range(8)))
    assert {(answer.status, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    assert await rows(api, "announcements", "contest_id = $1", world.contest) == 2  # and that of the world


async def test_a_key_is_of_one_user_and_of_one_request(api: Api) -> None:
    world = await make_world(api)
    first = await announce(world, "k")
    other = await announce(world, "k", "Bad luck!")
    assert (other.status, other.json["code"], other.json["field"]) == (422, "idempotency-key-reused", "Idempotency-Key")
    of_another_user = await announce(world, "k", by=world.callers["jury"])
    assert (of_another_user.status, of_another_user.json["id"] == first.json["id"]) == (201, False)


async def test_a_request_that_failed_is_carried_out_when_it_is_sent_again(api: Api) -> None:
    world = await make_world(api)
    later = fresh("problem")
    contest = contest_body(later)
    headers = {"Idempotency-Key": "k"}
    assert (await api.call("POST", "/contests", contest, by=world.admin, headers=headers)).status == 422
    made = problem_body(id=later, title=fresh("title"))
    await api.call("POST", "/problems", made, by=world.admin)
    assert (await api.call("POST", "/contests", contest, by=world.admin, headers=headers)).status == 201


async def test_a_retry_while_the_first_request_is_under_way_takes_over_when_that_one_fails(api: Api) -> None:
    """Several at once join a full contest; one place becomes free for whoever comes then."""
    world = await make_world(api)
    user = world.callers["contestant"]
    body = {**contest_body(world.problem), "capacity": 1}
    contest = (await api.made("/contests", body, by=world.admin))["id"]
    path = f"/contests/{contest}/join"
    await api.made(path, by=world.owner)
    headers = {"Idempotency-Key": "k"}
    refused = await asyncio.gather(*(api.call("POST", path, by=user, headers=headers) for _ in range(3)))
    assert [answer.status for answer in refused] == [409, 409, 409]
    await execute(api.platform.pool, "update contests set capacity = 2 where id = $1", contest)
    joined = await asyncio.gather(*(api.call("POST", path, by=user, headers=headers) for _ in range(3)))
    assert [answer.status for answer in joined] == [201, 201, 201]


async def test_an_answer_that_nobody_knows_is_said_to_be_lost_and_nothing_is_done_twice(api: Api) -> None:
    world = await make_world(api)
    await announce(world, "k")
    await execute(api.platform.pool, "update idempotency_keys set answer = null where user_id = $1", world.admin.id)
    again = await announce(world, "k")
    assert (again.status, again.json["code"]) == (409, "idempotency-unanswered")
    assert await rows(api, "announcements", "contest_id = $1", world.contest) == 2


async def test_answers_are_sealed_for_their_user_and_key(api: Api) -> None:
    """Whoever writes to the table cannot give somebody the answer of another."""
    world = await make_world(api)
    await announce(world, "k", text="the secret word")
    await announce(world, "k", text="another word", by=world.callers["jury"])
    kept = await api.platform.pool.fetchval("select answer from idempotency_keys where user_id = $1", world.admin.id)
    assert b"secret" not in kept
    await execute(api.platform.pool, "update idempotency_keys set answer = $2 where user_id = $1", world.callers["jury"].id, kept)
    assert (await announce(world, "k", text="another word", by=world.callers["jury"])).status == 409


async def test_keys_are_forgotten_after_a_day(api: Api) -> None:
    world = await make_world(api)
    first = await announce(world, "old")
    await announce(world, "fresh")
    age = "update idempotency_keys set created_at = now() - interval '25 hours' where user_id = $1 and key = 'old'"
    await execute(api.platform.pool, age, world.admin.id)
    second = await announce(world, "old", "Another text.")
    assert (second.status, second.json["id"] == first.json["id"]) == (201, False)
    await execute(api.platform.pool, age, world.admin.id)
    assert await KeySweeper(api.platform.pool).sweep() >= 1
    left = await api.platform.pool.fetch("select key from idempotency_keys where user_id = $1", world.admin.id)
    assert [row["key"] for row in left] == ["fresh"]


@pytest.mark.parametrize("key", ["", "k" * 129])
async def test_a_key_that_is_empty_or_too_long_is_refused(api: Api, key: str) -> None:
    world = await make_world(api)
    answer = await announce(world, key)
    assert (answer.status, answer.json["field"]) == (400, "Idempotency-Key")


async def test_without_a_token_a_key_means_nothing(api: Api) -> None:
    """Nobody else could be kept from the answer."""
    name = fresh("user")
    body: dict[str, Any] = {"email": f"{name}@example.org", "password": "correct horse 1!", "name": name}
    answer = await api.call("POST", "/auth/register", body, headers={"Idempotency-Key": "k"})
    assert "Idempotency-Replayed" not in answer.headers
    assert await rows(api, "idempotency_keys", "user_id = ''") == 0
