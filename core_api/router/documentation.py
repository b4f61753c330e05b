"""`/openapi.json` and `/docs`: the API described by itself."""

from __future__ import annotations

import functools
from typing import Any

import msgspec

from core_api.router import error_reference, reference
from core_api.router.endpoint import BASE, endpoint, endpoints
from core_api.router.error_reference import ErrorType
from core_api.router.openapi import document
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import NotFound


class DocumentationRoutes:
    """Documentation of this API, for people and for programs."""

    def __init__(self, routes: tuple[type, ...]) -> None:
        """`routes`: all routes classes of the API, this one among them."""
        self._routes = routes

    @functools.cached_property
    def _document(self) -> dict[str, Any]:
        return document(endpoints(self._routes))

    @functools.cached_property
    def _page(self) -> bytes:
        return reference.page(self._document, BASE).encode()

    @functools.cached_property
    def _errors(self) -> dict[str, ErrorType]:
        return {kind.code: kind for kind in error_reference.error_types(endpoints(self._routes))}

    @endpoint("GET /errors", Policy.ANYONE, etag=True)
    async def errors(self) -> list[ErrorType]:
        """Every `code` that an error document may have."""
        return list(self._errors.values())

    @endpoint("GET /errors/{code}", Policy.ANYONE, media_type="text/html; charset=utf-8", etag=True)
    async def error(self, code: str) -> Encoded[bytes]:
        """What a `code` means, as a page to read: where the `type` of error documents leads."""
        kind = self._errors.get(code)
        if kind is None:
            raise NotFound(f"there is no error {code[:64]!r}", field="code")
        return Encoded(error_reference.page(kind).encode(), reference.HEADERS)

    @endpoint("GET /openapi.json", Policy.ANYONE, etag=True)
    async def openapi(self) -> Encoded[dict[str, Any]]:
        """This API as an OpenAPI 3.1 document."""
        return Encoded(msgspec.json.encode(self._document))

    @endpoint("GET /docs", Policy.ANYONE, media_type="text/html; charset=utf-8", etag=True)
    async def docs(self) -> Encoded[bytes]:
        """This API as a page to read."""
        return Encoded(self._page, reference.HEADERS)

    @endpoint("GET /docs/reference.css", Policy.ANYONE, media_type="text/css; charset=utf-8", etag=True)
    async def style(self) -> Encoded[bytes]:
        """The style sheet of the reference."""
        return Encoded(reference.STYLE.read_bytes())
