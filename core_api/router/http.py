"""The envelope of every answer: request ids, error documents (RFC 9457), metrics and traces."""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web
from prometheus_client import Histogram

from core_api.router.limits import Quota
from core_api.storage import changes, replica
from core_api.storage.changes import Teller
from core_api.storage.pool import AWAY
from core_api.storage.replica import OwnWrites
from realtime.runtime import ids, logs, tracing
from realtime.runtime.errors import Malformed, NotAllowed, NotFound, PodiumError, SlowBody, TooLarge, Unavailable, UnsupportedEncoding

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
NO_STORE = "no-store"
"""Cache-Control of every answer that does not declare another one: nothing keeps what a caller may see, nor errors."""
BY_STATUS: dict[int, type[PodiumError]] = {404: NotFound, 405: NotAllowed, 408: SlowBody, 413: TooLarge, 415: UnsupportedEncoding}
"""Errors of aiohttp that have one of ours."""
REQUEST_ID = "X-Request-Id"
TELLER = web.AppKey("teller", Teller)
"""Of an application: tells what the units of work of its requests have changed."""
OWN_WRITES = web.AppKey("own_writes", OwnWrites)
"""Of an application that reads from a replica."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SECONDS = Histogram("podium_http_seconds", "Time to answer an HTTP request", ["method", "route", "status"])

QUOTA = web.RequestKey("quota", Quota)
"""The limits of a request whose endpoint has some."""


def limit_headers(request: web.Request) -> dict[str, str]:
    """What an answer, also an error, says of the limits."""
    quota = request.get(QUOTA)
    return {} if quota is None else quota.headers()


@web.middleware
async def envelope(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request an id, turns errors into error documents, and notes both in log and metrics."""
    given = request.headers.get(REQUEST_ID, "")
    request_id = given if _REQUEST_ID.fullmatch(given) else ids.new()
    token = logs.request_id.set(request_id)
    changes.teller.set(request.app.get(TELLER))
    replica.own_writes.set(request.app.get(OWN_WRITES))
    began = time.perf_counter()
    route = request.match_info.route.resource.canonical if request.match_info.route.resource else "-"
    try:
        with tracing.span(f"{request.method} {route}", request.headers):
            response = await _answer(request, handler)
        if not response.prepared:
            response.headers[REQUEST_ID] = request_id
            response.headers.update(limit_headers(request))
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
        return error_document(error)
    except web.HTTPException as error:
        response = error_document(_known(error))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except AWAY as error:
        log.warning("a part is away: %r", error)
        return error_document(Unavailable("a part of the platform is away for the moment", retry_after=1))
    except Exception:
        log.exception("%s %s failed", request.method, request.path)
        return error_document(PodiumError("something went wrong on our side"))


def _known(error: web.HTTPException) -> PodiumError:
    """What aiohttp says, as an error of ours."""
    kind = BY_STATUS.get(error.status, Malformed if error.status < 500 else PodiumError)
    return kind("no such address" if error.status == 404 else error.reason)


def error_document(error: PodiumError) -> web.Response:
    response = web.Response(body=msgspec.json.encode(error.problem()), status=error.status, content_type="application/problem+json")
    response.headers["Cache-Control"] = NO_STORE
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    return response
