"""The OpenAPI 3.1 document, made from the declared endpoints alone: it needs no server and no service."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from core_api.router import idempotency
from core_api.router.endpoint import JSON, Endpoint
from core_api.router.examples import example
from core_api.router.http import NO_STORE
from core_api.router.policies import Policy
from core_api.router.responses import PRIVATE, PUBLIC, Created
from core_api.router.schemas import Schema, components, field_docs
from realtime.runtime.errors import (
    Forbidden,
    Limited,
    Malformed,
    NotFound,
    PodiumError,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedEncoding,
)

WHO = {
    Policy.ANYONE: "Anyone may call this.",
    Policy.SIGNED_IN: "Needs an access token.",
    Policy.OWNER: "Needs the access token of the owner.",
    Policy.CREATOR: "Needs the role `creator` or `admin`.",
    Policy.JURY: "Needs the role `jury` or `admin`.",
    Policy.ADMIN: "Needs the role `admin`.",
    Policy.SERVICE: "Needs the token of a service.",
}


WINDOWS = {60: "a minute", 3600: "an hour", 24 * 3600: "a day"}


class ErrorDocument(msgspec.Struct, frozen=True):
    """An error as RFC 9457 writes it, `application/problem+json`."""

    type: str
    title: str
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    """For people."""
    field: str = ""
    """The part of the request that is wrong."""

    @classmethod
    def example(cls) -> ErrorDocument:
        return cls("about:blank", "not-found", 404, "not-found", "there is no problem 'sum'", "problem_id")


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    endpoints = tuple(endpoints)
    schemas = _Schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Podium REST API",
            "version": "1",
            "description": "Live programming contests. Errors are RFC 9457 documents with a stable `code` and, where one is at fault,"
            " the `field`; 429 and 503 carry `Retry-After`. Every answer has an `X-Request-Id` that stands in the logs too.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [
            {"name": tag(routes), "description": inspect.getdoc(routes) or ""} for routes in dict.fromkeys(e.routes for e in endpoints)
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearerAuth": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The `access_token` of `POST /api/v1/auth/login`.",
                }
            },
            "schemas": schemas.named,
        },
    }


def tag(routes: type) -> str:
    return routes.__name__.removesuffix("Routes").lower()


def errors_of(endpoint: Endpoint) -> list[type[PodiumError]]:
    """What an endpoint can answer beside success: what follows from its declaration, and what it declares itself."""
    found: list[type[PodiumError]] = [Malformed]
    if endpoint.reads_token:
        found.append(Unauthenticated)
    if endpoint.policy in (Policy.CREATOR, Policy.JURY, Policy.ADMIN):
        found.append(Forbidden)
    if endpoint.params:
        found.append(NotFound)
    if endpoint.body is not None:
        found += [TooLarge, UnsupportedEncoding]
    if endpoint.key:
        found.append(idempotency.KeyReused)
    if endpoint.limits:
        found.append(Limited)
    return sorted({*found, *endpoint.errors, Unavailable}, key=lambda kind: (kind.status, kind.code))


def limits_of(endpoint: Endpoint) -> list[str]:
    return [f"{limit.uses:,} {WINDOWS.get(limit.seconds, f'in {limit.seconds} s')} per {limit.per}" for limit in endpoint.limits]


class _Schemas:
    """Schemas of all types by the type itself."""

    def __init__(self, endpoints: tuple[Endpoint, ...]) -> None:
        kinds = [ErrorDocument, *(kind for e in endpoints for kind in (e.body, e.query, e.answer) if kind not in (None, bytes))]
        references, self.named = components(kinds)
        self._by_kind = [(kind, reference) for kind, reference in zip(kinds, references, strict=True)]
        self.queries = {e.query.__name__: self.named.pop(e.query.__name__, {}) for e in endpoints if e.query is not None}

    def of(self, kind: Any) -> Schema:
        return next(reference for known, reference in self._by_kind if known == kind)


def _operation(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    limits = limits_of(endpoint)
    notes = [endpoint.description, WHO[endpoint.policy]]
    if limits:
        notes.append(f"Limited to {' and '.join(limits)}.")
    made: dict[str, Any] = {
        "operationId": f"{tag(endpoint.routes)}.{endpoint.name}",
        "tags": [tag(endpoint.routes)],
        "summary": endpoint.summary,
        "description": "\n\n".join(note for note in notes if note),
        "x-podium-policy": endpoint.policy.value,
        "security": _security(endpoint),
        "parameters": _parameters(endpoint, schemas),
        "responses": _responses(endpoint, schemas),
    }
    if limits:
        made["x-podium-rate-limit"] = limits
    if endpoint.body is not None:
        content = _content(endpoint.body, endpoint.body_media_type, schemas)
        described = f"At most {endpoint.body_limit:,} bytes."
        made["requestBody"] = {"description": described, "required": not endpoint.body_optional, "content": content}
    return made


def _security(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    if not endpoint.reads_token:
        return []
    return [{"bearerAuth": []}] if endpoint.policy is not Policy.ANYONE else [{}, {"bearerAuth": []}]


def _parameters(endpoint: Endpoint, schemas: _Schemas) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in endpoint.params]
    if endpoint.query is not None:
        schema, described = schemas.queries[endpoint.query.__name__], field_docs(endpoint.query)
        for field in msgspec.structs.fields(endpoint.query):
            parameter = {"name": field.encode_name, "in": "query", "required": field.required}
            if field.name in described:
                parameter["description"] = described[field.name]
            shape = {key: value for key, value in schema["properties"][field.encode_name].items() if key != "description"}
            made.append({**parameter, "schema": shape})
    if endpoint.key:
        made.append(
            {
                "name": idempotency.HEADER,
                "in": "header",
                "required": False,
                "description": "Makes a retry safe: with the same key and the same request, the first answer comes again.",
                "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.MAX_LENGTH},
            }
        )
    return made


def _responses(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    done: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.answer is not None:
        done["content"] = _content(endpoint.answer, endpoint.media_type, schemas)
    headers: dict[str, Any] = {}
    if endpoint.kind is Created:
        headers["Location"] = {"schema": {"type": "string"}}
    if endpoint.etag:
        headers["ETag"] = {"schema": {"type": "string"}}
    caching = [endpoint.cache_control or NO_STORE]
    if endpoint.etag and not endpoint.cache_control:
        caching = [PUBLIC, NO_STORE if endpoint.caller else PRIVATE]
    headers["Cache-Control"] = {"schema": {"type": "string", "enum": caching}}
    done["headers"] = headers
    made = {str(endpoint.status): done}
    if endpoint.kind is Created and endpoint.key:
        made["200"] = {**done, "description": "An earlier request with this idempotency key made it"}
    if endpoint.etag:
        made["304"] = {"description": "The client has this answer already"}
    by_status: dict[int, list[str]] = {}
    for error in errors_of(endpoint):
        by_status.setdefault(error.status, []).append(error.code)
    for status, codes in by_status.items():
        described = {"description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes)}
        made[str(status)] = {**described, "content": {"application/problem+json": {"schema": schemas.of(ErrorDocument)}}}
    return made


def _content(kind: Any, media_type: str, schemas: _Schemas) -> dict[str, Any]:
    if kind is bytes:
        return {media_type: {}}
    content = {"schema": schemas.of(kind)}
    if media_type == JSON:
        content["example"] = example(kind)
    return {media_type: content}
