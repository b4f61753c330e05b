"""Answers of endpoints: what handlers return, and how it becomes an HTTP response.

A handler returns its struct; `Created` adds a Location, `Encoded` holds bytes that were encoded before, `Streamed` is for answers
too large for memory. Status, media type and caching come from the declaration.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import msgspec
from aiohttp import web

from core_api.router import http, preconditions
from core_api.router.declaration import JSON
from realtime.protocol import etags
from realtime.runtime import logs

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode
PUBLIC, PRIVATE = "public, no-cache", "private, no-cache"
"""Cache-Control of answers with an ETag: to be validated before each use, by shared caches too or by the caller's own alone."""
COMPRESSIBLE = (JSON, "text/")
"""Pictures and archives are compressed already."""


@dataclass(frozen=True)
class Created(Generic[T]):
    """201 with the place of what was made; 200 when an earlier request with this idempotency key had made it."""

    content: T
    location: str
    """Path behind `/api/v1`."""
    new: bool = True


@dataclass(frozen=True)
class Encoded(Generic[T]):
    """An answer of type T, in the declared media type already; with headers of its own, also another `Content-Type`."""

    content: bytes | None
    """None: 204, where T is None."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Streamed:
    """An answer in parts. Errors must be raised before it is returned: afterwards the status has been sent."""

    parts: AsyncGenerator[bytes, None]


def encoded(content: object) -> bytes | None:
    return content if content is None or isinstance(content, bytes) else _encode(content)


def plain(content: object, status: int, media_type: str, headers: Mapping[str, str]) -> web.Response:
    """`content` as it is when it is bytes, else as JSON; None: without a body."""
    body = encoded(content)
    if body is None:
        return web.Response(status=204, headers=headers)
    return web.Response(body=body, status=status, headers={"Content-Type": media_type, **headers})


def tagged(request: web.Request, content: object, media_type: str, headers: Mapping[str, str], version: object) -> web.Response:
    """With an ETag, of `version` and content unless `headers` has one; 304 without a body when a GET has it already.

    What is said to a caller without a token is the same for everybody: gateways keep it, and ask whether it still holds.
    """
    body = content if isinstance(content, bytes) else _encode(content)
    tag = headers.get("ETag") or preconditions.tag(body, version)
    headers = {"Cache-Control": PRIVATE if "Authorization" in request.headers else PUBLIC, **headers, "ETag": tag}
    if request.method in ("GET", "HEAD") and etags.holds(request.headers.get("If-None-Match"), tag):
        return web.Response(status=304, headers=headers)
    headers = {"Content-Type": media_type, **headers}
    response = web.Response(body=body, headers=headers)
    if headers["Content-Type"].startswith(COMPRESSIBLE):
        response.enable_compression()
    return response


async def streamed(request: web.Request, answer: Streamed, media_type: str, headers: Mapping[str, str]) -> web.StreamResponse:
    sent = {**headers, "Content-Type": media_type, http.REQUEST_ID: logs.request_id.get()}  # the envelope would come too late
    response = web.StreamResponse(headers=sent)
    try:
        await response.prepare(request)
        if request.method != "HEAD":
            async for part in answer.parts:
                await response.write(part)
        await response.write_eof()
    except Exception:
        if request.transport is not None:
            request.transport.close()  # its reader must not take what was sent for the whole
        raise
    finally:
        await answer.parts.aclose()
    return response
