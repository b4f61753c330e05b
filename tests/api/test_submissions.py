"""Submitting: durable, once for a key, within limits."""

from __future__ import annotations

import asyncio

from tests.api.harness import Answer, Api, fresh
from tests.api.world import World, make_world, submission_body
from tests.database import execute


async def submit(world: World, key: str, source: str = "print(3)", path: str | None = None) -> Answer:
    body = submission_body(world.problem, source)
    path = path if path is not None else f"/contests/{world.contest}/submissions"
    return await world.api.call("POST", path, body, by=world.callers["another contestant"], headers={"Idempotency-Key": key})


async def test_a_submission_is_written_with_its_event_and_the_request_to_judge_it(api: Api) -> None:
    world = await make_world(api)
    answer = await submit(world, fresh("key"))
    assert answer.status == 201
    assert answer.headers["Location"] == f"/api/v1/submissions/{answer.json['id']}"
    sent = await api.platform.pool.fetch("select kind from outbox where message_id like $1", f"%{answer.json['id']}%")
    assert {row["kind"] for row in sent} == {"log", "judge"}


async def test_a_retry_with_its_key_gets_the_first_answer(api: Api) -> None:
    world, key = await make_world(api), fresh("key")
    first, again = await submit(world, key), await submit(world, key)
    assert (first.status, again.status, again.json) == (201, 200, first.json)
    assert again.headers["Location"] == first.headers["Location"]


async def test_retries_at_the_same_time_make_one_submission(api: Api) -> None:
    world, key = await make_world(api), fresh("key")
    answers = await asyncio.gather(*(submit(world, key) for _ in range(5)))
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1


async def test_a_key_used_again_for_another_request_is_refused(api: Api) -> None:
    """It used to get the answer to the first request."""
    world, key = await make_world(api), fresh("key")
    await submit(world, key)
    for other in (await submit(world, key, source="print(4)"), await submit(world, key, path="/submissions")):
        assert (other.status, other.json["code"], other.json["field"]) == (422, "idempotency-key-reused", "Idempotency-Key")


async def test_keys_from_before_they_were_bound_still_get_their_answer(api: Api) -> None:
    world, key = await make_world(api), fresh("key")
    first = await submit(world, key)
    await execute(api.platform.pool, "update submissions set idempotency_fingerprint = null where id = $1", first.json["id"])
    again = await submit(world, key)
    assert (again.status, again.json["id"]) == (200, first.json["id"])


async def test_only_accepted_submissions_count_against_the_limit(api: Api) -> None:
    world, key = await make_world(api), fresh("key")
    for _ in range(12):
        assert (await submit(world, fresh("key"), path="/contests/none/submissions")).status == 404
    assert (await submit(world, key)).status == 201
    before = 2  # the world's own, and the one under `key`
    assert [(await submit(world, fresh("key"))).status for _ in range(10 - before)] == [201] * (10 - before)
    refused = await submit(world, fresh("key"))
    assert (refused.status, refused.json["code"]) == (429, "rate-limited")
    assert (await submit(world, key)).status == 200
