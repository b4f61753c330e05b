"""Declaring endpoints: what is missing or does not fit is said when the process starts."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from core_api.router.endpoint import Address, Endpoint, endpoint, endpoints
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Limit, Quota
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Created, Encoded
from realtime.security.tokens import Claims


class Thing(msgspec.Struct):
    name: str


class Filter(msgspec.Struct):
    limit: int = 50


PER_USER = Limit("things", 10, 60)
PER_ADDRESS = Limit("visits", 10, 60, per="address")


class ThingRoutes:
    @endpoint("POST /boxes/{box}/things", Policy.CREATOR, limits=(PER_USER,))
    async def create(self, box: str, body: Thing, caller: Claims, quota: Quota, key: IdempotencyKey | None) -> Created[Thing]:
        """Puts a thing into a box.

        Boxes hold many things.
        """
        raise NotImplementedError

    @endpoint("GET /things", Policy.ANYONE, etag=True)
    async def page(self, query: Filter, reader: Claims | None, address: Address) -> Encoded[list[Thing]]:
        """Things."""
        raise NotImplementedError

    @endpoint("PUT /things", Policy.ADMIN, status=202, if_match="a test")
    async def replace(self, body: Thing | None) -> None:
        """Replaces all."""

    async def helper(self) -> None: ...


def test_the_signature_of_a_handler_says_what_the_endpoint_takes_and_gives() -> None:
    create, page, replace = endpoints([ThingRoutes])
    assert str(create) == "POST /boxes/{box}/things"
    assert (create.params, create.body, create.answer, create.status) == (("box",), Thing, Thing, 201)
    assert (create.caller, create.quota, create.key, create.body_optional) == ("caller", "quota", "key", False)
    assert (create.summary, create.description) == ("Puts a thing into a box", "Boxes hold many things.")
    assert (page.query, page.answer, page.kind, page.caller, page.caller_optional) == (Filter, list[Thing], Encoded, "reader", True)
    assert (replace.body, replace.body_optional, replace.answer, replace.status) == (Thing, True, None, 202)


def test_no_endpoint_without_a_policy() -> None:
    with pytest.raises(TypeError, match="policy"):
        endpoint("GET /things")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="None"):
        endpoint("GET /things", None)  # type: ignore[arg-type]


def test_a_route_is_a_method_and_a_path() -> None:
    for wrong in ("/things", "FETCH /things", "GET things", "GET"):
        with pytest.raises(TypeError, match=re.escape(wrong)):
            endpoint(wrong, Policy.ANYONE)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_no_update_without_a_version_or_a_reason(method: str) -> None:
    with pytest.raises(TypeError, match="an update needs if_match"):
        endpoint(f"{method} /things/{{thing}}", Policy.ADMIN)
    endpoint(f"{method} /things/{{thing}}", Policy.ADMIN, if_match=IfMatch.REQUIRED)
    endpoint(f"{method} /things/{{thing}}", Policy.ADMIN, if_match="things have no versions")


def declared(handler: Any, route: str = "GET /things", policy: Policy = Policy.ANYONE, **options: Any) -> Endpoint:
    handler.__doc__ = "Does something."
    routes = type("Routes", (), {"handler": endpoint(route, policy, **options)(handler)})
    return endpoints([routes])[0]


async def unknown_parameter(self: object, colour: int) -> None: ...
async def needs_caller(self: object, caller: Claims) -> None: ...
async def numbered(self: object, thing: int) -> None: ...
async def nothing(self: object) -> None: ...
async def encoded(self: object) -> Encoded[Thing]: ...  # type: ignore[empty-body]  # never called
async def with_body(self: object, body: Thing) -> None: ...
async def with_key(self: object, body: Thing, key: IdempotencyKey | None) -> None: ...
async def with_quota(self: object, quota: Quota) -> None: ...


@pytest.mark.parametrize(
    ("handler", "route", "options", "words"),
    [
        (unknown_parameter, "GET /things", {}, "'colour'"),
        (needs_caller, "GET /things", {}, "there may be no caller"),
        (numbered, "GET /things/{thing}", {}, "must be a str"),
        (nothing, "GET /things/{thing}", {}, "no parameter 'thing'"),
        (with_body, "GET /things", {}, "a GET has no body"),
        (with_key, "POST /things", {}, "belongs to a user"),
        (nothing, "GET /things", {"etag": "version"}, "no field of the answer"),
        (nothing, "POST /things", {"location": "/things/{id}"}, "no field of the answer"),
        (encoded, "POST /things", {"location": "/things/{name}"}, "the answer itself"),
        (with_quota, "GET /things", {}, "no limit"),
        (nothing, "GET /things", {"limits": (PER_USER,)}, "per user"),
    ],
)
def test_a_declaration_that_does_not_fit_its_handler_is_refused(handler: Any, route: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        declared(handler, route, **options)


def test_a_handler_is_documented() -> None:
    handler = endpoint("GET /things", Policy.ANYONE)(nothing)
    handler.__doc__ = None
    with pytest.raises(TypeError, match="docstring"):
        endpoints([type("Routes", (), {"handler": handler})])


def test_a_route_is_declared_once() -> None:
    class Other:
        @endpoint("POST /boxes/{id}/things", Policy.ADMIN)
        async def make(self, id: str) -> None:
            """The same path, another name of its part."""

    with pytest.raises(TypeError, match="declared twice"):
        endpoints([ThingRoutes, Other])
