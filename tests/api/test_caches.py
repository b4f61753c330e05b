"""What the caches of the API promise: a change is seen at once, and nobody sees through them what is not theirs."""

from __future__ import annotations

import asyncio
import time

from core_api.storage.changes import Teller
from core_api.workers.change_teller import ChangeTeller
from realtime.storage import redis_commands as commands
from tests.api.fixtures import Stores
from tests.api.harness import Api, fresh
from tests.api.world import contest_body, make_world, problem_body
from tests.database import execute


async def test_a_change_of_a_contest_is_seen_by_the_next_reader_with_and_without_a_token(api: Api) -> None:
    admin = await api.caller("admin", "creator")
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    contest = (await api.made("/contests", contest_body(problem, begins_in=600), by=admin))["id"]
    for name in ("first", "second"):
        for caller in (admin, await api.caller()):
            assert (await api.call("GET", f"/contests/{contest}", by=caller)).json["settings"]["name"] != name
        changed = await api.call("PUT", f"/contests/{contest}", {"settings": {"name": name}}, by=admin)
        assert changed.status == 202, changed.content
        for caller in (admin, await api.caller()):
            assert (await api.call("GET", f"/contests/{contest}", by=caller)).json["settings"]["name"] == name


async def test_who_joins_is_counted_at_once(api: Api) -> None:
    world = await make_world(api)
    before = (await api.call("GET", f"/contests/{world.contest}")).json["teams"]
    await api.made(f"/contests/{world.contest}/join", by=await api.caller())
    assert (await api.call("GET", f"/contests/{world.contest}")).json["teams"] == before + 1


async def test_a_contest_hides_its_problems_and_shows_them_when_it_starts(api: Api) -> None:
    admin = await api.caller("admin", "creator")
    problem = (await api.made("/problems", problem_body(published=True), by=admin))["id"]
    assert (await api.call("GET", f"/problems/{problem}")).status == 200
    await api.made("/contests", contest_body(problem, begins_in=1.5), by=admin)
    starts = time.time() + 1.5
    assert (await api.call("GET", f"/problems/{problem}")).status == 404
    assert (await api.call("GET", f"/problems/{problem}", by=admin)).status == 200
    while time.time() < starts + 0.1:
        await asyncio.sleep(0.1)
    assert (await api.call("GET", f"/problems/{problem}")).status == 200


async def test_a_draft_in_the_cache_is_for_its_author_only(api: Api) -> None:
    creator = await api.caller("creator")
    problem = (await api.made("/problems", problem_body(), by=creator))["id"]
    for _ in range(2):
        assert (await api.call("GET", f"/problems/{problem}", by=creator)).status == 200
        assert (await api.call("GET", f"/problems/{problem}", by=await api.caller("creator"))).status == 404
        assert (await api.call("GET", f"/problems/{problem}")).status == 404


async def test_the_list_of_problems_has_what_was_published(api: Api) -> None:
    creator = await api.caller("creator")
    id = fresh("!first")  # on the first page, which is cached
    assert (await api.call("GET", "/problems")).status == 200
    await api.made("/problems", problem_body(id=id.replace("!", "0-"), published=True), by=creator)
    assert id.replace("!", "0-") in [problem["id"] for problem in (await api.call("GET", "/problems")).json["problems"]]


async def test_a_second_api_sees_what_the_first_has_changed(api: Api, stores: Stores) -> None:
    other = Api(*stores)
    other.backbone.server = api.backbone.server
    await other.start()
    try:
        world = await make_world(api)
        path = f"/contests/{world.contest}"
        assert (await other.call("GET", path)).json["settings"]["name"] == "C"
        await api.call("PUT", path, {"settings": {"name": "D"}}, by=world.admin)
        assert (await other.call("GET", path)).json["settings"]["name"] == "D"
    finally:
        await other.close()


async def test_the_worker_tells_what_was_changed_by_a_process_that_died(api: Api) -> None:
    world = await make_world(api)
    path = f"/contests/{world.contest}"
    await api.call("GET", path)
    pool = api.platform.pool
    await execute(pool, "update contests set settings = jsonb_set(settings, '{name}', '\"D\"') where id = $1", world.contest)
    await execute(pool, "insert into changes (tags) values (array['contest/' || $1])", world.contest)
    assert (await api.call("GET", path)).json["settings"]["name"] == "C"
    teller = ChangeTeller(pool, Teller(api.platform.caches.store, api.backbone))
    while await teller.tell():
        pass
    assert (await api.call("GET", path)).json["settings"]["name"] == "D"
    assert await pool.fetchval("select count(*) from changes") == 0


async def test_a_profile_is_as_its_owner_left_it_and_shown_to_whom_it_is_shown_now(api: Api) -> None:
    owner, other = await api.caller(), await api.caller()
    for about in ("first", "second"):
        body = {"name": owner.name, "about": about}
        changed = await api.call("PUT", "/users/profile", body, by=owner)
        assert changed.status == 200, changed.content
        assert (await api.call("GET", "/users/profile", by=owner)).json["about"] == about
        assert (await api.call("GET", f"/users/{owner.id}", by=other)).json["profile"]["about"] == about
    privacy = {"profile": "nobody", "statistics": "nobody", "submissions": "nobody"}
    assert (await api.call("PUT", "/users/profile/privacy", privacy, by=owner)).status == 200
    assert (await api.call("GET", f"/users/{owner.id}", by=other)).json.get("profile") is None
    assert (await api.call("GET", "/users/profile", by=owner)).json["about"] == "second"


async def test_personal_data_does_not_stand_in_redis_in_clear(api: Api) -> None:
    owner = await api.caller()
    await api.call("GET", "/users/profile", by=owner)
    keys = [key async for key in api.platform.redis.scan(f"cache:profile:{owner.id}")]
    assert keys
    for kept in await api.platform.redis.pipeline([commands.get(key) for key in keys]):
        assert owner.name.encode() not in (kept or b"")
