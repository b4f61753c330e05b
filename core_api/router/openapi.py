"""The OpenAPI 3.1 document, made from the declared endpoints alone: it needs no server and no service."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from core_api.router import idempotency, limits
from core_api.router.endpoint import JSON, Endpoint
from core_api.router.examples import example
from core_api.router.http import NO_STORE
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import PRIVATE, PUBLIC, Created
from core_api.router.schemas import Schema, components, field_docs
from core_api.storage import versions
from core_api.storage.idempotency import Unanswered
from realtime.runtime.errors import (
    Forbidden,
    Limited,
    Malformed,
    NotFound,
    PodiumError,
    PreconditionFailed,
    PreconditionRequired,
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


HEADERS: dict[str, Any] = {
    limits.POLICY: {
        "description": "The limits that hold for this request (draft-ietf-httpapi-ratelimit-headers-10): `q` uses in any `w` seconds.",
        "schema": {"type": "string"},
        "example": ", ".join(limit.policy for limit in (Limit("submit-minute", 10, 60), limits.WRITES.user)),
    },
    limits.REMAINING: {
        "description": "Of each limit, `r` uses that are left, and the `t` seconds until the oldest use counts no longer.",
        "schema": {"type": "string"},
        "example": '"submit-minute";r=7;t=42, "writes";r=1199;t=60',
    },
    idempotency.REPLAYED: {
        "description": "The request was carried out before, under the same `Idempotency-Key`: this is the first answer again.",
        "schema": {"type": "string", "const": "true"},
    },
    "Retry-After": {"description": "Seconds after which it is worth trying again.", "schema": {"type": "integer", "minimum": 1}},
}
"""Response headers that many answers have, by name."""
WINDOWS = {60: "a minute", 3600: "an hour", 24 * 3600: "a day"}


class FieldError(msgspec.Struct, frozen=True):
    """One of the fields that are wrong."""

    field: str
    detail: str


class ErrorDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error as RFC 9457 writes it, `application/problem+json`."""

    type: str
    """Where the platform explains the code."""
    title: str
    """The same for every error of this code."""
    status: int
    code: str
    """Stable, for programs."""
    detail: str
    """For people."""
    field: str = ""
    """The part of the request that is wrong."""
    errors: tuple[FieldError, ...] = ()
    """All fields of the wrong shape, where there are several: up to 20."""

    @classmethod
    def example(cls) -> ErrorDocument:
        return cls("/api/v1/errors/not-found", "Not found", 404, "not-found", "there is no problem 'sum'", "problem_id")


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
            "headers": HEADERS,
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
    if endpoint.key or endpoint.keyed:
        found.append(idempotency.KeyReused)
    if endpoint.keyed:
        found.append(Unanswered)
    if isinstance(endpoint.if_match, IfMatch):
        found.append(PreconditionFailed)
    if endpoint.if_match is IfMatch.REQUIRED:
        found.append(PreconditionRequired)
    if endpoint.limits or endpoint.general:
        found.append(Limited)
    return sorted({*found, *endpoint.errors, Unavailable}, key=lambda kind: (kind.status, kind.code))


def limits_of(endpoint: Endpoint) -> list[str]:
    """The declared ones, in words."""
    return [_in_words(limit) for limit in endpoint.limits]


def _in_words(limit: Limit) -> str:
    return f"{limit.uses:,} {WINDOWS.get(limit.seconds, f'in {limit.seconds} s')} per {limit.per}"


class _Schemas:
    """Schemas of all types by the type itself."""

    def __init__(self, endpoints: tuple[Endpoint, ...]) -> None:
        kinds = [ErrorDocument, *(kind for e in endpoints for kind in (e.body, e.query, e.answer) if kind not in (None, bytes))]
        references, self.named = components(kinds)
        self._by_kind = [(kind, reference) for kind, reference in zip(kinds, references, strict=True)]
        self.queries = {name: self.named.pop(name) for name in {e.query.__name__ for e in endpoints if e.query is not None}}

    def of(self, kind: Any) -> Schema:
        return next(reference for known, reference in self._by_kind if known == kind)


def _operation(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    declared = limits_of(endpoint)
    notes = [endpoint.description, WHO[endpoint.policy]]
    if declared:
        notes.append(f"Limited to {' and '.join(declared)}.")
    made: dict[str, Any] = {
        "operationId": f"{tag(endpoint.routes)}.{endpoint.name}",
        "tags": [tag(endpoint.routes)],
        "summary": endpoint.summary,
        "description": "\n\n".join(note for note in notes if note),
        "x-podium-policy": endpoint.policy.value,
        "x-podium-scope": endpoint.scope.value,
        "security": _security(endpoint),
        "parameters": _parameters(endpoint, schemas),
        "responses": _responses(endpoint, schemas),
    }
    general = () if endpoint.general is None else (_in_words(endpoint.general.user), _in_words(endpoint.general.address))
    made["x-podium-rate-limit"] = [*declared, *general]
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
    if endpoint.key or endpoint.keyed:
        made.append(
            {
                "name": idempotency.HEADER,
                "in": "header",
                "required": False,
                "description": "Makes a retry safe: the same request with the same key is carried out once; a retry gets the first answer.",
                "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.MAX_LENGTH},
            }
        )
    if isinstance(endpoint.if_match, IfMatch):
        made.append(
            {
                "name": versions.HEADER,
                "in": "header",
                "required": endpoint.if_match is IfMatch.REQUIRED,
                "description": "The version that this changes: the `ETag` of a GET, or `*` for whichever there is."
                " 412 when it was changed meanwhile.",
                "schema": {"type": "string"},
            }
        )
    return made


def _responses(endpoint: Endpoint, schemas: _Schemas) -> dict[str, Any]:
    done: dict[str, Any] = {"description": HTTPStatus(endpoint.status).phrase}
    if endpoint.answer is not None:
        done["content"] = _content(endpoint.answer, endpoint.media_type, schemas)
    limited = _headers(limits.POLICY, limits.REMAINING) if endpoint.limits or endpoint.general else {}
    headers: dict[str, Any] = {**limited}
    if endpoint.kind is Created or endpoint.location:
        headers["Location"] = {"schema": {"type": "string"}}
    if endpoint.etag:
        headers["ETag"] = {"schema": {"type": "string"}}
    caching = [NO_STORE]
    if endpoint.cache_control:
        caching = list(dict.fromkeys((endpoint.cache_control, endpoint.cache_control.replace("public", "private"))))
    elif endpoint.etag:
        caching = [PUBLIC, NO_STORE if endpoint.caller else PRIVATE]
    if endpoint.keyed:
        headers |= _headers(idempotency.REPLAYED)
    headers["Cache-Control"] = {"schema": {"type": "string", "enum": caching}}
    done["headers"] = headers
    made = {str(endpoint.status): done}
    if endpoint.kind is Created and endpoint.key:
        made["200"] = {**done, "description": "An earlier request with this idempotency key made it"}
    if endpoint.etag and endpoint.method == "GET":
        made["304"] = {"description": "The client has this answer already", "headers": headers}
    by_status: dict[int, list[str]] = {}
    for error in errors_of(endpoint):
        by_status.setdefault(error.status, []).append(error.code)
    for status, codes in by_status.items():
        described: dict[str, Any] = {"description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes)}
        described["headers"] = limited | (_headers("Retry-After") if status in (429, 503) else {})
        made[str(status)] = {**described, "content": {"application/problem+json": {"schema": schemas.of(ErrorDocument)}}}
    return made


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(kind: Any, media_type: str, schemas: _Schemas) -> dict[str, Any]:
    if kind is bytes:  # streamed: made from no type
        return {media_type: {"schema": {"type": "object"}, "example": {}} if media_type == JSON else {}}
    content = {"schema": schemas.of(kind)}
    if media_type == JSON:
        content["example"] = example(kind)
    return {media_type: content}
