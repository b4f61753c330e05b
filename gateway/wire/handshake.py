"""The HTTP request that opens a WebSocket, and its answer (RFC 6455, section 4)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

MAX_HEAD = 16 * 1024
"""Bytes of a request's head."""
TARGETS = 128
"""Request targets that are parsed once: nearly all viewers of a contest open theirs with the same one."""
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Head(NamedTuple):
    """A request's first lines. Header names in lower case; of a repeated one, the values joined by commas."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: dict[str, str]


def parse(head: bytes) -> Head | None:
    """The head of a request (with its empty line); None for what is no HTTP/1.1 request."""
    try:
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        method, target, version = first.split(" ")
        path, query = _path_and_query(target)
    except ValueError:
        return None
    if version not in ("HTTP/1.1", "HTTP/1.0"):
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        name = name.lower()
        headers[name] = f"{headers[name]},{value.strip()}" if name in headers else value.strip()
    return Head(method, path, query, headers)


@lru_cache(TARGETS)
def _path_and_query(target: str) -> tuple[str, Mapping[str, str]]:
    """Raises `ValueError`."""
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True, max_num_fields=50).items()}
    return unquote(parts.path), MappingProxyType(query)


def wants_websocket(head: Head) -> bool:
    return "websocket" in _tokens(head, "upgrade") and "upgrade" in _tokens(head, "connection")


def _tokens(head: Head, name: str) -> set[str]:
    return {token.strip().lower() for token in head.headers.get(name, "").split(",")}


def fault(head: Head) -> str:
    """Why this upgrade cannot be accepted; nothing when it can."""
    if head.method != "GET":
        return "a WebSocket is opened with GET"
    if head.headers.get("sec-websocket-version") != "13":
        return "the WebSocket version must be 13"
    try:
        if len(base64.b64decode(head.headers.get("sec-websocket-key", ""), validate=True)) != 16:
            return "Sec-WebSocket-Key must have 16 bytes"
    except binascii.Error:
        return "Sec-WebSocket-Key is not base64"
    return ""


def _is_small_window(parameter: str) -> bool:
    return parameter.startswith("server_max_window_bits=") and parameter != "server_max_window_bits=15"


def deflates(head: Head) -> bool:
    """Whether the client offers compression that we can do: without context, with the usual window."""
    for offer in head.headers.get("sec-websocket-extensions", "").split(","):
        name, *parameters = [part.strip().lower() for part in offer.split(";")]
        if name == "permessage-deflate" and not any(map(_is_small_window, parameters)):
            return True
    return False


def accept(head: Head, *, deflated: bool) -> bytes:
    """The answer that opens the connection."""
    key = base64.b64encode(hashlib.sha1(head.headers["sec-websocket-key"].encode() + _GUID, usedforsecurity=False).digest()).decode()
    lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Accept: {key}"]
    if deflated:
        lines.append("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover")
    return "\r\n".join([*lines, "", ""]).encode()


def bearer_token(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The access token shown with a request: in `Authorization`, or by browsers, which cannot send that with a WebSocket, as `?token=`.

    Nothing when there is none. `headers` are found by lower-case names.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else query.get("token", "")
