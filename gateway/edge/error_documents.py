"""Error documents (RFC 9457) of the gateway itself: the same shape and codes as those of the REST API."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from aiohttp import web

from realtime.runtime.errors import PodiumError

CONTENT_TYPE = "application/problem+json"


def error_document(error: PodiumError, headers: Mapping[str, str] | None = None) -> web.Response:
    response = web.Response(body=msgspec.json.encode(error.problem()), status=error.status, headers=headers, content_type=CONTENT_TYPE)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return response
