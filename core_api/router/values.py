"""Values from outside that no store or client takes: NUL characters, bytes that are no UTF-8, integers beyond 2^53. Refused once, where
requests are decoded."""

from __future__ import annotations

import re

import msgspec
from aiohttp import web

from realtime.runtime.errors import Malformed

MAX_INTEGER = 2**53
"""What JSON numbers hold exactly in every language; the database's integers hold more."""
_SUSPECT = re.compile(rb"\\u0000|[0-9]{16}")
"""How JSON writes a NUL character (a raw one is no JSON), and digits of large integers. Both stand in harmless text too."""


def checked(text: str, field: str) -> str:
    """Raises `Malformed` naming the field of a path, query or header."""
    if "\0" in text:
        raise Malformed(f"{field} has a NUL character", field=field)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Malformed(f"{field} is no UTF-8", field=field) from None
    return text


def header(request: web.Request, name: str) -> str | None:
    """A header; None: the request has none of this name. Raises `Malformed`."""
    value = request.headers.get(name)
    return None if value is None else checked(value, name)


def suspect(raw: bytes | bytearray) -> bool:
    """Whether a body as JSON may hold what `check_body` refuses."""
    return _SUSPECT.search(raw) is not None


def check_body(body: object, name: str = "") -> None:
    """Raises `Malformed` naming the field of a decoded body that has a NUL character or an integer beyond `MAX_INTEGER`."""
    if isinstance(body, str):
        if "\0" in body:
            raise Malformed("a NUL character cannot be part of a text", field=name or None)
    elif isinstance(body, int):
        if abs(body) > MAX_INTEGER:
            raise Malformed("integers must be from -2^53 to 2^53", field=name or None)
    elif isinstance(body, msgspec.Struct):
        for field in body.__struct_fields__:
            check_body(getattr(body, field), f"{name}.{field}" if name else field)
    elif isinstance(body, list | tuple):
        for item in body:
            check_body(item, f"{name}[...]")
    elif isinstance(body, dict):
        for key, item in body.items():
            check_body(key, f"{name}[...]")
            check_body(item, f"{name}[...]")
