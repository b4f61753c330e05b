"""The API keeps its own word: requests that schemathesis makes of the OpenAPI document get answers that the document describes, and no 5xx.

Each operation is called as an administrator, with requests that fit the document and with some that do not. Those that fit name things that
exist, so that answers are more than 404, and others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks as conformance

from core_api.api import openapi_text
from core_api.router.endpoint import BASE
from tests.api.harness import Answer, Api
from tests.api.test_access import TABLE, address
from tests.api.world import World, make_world

CASES = 4
"""Of each kind for an operation: some 1,300 requests in all, which take a minute."""
CHECKS: list[Any] = [
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_headers_conformance,
    conformance.response_schema_conformance,
]
_document: Any = schemathesis.openapi.from_dict(json.loads(openapi_text()))
OPERATIONS: dict[str, Any] = {
    f"{operation.method.upper()} {operation.path.removeprefix(BASE)}": operation
    for operation in (result.ok() for result in _document.get_all_operations())
}
PACKED = {"PUT /problems/{problem}/package", "PUT /uploads/{upload}/parts/{part}"}
"""Take MessagePack, which schemathesis does not write; `tests/security/test_package_files.py` and `tests/api/test_uploads.py` send what is wrong."""
UNSENT = ("user-agent", "accept", "accept-encoding")
"""Headers of schemathesis' own client."""


class Sent(NamedTuple):
    """A request as it goes over the wire."""

    prepared: requests.PreparedRequest
    path: str
    body: bytes | None
    headers: dict[str, str]

    @classmethod
    def of(cls, case: Any) -> Sent | None:
        """None: no client can send this, for example a line end in a header."""
        given = case.as_transport_kwargs(base_url="http://localhost")
        headers = {name: value for name, value in given["headers"].items() if name.lower() not in UNSENT}
        if any(ord(character) < 32 for value in headers.values() for character in str(value)):
            return None
        parts = {name: given[name] for name in ("params", "json", "data") if name in given}
        try:
            prepared = requests.Request(given["method"], given["url"], headers=headers, **parts).prepare()
        except ValueError:
            return None
        body: Any = prepared.body
        path = prepared.path_url.removeprefix(BASE)
        return cls(prepared, path, body.encode() if isinstance(body, str) else body, {str(n): str(v) for n, v in prepared.headers.items()})


def cases(route: str, mode: GenerationMode, parts: dict[str, str] | None) -> list[Any]:
    """Made requests, the same ones each time. `parts`: of the path, in place of made ones."""
    made: list[Any] = []

    @seeded(7)
    @settings(max_examples=CASES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[route].as_strategy(generation_mode=mode, path_parameters=parts))
    def collect(case: Any) -> None:
        made.append(case)

    collect()
    return made


def all_cases(world: World, route: str) -> Iterator[Any]:
    pattern, path = route.partition(" ")[2].split("/"), address(world, route)[1].split("/")
    parts = {name.strip("{}"): value for name, value in zip(pattern, path, strict=True) if name.startswith("{")}
    yield from cases(route, GenerationMode.POSITIVE, parts)
    if parts:
        yield from cases(route, GenerationMode.POSITIVE, None)
    operation = OPERATIONS[route]
    if operation.body or operation.query or operation.headers:
        yield from cases(route, GenerationMode.NEGATIVE, parts)


def faults(case: Any, sent: Sent, answer: Answer) -> Iterator[str]:
    if answer.status >= 500 and not (answer.status == 503 and answer.json["code"] == "unavailable"):  # no engine runs here
        yield "a server error"
    headers = {name: [value] for name, value in answer.headers.items()}
    response = Response(answer.status, headers, answer.content, sent.prepared, 0.1, verify=False)
    try:
        case.validate_response(response, checks=CHECKS)
    except (Failure, FailureGroup) as failure:
        yield from (str(part) for part in getattr(failure, "exceptions", [failure]))


def test_every_endpoint_is_called() -> None:
    assert set(OPERATIONS) == set(TABLE)


@pytest.mark.parametrize(
    "changes",
    [{"status": 418}, {"status": 500}, {"content": b'[{"code": 7}]'}, {"headers": {"Content-Type": "text/plain"}}],
    ids=["status", "server error", "shape", "media type"],
)
async def test_an_answer_that_the_document_does_not_describe_is_seen(api: Api, changes: dict[str, Any]) -> None:
    case = cases("GET /errors", GenerationMode.POSITIVE, None)[0]
    sent = Sent.of(case)
    assert sent is not None
    answer = await api.call("GET", "/errors")
    assert not list(faults(case, sent, answer))
    assert list(faults(case, sent, answer._replace(**changes)))


@pytest.mark.parametrize("route", [route for route in OPERATIONS if route not in PACKED])
async def test_answers_are_as_the_document_says(api: Api, route: str) -> None:
    world, method = await make_world(api), route.partition(" ")[0]
    wrong: list[str] = []
    for case in all_cases(world, route):
        sent = Sent.of(case)
        if sent is None:
            continue
        answer = await api.call(method, sent.path, data=sent.body, by=world.admin, headers=sent.headers)
        what = f"{method} {sent.path[:200]} {(sent.body or b'')[:300]!r}: {answer.status} {answer.content[:200]!r}"
        wrong += [f"{what}\n{fault[:1000]}" for fault in faults(case, sent, answer)]
    assert not wrong, "\n\n".join(wrong[:5])
