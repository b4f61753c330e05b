"""Error documents (RFC 9457) of the gateway itself: the same shape and codes as those of the REST API."""

from __future__ import annotations

import math
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

from realtime.runtime.errors import PodiumError

CONTENT_TYPE = "application/problem+json"


def error_document(error: PodiumError, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=_body(error), status=error.status, headers=_headers(error, headers or {}))


def raw_error_document(error: PodiumError, headers: Mapping[str, str]) -> bytes:
    """The whole answer, for a connection that is closed behind it."""
    body = _body(error)
    all_headers = {**_headers(error, headers), "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}", *(f"{name}: {value}" for name, value in all_headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _body(error: PodiumError) -> bytes:
    return msgspec.json.encode(error.problem())


def _headers(error: PodiumError, headers: Mapping[str, str]) -> dict[str, str]:
    retry = {} if error.retry_after is None else {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
    return {"Content-Type": CONTENT_TYPE, **retry, **headers}
