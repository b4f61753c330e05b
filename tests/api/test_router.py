"""What the router does for every endpoint, shown on some of a test's own."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

import msgspec
import pytest
import pytest_asyncio
from aiohttp import ClientPayloadError, web
from aiohttp.test_utils import TestClient, TestServer

from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.endpoint import MSGPACK, Address, endpoint
from core_api.router.limits import General, Limit, Limits, Quota
from core_api.router.policies import Gate, Policy
from core_api.router.responses import Created, Encoded, Streamed
from core_api.storage import acting
from realtime.runtime.errors import NotFound
from realtime.security.addresses import Trusted
from realtime.security.tokens import Claims
from tests.api.fixtures import Stores
from tests.api.harness import fresh

FEW = Limit(fresh("few"), 2, 3600, per="address")
ACCEPTED = Limit(fresh("accepted"), 1, 3600, per="address")

BUSY = General(Limit("busy", 3, 3600), Limit("busy-address", 4, 3600, per="address"))


class Thing(msgspec.Struct):
    name: str


class Acts(msgspec.Struct):
    user: str | None
    session: str
    address: str
    request: str
    action: str
    roles: tuple[str, ...]


class Filter(msgspec.Struct):
    limit: int = 50


class ThingRoutes:
    stopped = False

    @endpoint("GET /things/{thing}", Policy.ANYONE, etag=True)
    async def get(self, thing: str, query: Filter) -> Thing:
        """A thing."""
        return Thing(f"{thing} of {query.limit}")

    @endpoint("POST /things", Policy.ADMIN, audit="a test")
    async def create(self, body: Thing) -> Created[Thing]:
        """Makes a thing; `old` was made before."""
        return Created(body, f"/things/{body.name}", new=body.name != "old")

    @endpoint("PUT /things", Policy.ANYONE, status=202, body_media_type=MSGPACK, body_limit=100, if_match="a test", audit="a test")
    async def replace(self, body: Thing | None) -> Thing:
        """Replaces all things."""
        return body or Thing("nothing")

    @endpoint("DELETE /things", Policy.ANYONE, limits=(FEW,), audit="a test")
    async def clear(self, address: Address) -> None:
        """Deletes all things."""
        assert address

    @endpoint("POST /things/accepted", Policy.ANYONE, limits=(ACCEPTED,), audit="a test")
    async def accept(self, body: Thing, quota: Quota) -> Thing:
        """Counts only good things."""
        if body.name == "bad":
            raise NotFound("bad things are not counted")
        await quota.take()
        return body

    @endpoint("PATCH /things/{thing}", Policy.SIGNED_IN, if_match="a test", audit="a test")
    async def act(self, thing: str, caller: Claims) -> Acts:
        """Says who acts."""
        return msgspec.convert(acting.current(), Acts, from_attributes=True)

    @endpoint("GET /busy", Policy.ANYONE, general=BUSY)
    async def busy(self, caller: Claims | None) -> Thing:
        """Has a tight general limit."""
        return Thing("busy")

    @endpoint("GET /text", Policy.ANYONE, media_type="text/plain; charset=utf-8")
    async def text(self) -> Encoded[bytes]:
        """Text."""
        return Encoded(b"text", {"X-Content-Type-Options": "nosniff"})

    @endpoint("GET /lines", Policy.ANYONE, media_type="application/x-ndjson")
    async def lines(self) -> Streamed:
        """Lines."""
        return Streamed(self._lines())

    @endpoint("GET /broken", Policy.ANYONE, media_type="application/x-ndjson")
    async def broken(self) -> Streamed:
        """Breaks off in the middle."""
        return Streamed(self._broken())

    async def _broken(self) -> AsyncGenerator[bytes, None]:
        yield b"0\n"
        raise NotFound("the rest is lost")

    async def _lines(self) -> AsyncGenerator[bytes, None]:
        try:
            for number in range(3):
                yield b"%d\n" % number
        finally:
            self.stopped = True


@pytest_asyncio.fixture(loop_scope="session")
async def client(stores: Stores) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(middlewares=[http.envelope])
    router = Router(app, Gate(stores.signer.verifier), Limits(stores.redis), Trusted("127.0.0.1"), stores.keys)
    router.add(ThingRoutes())
    async with TestClient(TestServer(app)) as made:
        yield made


Client = TestClient[web.Request, web.Application]


async def test_path_and_query_are_decoded_and_the_answer_is_tagged(client: Client) -> None:
    answer = await client.get("/api/v1/things/a%2Fb?limit=7")
    assert await answer.json() == {"name": "a/b of 7"}
    again = await client.get("/api/v1/things/a%2Fb?limit=7", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, await again.read(), again.headers["Cache-Control"]) == (304, b"", "public, no-cache")
    with_token = await client.get("/api/v1/things/a%2Fb", headers={"Authorization": "Bearer x"})
    assert with_token.headers["Cache-Control"] == "private, no-cache"
    other = await client.get("/api/v1/things/a%2Fb", headers={"If-None-Match": answer.headers["ETag"]})
    assert other.status == 200
    head = await client.head("/api/v1/things/a%2Fb")
    assert (head.status, await head.read(), head.headers["ETag"]) == (200, b"", other.headers["ETag"])


async def test_a_query_that_is_not_declared_is_refused(client: Client) -> None:
    answer = await client.get("/api/v1/text?verbose=1")
    assert (answer.status, (await answer.json(content_type=None))["field"]) == (400, "verbose")


async def test_the_role_is_checked_before_the_body(client: Client, stores: Stores) -> None:
    for token, status in (("", 401), (stores.signer.sign("u", "Ada", ()), 403), (stores.signer.sign("u", "Ada", ("admin",)), 400)):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await client.post("/api/v1/things", data=b"{", headers=headers)
        assert answer.status == status


async def test_what_was_made_has_a_place_and_what_was_there_another_status(client: Client, stores: Stores) -> None:
    headers = {"Authorization": f"Bearer {stores.signer.sign('u', 'Ada', ('admin',))}"}
    for name, status in (("new", 201), ("old", 200)):
        answer = await client.post("/api/v1/things", json={"name": name}, headers=headers)
        assert (answer.status, answer.headers["Location"], await answer.json()) == (status, f"/api/v1/things/{name}", {"name": name})


async def test_bodies_have_a_format_a_bound_and_may_be_left_out(client: Client) -> None:
    answer = await client.put("/api/v1/things")
    assert (answer.status, await answer.json()) == (202, {"name": "nothing"})
    answer = await client.put("/api/v1/things", data=msgspec.msgpack.encode(Thing("packed")))
    assert await answer.json() == {"name": "packed"}
    answer = await client.put("/api/v1/things", data=msgspec.msgpack.encode({"name": 1}))
    assert (answer.status, (await answer.json(content_type=None))["field"]) == (400, "name")
    answer = await client.put("/api/v1/things", data=b"\xc1")
    assert (answer.status, (await answer.json(content_type=None))["code"]) == (400, "malformed")
    answer = await client.put("/api/v1/things", data=msgspec.msgpack.encode(Thing("x" * 100)))
    assert answer.status == 413


async def test_declared_limits_are_taken_for_each_request(client: Client) -> None:
    headers = {"X-Forwarded-For": fresh("somewhere")}
    assert [(await client.delete("/api/v1/things", headers=headers)).status for _ in range(3)] == [204, 204, 429]


async def test_a_handler_with_a_quota_counts_what_it_accepts(client: Client) -> None:
    headers = {"X-Forwarded-For": fresh("somewhere")}
    statuses = []
    for name in ("bad", "bad", "good", "bad", "good"):
        statuses.append((await client.post("/api/v1/things/accepted", json={"name": name}, headers=headers)).status)
    assert statuses == [404, 404, 200, 404, 429]


async def test_who_acts_is_known_below_the_router(client: Client, stores: Stores) -> None:
    token = stores.signer.sign("u", "Ada", ("jury",))
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": "2001:db8::7", "X-Request-Id": "my-own-id"}
    said = await (await client.patch("/api/v1/things/1", headers=headers)).json()
    assert said.pop("session") == stores.signer.verifier.check(token).sid
    assert said == {"user": "u", "address": "2001:db8::7", "request": "my-own-id", "action": "PATCH /things/{thing}", "roles": ["jury"]}


async def test_the_general_limit_is_that_of_the_user_else_of_the_address(client: Client, stores: Stores) -> None:
    """A token that is refused is no way around it."""
    somewhere = {"X-Forwarded-For": "192.0.2.9"}

    async def statuses(times: int, token: str = "", headers: dict[str, str] = somewhere) -> list[int]:
        sent = headers | ({"Authorization": f"Bearer {token}"} if token else {})
        return [(await client.get("/api/v1/busy", headers=sent)).status for _ in range(times)]

    ada, grace = (stores.signer.sign(fresh("u"), name, ()) for name in ("Ada", "Grace"))
    assert await statuses(4, ada) == [200, 200, 200, 429]
    assert await statuses(1, grace) == [200]
    assert await statuses(5, "wrong") == [401, 401, 401, 401, 429]
    assert await statuses(1) == [429]
    assert await statuses(1, headers={"X-Forwarded-For": "192.0.2.10"}) == [200]


async def test_what_a_gateway_asks_for_itself_is_not_limited(client: Client) -> None:
    answers = [await client.get("/api/v1/busy") for _ in range(6)]
    assert {answer.status for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


async def test_other_media_types_and_headers(client: Client) -> None:
    answer = await client.get("/api/v1/text")
    assert (await answer.text(), answer.headers["Content-Type"]) == ("text", "text/plain; charset=utf-8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_answer_is_streamed_with_a_request_id(client: Client) -> None:
    answer = await client.get("/api/v1/lines", headers={"X-Request-Id": "my-own-id"})
    assert (await answer.read(), answer.headers["Content-Type"]) == (b"0\n1\n2\n", "application/x-ndjson")
    assert answer.headers["X-Request-Id"] == "my-own-id"
    head = await client.head("/api/v1/lines")
    assert (head.status, await head.read()) == (200, b"")


async def test_an_answer_that_breaks_off_is_not_taken_for_the_whole(client: Client) -> None:
    answer = await client.get("/api/v1/broken")
    assert answer.status == 200
    with pytest.raises(ClientPayloadError):
        await answer.read()


async def test_other_methods_are_named(client: Client) -> None:
    answer = await client.put("/api/v1/things/1")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD,PATCH")
    assert (await answer.json(content_type=None))["code"] == "method-not-allowed"
    assert (await client.options("/api/v1/things/1")).status == 405
