"""Error documents (RFC 9457): all of one shape, and their `type` leads to an explanation on the platform itself."""

from __future__ import annotations

import pytest

from core_api.api import ROUTES
from core_api.router.endpoint import endpoints
from core_api.router.openapi import errors_of
from realtime.runtime import errors
from realtime.runtime.errors import PodiumError
from tests.api.harness import Api

KINDS = {kind for endpoint in endpoints(ROUTES) for kind in errors_of(endpoint)} | {
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PodiumError)
}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/contests/none", 404, "not-found"),
        ("GET", "/no/such/address", 404, "not-found"),
        ("DELETE", "/contests", 405, "method-not-allowed"),
        ("GET", "/users/profile", 401, "unauthenticated"),
        ("GET", "/contests?limit=0", 400, "malformed"),
    ],
)
async def test_every_error_is_a_document_of_one_shape(api: Api, method: str, path: str, status: int, code: str) -> None:
    answer = await api.call(method, path)
    said = answer.json
    assert answer.status == said["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (said["code"], said["type"]) == (code, f"/api/v1/errors/{code}")
    assert said["title"]
    assert said["detail"]
    assert set(said) <= {"type", "title", "status", "code", "detail", "field", "errors"}


@pytest.mark.parametrize("code", sorted({kind.code for kind in KINDS}))
async def test_the_type_of_every_error_leads_to_its_explanation(api: Api, code: str) -> None:
    answer = await api.call("GET", f"/errors/{code}")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<code>{code}</code>" in answer.content.decode()
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_all_codes_are_listed_and_each_says_what_it_means(api: Api) -> None:
    listed = (await api.call("GET", "/errors")).json
    assert {kind.code for kind in KINDS} <= {kind["code"] for kind in listed}
    assert all(kind["meaning"].endswith(".") for kind in listed)
    codes = [kind["code"] for kind in listed]
    assert len(codes) == len(set(codes)), "a code has one status and one meaning"


async def test_an_unknown_code_is_no_page(api: Api) -> None:
    answer = await api.call("GET", "/errors/<script>")
    assert (answer.status, answer.json["field"]) == (404, "code")


async def test_several_fields_of_a_body_are_named_at_once(api: Api) -> None:
    answer = await api.call("POST", "/auth/register", {"email": 7, "name": "Ada", "colour": "red"})
    assert answer.status == 400
    assert {fault["field"] for fault in answer.json["errors"]} >= {"email", "password", "colour"}
