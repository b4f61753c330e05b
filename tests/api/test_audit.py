"""The audit log: each act leaves a row in its own transaction, refused acts leave few, and unusual ones are marked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limits
from core_api.router.policies import Gate, Policy
from core_api.storage import unit_of_work
from core_api.storage.audit import night
from core_api.storage.pool import Pool
from realtime.security.addresses import Trusted
from tests.api.fixtures import Stores
from tests.api.harness import PASSWORD, Api, Caller, fresh
from tests.api.world import contest_body, make_world

INSERT = "insert into outbox (kind, target, message_id, payload) values ('fax', $1, 'm', '')"


class ForgetfulRoutes:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @endpoint("POST /forgotten/{thing}", Policy.ANYONE)
    async def forgotten(self, thing: str) -> None:
        """Writes and leaves no row."""
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute(INSERT, thing)

    @endpoint("PUT /forgotten/{thing}", Policy.ANYONE, if_match="a test")
    async def elsewhere(self, thing: str) -> None:
        """Changes something that is in no database."""

    @endpoint("GET /forgotten/{thing}", Policy.ANYONE, audit=True)
    async def opened(self, thing: str) -> None:
        """Shows a secret."""

    @endpoint("DELETE /forgotten/{thing}", Policy.ANYONE, audit="a test")
    async def excepted(self, thing: str) -> None:
        """Says why it leaves no row."""
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute(INSERT, thing)

    @endpoint("PATCH /forgotten/{thing}", Policy.ANYONE, if_match="a test")
    async def remembered(self, thing: str) -> None:
        """Leaves a row, and writes beside the act."""
        async with unit_of_work.begin(self._pool, unaudited="a cache") as work:
            await work.connection.execute(INSERT, thing)
        async with unit_of_work.begin(self._pool) as work:
            work.audit("thing", thing, before={"size": 1, "name": "same"}, after={"size": 2, "name": "same"})


Client = TestClient[web.Request, web.Application]


@pytest_asyncio.fixture(loop_scope="session")
async def client(stores: Stores) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[http.envelope])
    Router(app, Gate(stores.signer.verifier), Limits(stores.redis), Trusted("127.0.0.1"), stores.keys).add(ForgetfulRoutes(stores.pool))
    async with TestClient(TestServer(app)) as made:
        yield made


async def rows_of(pool: Pool, object: str) -> list[dict[str, Any]]:
    """By the object they are about, in their order."""
    found = [dict(row) for row in await pool.fetch("select * from audit where object = $1 order by id", object)]
    return [row | {name: msgspec.json.decode(row[name]) for name in ("before", "after")} for row in found]


async def test_an_endpoint_that_writes_without_an_audit_row_fails_and_nothing_is_written(client: Client, stores: Stores) -> None:
    thing = fresh("thing")
    assert (await client.post(f"/api/v1/forgotten/{thing}")).status == 500
    assert await stores.pool.fetchval("select count(*) from outbox where target = $1", thing) == 0


async def test_an_endpoint_that_acts_elsewhere_without_an_audit_row_fails(client: Client) -> None:
    assert (await client.put("/api/v1/forgotten/x")).status == 500
    assert (await client.get("/api/v1/forgotten/x")).status == 500


async def test_an_exception_is_declared_with_its_reason(client: Client, stores: Stores) -> None:
    thing = fresh("thing")
    assert (await client.delete(f"/api/v1/forgotten/{thing}")).status == 204
    assert (await client.patch(f"/api/v1/forgotten/{thing}")).status == 204
    assert await stores.pool.fetchval("select count(*) from outbox where target = $1", thing) == 2
    (row,) = await rows_of(stores.pool, thing)
    assert (row["before"], row["after"]) == ({"size": 1}, {"size": 2})


async def test_a_row_says_who_did_what_from_where(api: Api) -> None:
    admin = await api.caller("admin")
    creator = await api.caller("creator")
    problem = (await api.made("/problems", {**_problem(), "statement": "secret words"}, by=creator))["id"]
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    headers = {"X-Request-Id": fresh("request")}
    answer = await api.call("PUT", f"/contests/{contest}", {"settings": {"name": "Another"}}, by=admin, headers=headers)
    assert answer.status == 202
    made, changed = await rows_of(api.platform.pool, contest)
    assert (made["action"], made["before"], made["after"]["settings"]["name"]) == ("POST /contests", None, "C")
    assert (changed["actor"], changed["roles"], changed["session"]) == (admin.id, ["admin"], _session(api, admin))
    assert (changed["action"], changed["kind"], changed["request"]) == ("PUT /contests/{contest}", "contest", headers["X-Request-Id"])
    assert (changed["before"], changed["after"]) == ({"name": "C"}, {"name": "Another"})
    assert (changed["outcome"], changed["times"], changed["marks"]) == ("done", 1, [])
    (problems,) = await rows_of(api.platform.pool, problem)
    assert (problems["actor"], problems["after"]["tests"]) == (creator.id, 2)
    whole = str(
        await api.platform.pool.fetchval("select string_agg(audit::text, '') from audit where actor = any($1)", [admin.id, creator.id])
    )
    assert api.address not in whole
    assert "secret words" not in whole


async def test_an_act_that_is_rolled_back_leaves_no_row(api: Api) -> None:
    world = await make_world(api)
    before = await rows_of(api.platform.pool, world.contest)
    answer = await api.call("PUT", f"/contests/{world.contest}", {"settings": {"duration": 1, "freeze": 2}}, by=world.admin)
    assert answer.status == 422
    assert await rows_of(api.platform.pool, world.contest) == before


async def refused(api: Api, path: str) -> list[tuple[str | None, str, int, list[str]]]:
    await api.refusals.flush(everything=True)
    rows = await rows_of(api.platform.pool, path)
    assert {row["outcome"] for row in rows} <= {"refused"}
    return [(row["actor"], row["reason"], row["times"], row["marks"]) for row in rows]


async def test_refused_acts_are_gathered_by_who_was_refused(api: Api) -> None:
    path, somebody, other = f"/contests/{fresh('c')}", await api.caller(), await api.caller("creator")
    for _ in range(3):
        assert (await api.call("PUT", path, {}, by=somebody)).status == 403
    assert (await api.call("PUT", path, {}, by=other)).status == 403
    assert (await api.call("PUT", path, {}, by=Caller("no token"))).status == 401
    assert (await api.call("PUT", path, {})).status == 401  # who shows no token has tried nothing
    first, second, without_token = await refused(api, path)
    assert (first, second) == ((somebody.id, "forbidden", 3, []), (other.id, "forbidden", 1, []))
    assert without_token[:3] == (None, "unauthenticated", 1)
    await api.call("PUT", path, {}, by=somebody)
    await api.refusals.flush()
    assert len(await rows_of(api.platform.pool, path)) == 3, "one row a minute"
    assert (await refused(api, path))[3:] == [(somebody.id, "forbidden", 1, [])]


async def test_reads_that_others_may_not_see_are_no_refused_acts_unless_privileged(api: Api) -> None:
    world = await make_world(api)
    path = f"/submissions/user/{world.owner.id}"
    assert (await api.call("GET", path, by=world.callers["contestant"])).status == 403
    assert await refused(api, path) == []
    assert (await api.call("GET", "/judging", by=world.callers["contestant"])).status == 403
    assert (world.callers["contestant"].id, "forbidden", 1, []) in await refused(api, "/judging")


async def test_many_refusals_are_marked(api: Api) -> None:
    path, somebody = f"/contests/{fresh('c')}", await api.caller()
    for _ in range(19):
        await api.call("PUT", path, {}, by=somebody)
    assert await refused(api, path) == [(somebody.id, "forbidden", 19, [])]
    await api.call("PUT", path, {}, by=somebody)
    assert (await refused(api, path))[1] == (somebody.id, "forbidden", 1, ["many-refusals"])


async def test_rate_limited_logins_are_refused_acts(api: Api) -> None:
    body = {"email": f"{fresh('nobody')}@example.org", "password": "wrong"}
    statuses = [(await api.call("POST", "/auth/login", body)).status for _ in range(8)]
    assert statuses == [401] * 5 + [429] * 3
    network = api.keys.network_key(api.address)
    await api.refusals.flush(everything=True)
    row = await api.platform.pool.fetchrow("select * from audit where network_key = $1 and reason = 'rate-limited'", network)
    assert row is not None
    assert (row["actor"], row["action"], row["times"]) == (None, "POST /auth/login", 3)
    assert api.keys.open_address(row["id"], row["address_sealed"]) == api.address


async def found(api: Api, by: Caller, **query: str | int) -> list[dict[str, Any]]:
    answer = await api.call("GET", f"/audit?{urlencode(query)}", by=by)
    assert answer.status == 200, answer.content
    return list(answer.json["entries"])


async def test_the_log_is_searched_by_actor_action_object_address_and_time(api: Api) -> None:
    world = await make_world(api)
    admin, began = world.admin, datetime.now(UTC).isoformat()
    text = {"text": "Ten minutes more."}
    answer = await api.call("POST", f"/contests/{world.contest}/announcements", text, by=admin, headers={"X-Forwarded-For": "203.0.113.9"})
    object = f"{world.contest}/{answer.json['id']}"
    (entry,) = await found(api, admin, kind="announcement", object=object)
    assert (entry["actor"], entry["actor_name"], entry["address"]) == (admin.id, admin.name, "203.0.113.9")
    assert (entry["action"], entry["before"], entry["after"]["text"]) == (
        "POST /contests/{contest}/announcements",
        None,
        "Ten minutes more.",
    )
    for query in (
        {"actor": admin.id, "since": began},
        {"actor": admin.id, "action": entry["action"], "limit": 1},
        {"actor": admin.id, "address": "203.0.113.9"},
        {"actor": admin.id, "address": "203.0.113.0/24", "outcome": "done", "marked": "false"},
    ):
        assert [one["id"] for one in await found(api, admin, **query)] == [entry["id"]], query
    for query in (
        {"object": object, "until": began},
        {"object": object, "address": "203.0.113.8"},
        {"object": object, "outcome": "refused"},
        {"object": object, "marked": "true"},
    ):
        assert await found(api, admin, **query) == [], query
    refused = await api.call("GET", "/audit?since=2026-11-28T20:15:00", by=admin)
    assert (refused.status, refused.json["field"]) == (422, "since")


async def test_pages_hold_each_entry_once(api: Api) -> None:
    world = await make_world(api)
    for number in range(5):
        await api.made(f"/contests/{world.contest}/announcements", {"text": str(number)}, by=world.admin)
    whole = await found(api, world.admin, actor=world.admin.id)
    pages: list[dict[str, Any]] = []
    cursor = ""
    while True:
        query = {"actor": world.admin.id, "limit": 3, **({"cursor": cursor} if cursor else {})}
        answer = await api.call("GET", f"/audit?{urlencode(query)}", by=world.admin)
        pages += answer.json["entries"]
        if answer.json["next"] is None:
            break
        cursor = answer.json["next"]
    assert [entry["id"] for entry in pages] == [entry["id"] for entry in whole]


async def test_an_admin_who_logs_in_from_a_new_network_is_marked(api: Api) -> None:
    admin = await api.caller("admin")  # logged in from another network
    body = {"email": f"{admin.name}@example.org", "password": PASSWORD}
    for address in ("198.51.100.7", "198.51.100.8", "203.0.113.7", "203.0.113.8"):
        assert (await api.call("POST", "/auth/login", body, headers={"X-Forwarded-For": address})).status == 200
    logins = await found(api, admin, actor=admin.id, action="POST /auth/login")
    assert [(entry["address"], entry["marks"]) for entry in logins[::-1]] == [
        ("198.51.100.7", ["new-network"]),
        ("198.51.100.8", []),
        ("203.0.113.7", ["new-network"]),
        ("203.0.113.8", []),
    ]
    contestant = await api.caller()
    body = {"email": f"{contestant.name}@example.org", "password": PASSWORD}
    assert (await api.call("POST", "/auth/login", body)).status == 200
    assert await found(api, admin, actor=contestant.id) == []


async def test_rights_that_are_given_at_night_are_marked(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    hour = datetime.now(UTC).hour
    try:
        night.use(night.parsed(f"{hour}-{(hour + 2) % 24}", "UTC"))
        assert (await api.call("PUT", f"/users/{user.id}/roles/creator", by=admin)).status == 200
        assert (await api.call("PUT", f"/users/{user.id}/roles/creator", by=admin)).status == 200, "again: nothing changes"
        night.use(night.parsed(f"{(hour + 12) % 24}-{(hour + 13) % 24}", "UTC"))
        assert (await api.call("DELETE", f"/users/{user.id}/roles/creator", by=admin)).status == 200
    finally:
        night.use(night.parsed("22-6", "UTC"))
    entries = await found(api, admin, kind="user", object=user.id)
    assert [(entry["before"], entry["after"], entry["marks"]) for entry in entries[::-1]] == [
        ({"roles": []}, {"roles": ["creator"]}, ["rights-at-night"]),
        ({}, {}, []),
        ({"roles": ["creator"]}, {"roles": []}, []),
    ]
    assert entries[-1]["id"] in [entry["id"] for entry in await found(api, admin, marked="true", actor=admin.id)]


async def test_a_secret_test_that_is_opened_while_its_contest_runs_is_marked(api: Api) -> None:
    """There is no endpoint yet that shows one: this is what it has to do, and it cannot be declared without."""
    world = await make_world(api)
    other = (await api.made("/problems", _problem(), by=world.callers["creator"]))["id"]
    for problem in (world.problem, other):
        async with unit_of_work.begin(api.platform.pool) as work:
            work.audit("test", f"{problem}/1", after={"opened": True})
    marks = [(await found(api, world.admin, kind="test", object=f"{problem}/1"))[0]["marks"] for problem in (world.problem, other)]
    assert marks == [["test-of-running-contest"], []]


def _problem() -> dict[str, Any]:
    tests = [{"input": "1 2\n", "answer": "3\n", "sample": True}, {"input": "20 22\n", "answer": "42\n"}]
    id = fresh("sum")
    return {"id": id, "title": id, "statement": "Add.", "tests": tests}


def _session(api: Api, caller: Caller) -> str:
    return api.platform.signer.verifier.check(caller.token).sid


async def test_the_log_can_be_verified(api: Api) -> None:
    admin = await api.caller("admin")
    answer = await api.call("GET", "/audit/verification", by=admin)
    assert answer.status == 200
    # in one process there is no worker that links rows, and no head: the report says both
    assert answer.json["whole"] is False
    assert any("head of the chain" in problem for problem in answer.json["problems"])
