"""Every endpoint with wrong paths, queries, headers and bodies, made from its declaration: the answer names what is wrong, and is no 500.

A new endpoint is covered by its declaration and by its line in the route x role table.
"""

from __future__ import annotations

import uuid

import msgspec
import pytest
from msgspec.inspect import type_info

from core_api.router.endpoint import BASE
from tests.api import mutants
from tests.api.harness import Api
from tests.api.prober import ENDPOINTS, Prober, lift_limits_and_waits
from tests.api.world import make_world

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


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    lift_limits_and_waits(monkeypatch)


@pytest.mark.parametrize("route", ENDPOINTS)
async def test_no_path_query_or_header_is_a_500(api: Api, route: str) -> None:
    prober = Prober(await make_world(api), route)
    endpoint = prober.endpoint
    body = prober.encoded(prober.body()) if endpoint.body is not None else None
    _, path = prober.address
    for param in endpoint.params:
        for wrong in mutants.PATHS:
            await prober.send(_replaced(prober, param, wrong), body)
    names = () if endpoint.query is None else tuple(field.encode_name for field in msgspec.structs.fields(endpoint.query))
    for query in mutants.queries(names):
        await prober.send(f"{path}?{query}", body)
    for name in NAMES:
        for value in HEADERS:
            sent = {"Authorization": f"Bearer {prober.caller.token}".encode(), "X-Forwarded-For": uuid.uuid4().hex.encode(), name: value}
            prober.note(await api.raw(endpoint.method, path, sent, body or b""), f"{name}: {value[:50]!r}")
    assert not prober.failed, f"{len(prober.failed)} of {prober.sent}: {prober.failed[:5]}"


def _replaced(prober: Prober, param: str, wrong: str) -> str:
    """The address of a thing that exists, with one part of the path wrong."""
    template = prober.endpoint.path.removeprefix(BASE).split("/")
    real = prober.address[1].split("/")
    return "/".join(wrong if part == f"{{{param}}}" else held for part, held in zip(template, real, strict=True))


@pytest.mark.parametrize("route", [route for route, endpoint in ENDPOINTS.items() if endpoint.body is not None])
async def test_no_body_is_a_500(api: Api, route: str) -> None:
    prober = Prober(await make_world(api), route)
    for raw in mutants.RAW:
        await prober.send(prober.address[1], raw)
    for wrong in mutants.bodies(type_info(prober.endpoint.body), prober.body() or {}):
        await prober.send(prober.address[1], prober.encoded(wrong))
    for kind in ("text/html", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "\t;;", "application/msgpack"):
        await prober.send(prober.address[1], prober.encoded(prober.body()), {"Content-Type": kind})
    assert not prober.failed, f"{len(prober.failed)} of {prober.sent}: {prober.failed[:5]}"
