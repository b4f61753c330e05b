"""Every endpoint with wrong paths, queries, headers and bodies, made from its declaration: the answer names what is wrong, and is no 500.

What is sent goes out as a caller whom the route x role table lets in, so that it reaches services and stores. A new endpoint is covered by
its declaration and by its line in that table.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect as types
from msgspec.inspect import type_info

from core_api.api import ROUTES
from core_api.router.endpoint import BASE, JSON, endpoints
from core_api.router.limits import Limit, Limits
from realtime.protocol import asyncapi
from realtime.runtime.errors import Limited
from tests.api.harness import Answer, Api
from tests.api.test_access import TABLE, address
from tests.api.world import World, make_world
from tests.security import mutants

ENDPOINTS = {str(endpoint): endpoint for endpoint in endpoints(ROUTES)}
HEADERS = (b"\xff\xfe", b"Bearer \xff", b"Bearer ", b"Bearer " + b"a." * 3000, b"\xc3\xa9", b"Basic e30=", b"a" * 129, b"a,b;c=,")
NAMES = (
    "Authorization",
    "Idempotency-Key",
    "X-Forwarded-For",
    "X-Request-Id",
    "If-None-Match",
    "Content-Type",
    "Content-Encoding",
    "traceparent",
)


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits are counted, but would hide what is behind them."""
    counted = Limits.take

    async def take(limits: Limits, limit: Limit, who: str) -> None:
        with contextlib.suppress(Limited):
            await counted(limits, limit, who)

    monkeypatch.setattr(Limits, "take", take)


class Attacker:
    def __init__(self, world: World, route: str) -> None:
        self.world, self.endpoint, self.line = world, ENDPOINTS[route], TABLE[route]
        self.api = world.api
        accepted = [role for role, status in self.line.statuses.items() if status < 300] or ["admin"]
        self.caller = world.callers["admin" if "admin" in accepted else accepted[0]]
        self.failed: list[str] = []
        self.sent = 0

    @property
    def address(self) -> tuple[str, str]:
        return address(self.world, str(self.endpoint))

    async def send(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> None:
        answer = await self.api.call(self.endpoint.method, path, data=body, headers=headers or {}, by=self.caller)
        self.note(answer, f"{path[:200]} {(body or b'')[:300]!r}")

    def note(self, answer: Answer, what: str) -> None:
        self.sent += 1
        if answer.status >= 500 and not (answer.status == 503 and answer.json["code"] == "unavailable"):
            self.failed.append(f"{answer.status} {what}")
        elif answer.status >= 400:
            assert answer.json["code"], what

    def body(self) -> Any:
        """One that is accepted; its parts as JSON or MessagePack has them."""
        made = self.line.body(self.world) if self.line.body is not None else None
        return msgspec.msgpack.decode(made) if isinstance(made, bytes) else made

    def encoded(self, body: Any) -> bytes:
        return msgspec.json.encode(body) if self.endpoint.body_media_type == JSON else _packed(body)


def _packed(body: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(body)
    except OverflowError:  # MessagePack has no such number
        return b"\xc1"


@pytest.mark.parametrize("route", ENDPOINTS)
async def test_no_path_query_or_header_is_a_500(api: Api, unlimited: None, route: str) -> None:
    attacker = Attacker(await make_world(api), route)
    endpoint = attacker.endpoint
    body = attacker.encoded(attacker.body()) if endpoint.body is not None else None
    _, path = attacker.address
    for param in endpoint.params:
        for wrong in mutants.PATHS:
            await attacker.send(_replaced(attacker, param, wrong), body)
    names = () if endpoint.query is None else tuple(field.encode_name for field in msgspec.structs.fields(endpoint.query))
    for query in mutants.queries(names):
        await attacker.send(f"{path}?{query}", body)
    for name in NAMES:
        for value in HEADERS:
            sent = {"Authorization": f"Bearer {attacker.caller.token}".encode(), "X-Forwarded-For": uuid.uuid4().hex.encode(), name: value}
            attacker.note(await api.raw(endpoint.method, path, sent, body or b""), f"{name}: {value[:50]!r}")
    assert not attacker.failed, f"{len(attacker.failed)} of {attacker.sent}: {attacker.failed[:5]}"


def _replaced(attacker: Attacker, param: str, wrong: str) -> str:
    """The address of a thing that exists, with one part of the path wrong."""
    template = attacker.endpoint.path.removeprefix(BASE).split("/")
    real = attacker.address[1].split("/")
    return "/".join(wrong if part == f"{{{param}}}" else held for part, held in zip(template, real, strict=True))


@pytest.mark.parametrize("route", [route for route, endpoint in ENDPOINTS.items() if endpoint.body is not None])
async def test_no_body_is_a_500(api: Api, unlimited: None, route: str) -> None:
    attacker = Attacker(await make_world(api), route)
    for raw in mutants.RAW:
        await attacker.send(attacker.address[1], raw)
    for wrong in mutants.bodies(type_info(attacker.endpoint.body), attacker.body() or {}):
        await attacker.send(attacker.address[1], attacker.encoded(wrong))
    for kind in ("text/html", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "\t;;", "application/msgpack"):
        await attacker.send(attacker.address[1], attacker.encoded(attacker.body()), {"Content-Type": kind})
    assert not attacker.failed, f"{len(attacker.failed)} of {attacker.sent}: {attacker.failed[:5]}"


def patterns_of(node: object, seen: set[type]) -> Iterator[str]:
    """Patterns of all text that a type holds."""
    if isinstance(node, types.StrType) and node.pattern is not None:
        yield node.pattern
    if isinstance(node, types.StructType):
        if node.cls in seen:
            return
        seen.add(node.cls)
    parts = node if isinstance(node, tuple) else ()
    if isinstance(node, types.Type | types.Field):
        parts = tuple(getattr(node, name) for name in node.__struct_fields__)
    for part in parts:
        yield from patterns_of(part, seen)


def test_no_declared_pattern_allows_a_line_end_behind_it() -> None:
    """`$` of Python's expressions matches before a line end too; `\\Z` does not."""
    declared = [*asyncapi.SAID.values(), *asyncapi.HEARD.values()]
    declared += [kind for endpoint in ENDPOINTS.values() for kind in (endpoint.body, endpoint.query) if kind is not None]
    patterns = {pattern for kind in declared for pattern in patterns_of(type_info(kind), set())}
    assert patterns
    assert not [pattern for pattern in patterns if not pattern.endswith(r"\Z")]
