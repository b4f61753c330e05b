"""Engine.IO v4 and Socket.IO v5 packets as they travel in a WebSocket. Source: the protocol pages of the Socket.IO project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from gateway.wire.frames import ProtocolError

OPEN, SHUT, PING, PONG, MESSAGE, UPGRADE, NOOP = "0123456"
"""First character of an Engine.IO packet."""
CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT, BINARY_ACK = range(7)
"""Type of a Socket.IO packet."""
MAX_ATTACHMENTS = 8
MAX_ID = 2**53
MAX_DEPTH = 16
"""Lists and objects inside each other in a packet's data: what walks through them recursively stays far from the interpreter's limit."""

_decode = msgspec.json.decode
_encode = msgspec.json.encode


class Packet(NamedTuple):
    """A Socket.IO packet; `attachments` is how many binary messages follow it."""

    type: int
    namespace: str = "/"
    data: Any = None
    id: int | None = None
    attachments: int = 0


def decode(text: str) -> Packet:
    """Raises `ProtocolError` for anything that is no packet a client may send."""
    if not text or not "0" <= text[0] <= "6":
        raise _malformed("an unknown packet type")
    type_, at, attachments, namespace = int(text[0]), 1, 0, "/"
    if type_ in (BINARY_EVENT, BINARY_ACK):
        at = text.find("-", 1)
        count = text[1:at] if at > 0 else ""
        if not _is_number(count) or not 0 < int(count) <= MAX_ATTACHMENTS:
            raise _malformed("a binary packet must say how many attachments it has, 8 at most")
        attachments, at = int(count), at + 1
    if text[at : at + 1] == "/":
        comma = text.find(",", at)
        namespace, at = (text[at:], len(text)) if comma < 0 else (text[at:comma], comma + 1)
        namespace = namespace.partition("?")[0]
    start = at
    while at < len(text) and "0" <= text[at] <= "9":
        at += 1
    id_ = int(text[start:at]) if start < at <= start + 16 else None
    if at > start + 16:
        raise _malformed("the id is too large")
    try:
        data = _decode(text[at:]) if at < len(text) else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _malformed("the data is not JSON") from None
    # only what has so many brackets at all can be that deep
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_deeper_than(data, MAX_DEPTH):
        raise _malformed(f"the data is nested deeper than {MAX_DEPTH}")
    _check(type_, data, id_)
    return Packet(type_, namespace, data, id_, attachments)


def _check(type_: int, data: Any, id_: int | None) -> None:
    if type_ == CONNECT:
        good = data is None or isinstance(data, dict)
    elif type_ == DISCONNECT:
        good = data is None
    elif type_ in (EVENT, BINARY_EVENT):
        good = isinstance(data, list) and bool(data) and isinstance(data[0], str)
    elif type_ in (ACK, BINARY_ACK):
        good = isinstance(data, list) and id_ is not None
    else:
        good = False  # only a server says that a connection failed
    if not good:
        raise _malformed("the data does not fit the packet")


def _is_deeper_than(data: Any, depth: int) -> bool:
    level = [data]
    for _ in range(depth + 1):
        level = [part for item in level if isinstance(item, list | dict) for part in (item if isinstance(item, list) else item.values())]
        if not level:
            return False
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4


def _malformed(why: str) -> ProtocolError:
    return ProtocolError(1008, why)


def join(data: Any, attachments: Sequence[bytes]) -> Any:
    """Puts binary attachments where their placeholders stand. Raises `ProtocolError` for one that is not there."""
    if isinstance(data, list):
        return [join(item, attachments) for item in data]
    if isinstance(data, dict):
        if data.get("_placeholder") is True:
            number = data.get("num")
            if not isinstance(number, int) or not 0 <= number < len(attachments):
                raise _malformed("a placeholder for no attachment")
            return attachments[number]
        return {name: join(value, attachments) for name, value in data.items()}
    return data


def split(data: Any, attachments: list[bytes]) -> Any:
    """The reverse of `join`: binary parts go to `attachments`."""
    if isinstance(data, bytes):
        attachments.append(data)
        return {"_placeholder": True, "num": len(attachments) - 1}
    if isinstance(data, list | tuple):
        return [split(item, attachments) for item in data]
    if isinstance(data, dict):
        return {name: split(value, attachments) for name, value in data.items()}
    return data


def opening(sid: str, upgrades: Sequence[str], interval: float, timeout: float, max_payload: int) -> bytes:
    """The Engine.IO packet that begins a session; times in seconds."""
    return OPEN.encode() + _encode(
        {
            "sid": sid,
            "upgrades": upgrades,
            "pingInterval": round(interval * 1000),
            "pingTimeout": round(timeout * 1000),
            "maxPayload": max_payload,
        }
    )


def encode(type_: int, data: Any = None, namespace: str = "/", id: int | None = None, attachments: int = 0) -> bytes:
    """As the text of an Engine.IO message."""
    head = f"{MESSAGE}{type_}"
    if attachments:
        head += f"{attachments}-"
    if namespace != "/":
        head += f"{namespace},"
    if id is not None:
        head += str(id)
    return head.encode() + (_encode(data) if data is not None else b"")


def encode_all(type_: int, data: Any, namespace: str = "/", id: int | None = None) -> tuple[bytes, list[bytes]]:
    """The text of an event or ack, and the binary messages that follow it."""
    attachments: list[bytes] = []
    data = split(data, attachments)
    if attachments:
        type_ = BINARY_EVENT if type_ == EVENT else BINARY_ACK
    return encode(type_, data, namespace, id, len(attachments)), attachments
