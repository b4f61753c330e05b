"""HTTP the same way everywhere: who asks, what was sent, how errors look (RFC 9457), and ids that run through the logs."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from prometheus_client import Histogram

from core_api.platform import PLATFORM
from core_api.storage.pool import AWAY
from realtime.runtime import ids, logs, tracing
from realtime.runtime.errors import Forbidden, Malformed, NotFound, PodiumError, TooLarge, Unauthenticated, Unavailable
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
REQUEST_ID = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SECONDS = Histogram("podium_http_seconds", "Time to answer an HTTP request", ["method", "route", "status"])


@web.middleware
async def envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request an id, turns errors into problem details, and notes both in log and metrics."""
    given = request.headers.get(REQUEST_ID, "")
    request_id = given if _REQUEST_ID.fullmatch(given) else ids.new()
    token = logs.request_id.set(request_id)
    began = time.perf_counter()
    route = request.match_info.route.resource.canonical if request.match_info.route.resource else "-"
    try:
        with tracing.span(f"{request.method} {route}", dict(request.headers)):
            response = await _answer(request, handler)
        if not response.prepared:
            response.headers[REQUEST_ID] = request_id
        SECONDS.labels(request.method, route, response.status).observe(time.perf_counter() - began)
        return response
    finally:
        logs.request_id.reset(token)


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except PodiumError as error:
        if error.status >= 500:
            log.warning("%s: %s", error.code, error.message)
        return problem(error)
    except web.HTTPRequestEntityTooLarge:
        return problem(TooLarge("the request body is too large"))
    except web.HTTPException as error:
        known = NotFound("no such address") if error.status == 404 else PodiumError(error.reason)
        if error.status != 404:
            known.status, known.code = error.status, error.reason.lower().replace(" ", "-")
        response = problem(known)
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except AWAY as error:
        log.warning("a part is away: %r", error)
        return problem(Unavailable("a part of the platform is away for the moment", retry_after=1))
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return problem(PodiumError("something went wrong on our side"))


def problem(error: PodiumError) -> web.Response:
    response = web.Response(body=msgspec.json.encode(error.problem()), status=error.status, content_type="application/problem+json")
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json", headers=headers)


def reply_tagged(request: web.Request, body: Any) -> web.Response:
    """With an ETag; 304 without a body when the client has it already."""
    encoded = msgspec.json.encode(body)
    tag = f'"{hashlib.blake2b(encoded, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    response = web.Response(body=encoded, content_type="application/json", headers=headers)
    response.enable_compression()
    return response


async def body(request: web.Request, kind: type[T]) -> T:
    """The request's body as a struct. Raises `Malformed` naming the field that is wrong."""
    raw = await request.read()
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        text = str(error)
        at = re.search(r"at `\$\.?([^`]*)`", text)
        missing = re.search(r"missing required field `(\w+)`", text)
        field = (at.group(1) if at else "") or (missing.group(1) if missing else "")
        raise Malformed(text, field=field or None) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"the body is not JSON: {error}") from None


async def packed(request: web.Request, kind: type[T], limit: int) -> T:
    """A large body, as MessagePack. Raises `Malformed` naming the field that is wrong, or `TooLarge`."""
    raw = bytearray()
    async for block in request.content.iter_chunked(1 << 16):
        raw += block
        if len(raw) > limit:
            raise TooLarge(f"the body may have {limit:,} bytes")
    try:
        return msgspec.msgpack.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"the body is not what was expected: {error}") from None


def bearer(request: web.Request) -> Claims | None:
    """Who asks, or None without a token. Raises `Unauthenticated` for a token that is not valid."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("the Authorization header must be 'Bearer <access token>'")
    return request.app[PLATFORM].signer.verifier.check(token.strip())


def user(request: web.Request) -> Claims:
    claims = bearer(request)
    if claims is None:
        raise Unauthenticated("log in first: this needs an access token")
    return claims


def admin(request: web.Request) -> Claims:
    claims = user(request)
    if not claims.is_admin:
        raise Forbidden("this needs the role admin")
    return claims


def number(request: web.Request, name: str, default: int, low: int, high: int) -> int:
    """A number from the query. Raises `Malformed` naming it when it is none or out of range."""
    given = request.query.get(name)
    if given is None:
        return default
    try:
        value = int(given)
    except ValueError:
        raise Malformed(f"{name} must be a number", field=name) from None
    if not low <= value <= high:
        raise Malformed(f"{name} must be from {low} to {high}", field=name)
    return value


def client_address(request: web.Request) -> str:
    """The address of the client, as a gateway we trust says it."""
    return request.app[PLATFORM].trusted.client(request.remote, request.headers.get("X-Forwarded-For"))
