"""Optimistic locking: an update is made for the version that its author has read, or for any, and tells when there is another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limits
from core_api.router.policies import Gate, Policy
from core_api.router.preconditions import IfMatch
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from realtime.security.addresses import Trusted
from tests.api.fixtures import Stores
from tests.api.harness import Answer, Api, Caller
from tests.api.world import World, make_world


class Row(msgspec.Struct):
    version: int


class RowRoutes:
    """A row of version 7."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @endpoint("GET /row", Policy.ANYONE, etag="version")
    async def get(self) -> Row:
        """The row."""
        return Row(7)

    @endpoint("PUT /row", Policy.ANYONE, etag="version", if_match=IfMatch.REQUIRED, audit="a test")
    async def replace(self) -> Row:
        """Replaces the row."""
        async with unit_of_work.begin(self._pool) as work:
            work.check_version(7)
        return Row(8)

    @endpoint("PATCH /row", Policy.ANYONE, if_match=IfMatch.OPTIONAL, audit="a test")
    async def forgetful(self) -> Row:
        """Changes the row without looking at its version."""
        async with unit_of_work.begin(self._pool):
            return Row(8)


Client = TestClient[web.Request, web.Application]


@pytest_asyncio.fixture(loop_scope="session")
async def client(stores: Stores) -> AsyncIterator[Client]:
    app = web.Application(middlewares=[http.envelope])
    router = Router(app, Gate(stores.signer.verifier), Limits(stores.redis), Trusted("127.0.0.1"), stores.keys)
    router.add(RowRoutes(stores.pool))
    async with TestClient(TestServer(app)) as made:
        yield made


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        ("*", 200),
        ('"7"', 200),
        ('"7.0a1b"', 200),
        ('W/"7.0a1b"', 200),  # the gateway compressed the answer
        ('"6.0a1b", "7.0a1b"', 200),
        ('"6.0a1b"', 412),
        ('"77.0a1b"', 412),
        ("7", 412),
        ("", 412),
        (None, 428),
    ],
)
async def test_an_update_is_made_for_a_version(client: Client, if_match: str | None, status: int) -> None:
    answer = await client.put("/api/v1/row", headers={} if if_match is None else {"If-Match": if_match})
    assert answer.status == status
    if status >= 400:
        said = await answer.json(content_type=None)
        assert (said["code"], said["field"]) == ("precondition-failed" if status == 412 else "precondition-required", "If-Match")


async def test_the_etag_of_a_row_tells_its_version_and_whether_the_answer_is_the_same(client: Client) -> None:
    answer = await client.get("/api/v1/row")
    assert answer.headers["ETag"].startswith('"7.')
    again = await client.get("/api/v1/row", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    assert (await client.get("/api/v1/row", headers={"If-None-Match": '"7"'})).status == 200
    assert (await client.put("/api/v1/row", headers={"If-Match": answer.headers["ETag"]})).status == 200


async def test_an_update_is_answered_whatever_the_client_holds(client: Client) -> None:
    answer = await client.put("/api/v1/row", headers={"If-Match": "*", "If-None-Match": "*"})
    assert (answer.status, await answer.json()) == (200, {"version": 8})
    assert answer.headers["ETag"].startswith('"8.')


async def test_an_update_that_does_not_look_at_the_version_fails(client: Client) -> None:
    """Whoever writes a service cannot forget it."""
    assert (await client.patch("/api/v1/row")).status == 500


async def version(api: Api, path: str, by: Caller) -> str:
    answer = await api.call("GET", path, by=by)
    assert answer.status == 200
    return answer.headers["ETag"]


async def change(world: World, thing: str, read: str) -> Answer:
    """Each of the things that have a version, changed for the version that was read."""
    headers = {"If-Match": read}
    if thing == "contest":
        return await world.api.call("PUT", f"/contests/{world.contest}", {"settings": {"name": "X"}}, by=world.admin, headers=headers)
    if thing == "problem":
        return await world.api.call("PATCH", f"/problems/{world.problem}", {"published": True}, by=world.admin, headers=headers)
    if thing == "statement":
        path = f"/problems/{world.problem}/statements/de"
        return await world.api.call("PUT", path, {"text": "Addiere."}, by=world.admin, headers=headers)
    if thing == "privacy":
        return await world.api.call("PUT", "/users/profile/privacy", {"profile": "nobody"}, by=world.owner, headers=headers)
    return await world.api.call("PUT", "/users/profile", {"name": world.owner.name, "country": "CH"}, by=world.owner, headers=headers)


def page_of(world: World, thing: str) -> tuple[str, Caller]:
    if thing == "contest":
        return f"/contests/{world.contest}", world.admin
    if thing in ("problem", "statement"):
        return f"/problems/{world.problem}", world.admin
    return "/users/profile", world.owner


@pytest.mark.parametrize("thing", ["contest", "problem", "statement", "profile", "privacy"])
async def test_of_two_who_have_read_the_same_version_one_changes_it(api: Api, thing: str) -> None:
    world = await make_world(api)
    read = await version(api, *page_of(world, thing))
    answers = await asyncio.gather(change(world, thing, read), change(world, thing, read))
    assert sorted(answer.status for answer in answers) == [202 if thing == "contest" else 200, 412]
    again = await version(api, *page_of(world, thing))
    assert again != read
    assert (await change(world, thing, again)).status < 300


async def test_a_profile_is_replaced_as_a_whole_and_only_by_who_says_which_one(api: Api) -> None:
    user = await api.caller()
    headers = {"Authorization": f"Bearer {user.token}".encode(), "Content-Type": b"application/json"}
    answer = await api.raw("PUT", "/users/profile", headers, msgspec.json.encode({"name": user.name}))
    assert (answer.status, answer.json["code"]) == (428, "precondition-required")
