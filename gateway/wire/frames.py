"""WebSocket frames (RFC 6455) and their compression (RFC 7692), from the server's side."""

from __future__ import annotations

import zlib
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MAX_FRAGMENTS = 1024
"""Fragments of one message, empty ones too."""
MAX_AT_ONCE = 1024
"""Messages of one read: a client that sends more does not mean them."""
_TAIL = b"\x00\x00\xff\xff"
_compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
_VALID_CLOSE = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014}


class ProtocolError(Exception):
    """What a peer sent breaks the protocol; the connection is closed with `code`."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code = code


class Message(NamedTuple):
    """A whole message or a control frame. Text is checked to be UTF-8."""

    opcode: int
    payload: bytes


def frame(payload: bytes, opcode: int = TEXT, *, compressed: bool = False) -> bytes:
    """One unfragmented frame as a server sends it, unmasked."""
    first = 0x80 | (0x40 if compressed else 0) | opcode
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65536:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


def close(code: int, reason: str = "") -> bytes:
    """A close frame; the reason is cut to what fits a control frame."""
    return frame(code.to_bytes(2, "big") + reason.encode()[:123].decode(errors="ignore").encode(), CLOSE)


def deflate(payload: bytes) -> bytes:
    """A message for permessage-deflate without context takeover: the same bytes serve every viewer.

    A full flush makes the compressor forget what came before, so the process needs only one: making one anew takes 256 KiB each time.
    """
    return (_compressor.compress(payload) + _compressor.flush(zlib.Z_FULL_FLUSH))[: -len(_TAIL)]


def inflate(payload: bytes, limit: int) -> bytes:
    """Raises `ProtocolError` for what is no deflate stream or grows beyond `limit`: a bomb is never unpacked."""
    unpacker = zlib.decompressobj(-15)
    try:
        found = unpacker.decompress(payload + _TAIL, limit + 1)
    except zlib.error:
        raise ProtocolError(1007, "not a deflate stream") from None
    if len(found) > limit:
        raise ProtocolError(1009, "the message is too large")
    return found


def unmask(payload: bytes, key: bytes) -> bytes:
    size = len(payload)
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")


class Reader:
    """Cuts what a client sends into messages. Holds at most `limit` bytes of a message, and one frame's head."""

    __slots__ = ("_buffer", "_compressed", "_inflates", "_limit", "_opcode", "_parts", "_size")

    def __init__(self, limit: int, inflates: bool) -> None:
        """`inflates`: whether compression was negotiated."""
        self._limit = limit
        self._inflates = inflates
        self._buffer = b""
        self._opcode = 0
        """Of the fragmented message that is coming; 0: none."""
        self._compressed = False
        self._parts: list[bytes] | None = None
        self._size = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are whole now. Raises `ProtocolError`."""
        buffer = self._buffer + data if self._buffer else data
        found: list[Message] = []
        at, end = 0, len(buffer)
        while end - at >= 2:
            first, second = buffer[at], buffer[at + 1]
            self._check(first, second)
            size, head = second & 0x7F, 2
            if size == 126:
                if end - at < 4:
                    break
                size, head = int.from_bytes(buffer[at + 2 : at + 4], "big"), 4
            elif size == 127:
                if end - at < 10:
                    break
                size, head = int.from_bytes(buffer[at + 2 : at + 10], "big"), 10
            if size + self._size > self._limit:
                raise ProtocolError(1009, "the message is too large")
            stop = at + head + 4 + size
            if end < stop:
                break
            payload = unmask(buffer[at + head + 4 : stop], buffer[at + head : at + head + 4]) if size else b""
            at = stop
            if (message := self._take(first, payload)) is not None:
                found.append(message)
                if len(found) > MAX_AT_ONCE:
                    raise ProtocolError(1008, "too many messages at once")
        self._buffer = buffer[at:]
        return found

    def _check(self, first: int, second: int) -> None:
        """What can be said of a frame by its first two bytes."""
        opcode = first & 0x0F
        if not second & 0x80:
            raise ProtocolError(1002, "a client's frames must be masked")
        if first & 0x30 or (first & 0x40 and (not self._inflates or opcode not in (TEXT, BINARY))):
            raise ProtocolError(1002, "reserved bits are set")
        if opcode in (CLOSE, PING, PONG):
            if not first & 0x80 or second & 0x7F > 125:
                raise ProtocolError(1002, "a control frame must be whole and short")
        elif opcode == CONTINUATION:
            if not self._opcode:
                raise ProtocolError(1002, "nothing to continue")
        elif opcode in (TEXT, BINARY):
            if self._opcode:
                raise ProtocolError(1002, "the message before is not complete")
        else:
            raise ProtocolError(1002, "an unknown opcode")

    def _take(self, first: int, payload: bytes) -> Message | None:
        opcode, last = first & 0x0F, first & 0x80
        if opcode >= CLOSE:
            if opcode == CLOSE:
                _check_close(payload)
            return Message(opcode, payload)
        if opcode == CONTINUATION:
            assert self._parts is not None
            if len(self._parts) >= MAX_FRAGMENTS:
                raise ProtocolError(1009, "the message has too many fragments")
            self._parts.append(payload)
            self._size += len(payload)
            if not last:
                return None
            whole, opcode, compressed = b"".join(self._parts), self._opcode, self._compressed
            self._parts, self._opcode, self._size = None, 0, 0
        elif last:
            whole, compressed = payload, bool(first & 0x40)
        else:
            self._parts, self._opcode, self._size, self._compressed = [payload], opcode, len(payload), bool(first & 0x40)
            return None
        if compressed:
            whole = inflate(whole, self._limit)
        if opcode == TEXT:
            _check_text(whole)
        return Message(opcode, whole)


def _check_text(payload: bytes) -> None:
    try:
        payload.decode()
    except UnicodeDecodeError:
        raise ProtocolError(1007, "the text is not UTF-8") from None


def _check_close(payload: bytes) -> None:
    if len(payload) == 1:
        raise ProtocolError(1002, "a close code has two bytes")
    if len(payload) >= 2:
        code = int.from_bytes(payload[:2], "big")
        if code not in _VALID_CLOSE and not 3000 <= code < 5000:
            raise ProtocolError(1002, "no such close code")
        _check_text(payload[2:])
