"""What is generated from the declared endpoints: the OpenAPI document, its examples, TypeScript types, tables of the docs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import openapi_spec_validator
import pytest

from core_api import generate
from core_api.api import ROUTES, openapi_text
from core_api.router import reference
from core_api.router.endpoint import BASE, JSON, Endpoint, endpoints
from core_api.router.examples import example
from core_api.router.policies import Policy

ENDPOINTS = endpoints(ROUTES)
KINDS = {kind for endpoint in ENDPOINTS for kind in (endpoint.body, endpoint.answer) if kind not in (None, bytes)}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = msgspec.json.decode(openapi_text())
    return made


def test_the_openapi_document_is_valid(document: dict[str, Any]) -> None:
    openapi_spec_validator.validate(document)


def operation(document: dict[str, Any], endpoint: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][endpoint.path][endpoint.method.lower()]
    return found


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_endpoint_is_in_it_with_policy_errors_and_examples(document: dict[str, Any], endpoint: Endpoint) -> None:
    described = operation(document, endpoint)
    assert described["x-podium-policy"] == endpoint.policy.value
    assert described["x-podium-scope"] == endpoint.scope.value
    assert described["summary"]
    bodies = [answer["content"] for answer in described["responses"].values() if "content" in answer]
    if endpoint.body is not None:
        bodies.append(described["requestBody"]["content"])
    assert all("example" in content[JSON] for content in bodies if JSON in content)
    errors = {status for status in described["responses"] if status >= "400"}
    assert {"400", "503"} <= errors
    assert all("Retry-After" in described["responses"][status]["headers"] for status in errors & {"429", "503"})
    assert all("application/problem+json" in described["responses"][status]["content"] for status in errors)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_endpoint_is_limited_and_says_so(document: dict[str, Any], endpoint: Endpoint) -> None:
    """But those for services, which are parts of the platform."""
    described = operation(document, endpoint)
    assert bool(endpoint.general) == (endpoint.policy is not Policy.SERVICE)
    assert len(described["x-podium-rate-limit"]) == len(endpoint.limits) + (2 if endpoint.general else 0)
    assert "429" in described["responses"]
    assert all({"RateLimit", "RateLimit-Policy"} <= set(answer["headers"]) for answer in described["responses"].values())


@pytest.mark.parametrize("kind", sorted(KINDS, key=repr), ids=repr)
def test_every_example_is_valid(kind: Any) -> None:
    msgspec.convert(example(kind), kind)


def test_the_reference_shows_every_endpoint_and_runs_no_script(document: dict[str, Any]) -> None:
    page = reference.page(document, BASE)
    assert all(f"id='{operation(document, endpoint)['operationId']}'" in page for endpoint in ENDPOINTS)
    assert not re.search(r"<script|style=|\son\w+=|=['\"]?https?://|url\(", page)
    anchors = set(re.findall(r"id='([^']+)'", page))
    assert set(re.findall(r"href='#([^']+)'", page)) <= anchors


@pytest.mark.parametrize(("path", "wanted"), generate.files().items(), ids=lambda value: getattr(value, "name", ""))
def test_generated_files_are_fresh(path: Path, wanted: str) -> None:
    assert path.read_text() == wanted, "If this fails: python -m core_api.generate"
