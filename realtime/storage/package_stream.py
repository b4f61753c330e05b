"""A problem package of any size as a stream of frames: its tests, then everything else. `podium problem import` writes it for core_api.

A frame is a letter (`T`: a test, `H`: the head), the length of what follows as four bytes, and MessagePack. So whoever reads it decodes one
test after another, and holds the interpreter for none longer than that. The head comes last, because the time limit in it may be another
one when the same package is sent again: an upload that goes on after a break keeps its tests.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from realtime.runtime.errors import Malformed, TooLarge
from realtime.storage.packages import Case

TEST, HEAD = b"T", b"H"
MAX_TEST = 15 * 2**20
"""Bytes of a test: a document of the store holds 16 MiB."""
MAX_HEAD = 64 * 2**20
_PREFIX = struct.Struct(">cI")


def frames(head: Any, tests: Iterable[Case]) -> Iterator[bytes]:
    """`head`: the package without tests, with what goes with it. Raises `TooLarge` for a test that no store takes."""
    for number, test in enumerate(tests):
        content = msgspec.msgpack.encode(test)
        if len(content) > MAX_TEST:
            raise TooLarge(f"test {test.name or number} has more than {MAX_TEST // 2**20} MiB", field="tests")
        yield _PREFIX.pack(TEST, len(content)) + content
    content = msgspec.msgpack.encode(head)
    yield _PREFIX.pack(HEAD, len(content)) + content


class Reader:
    """Takes pieces of the stream as they come, and gives whole frames."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Kind and content of each frame that is whole now. Raises `Malformed`."""
        self._held += piece
        begin = 0
        while len(self._held) - begin >= _PREFIX.size:
            kind, size = _PREFIX.unpack_from(self._held, begin)
            if kind not in (TEST, HEAD) or size > (MAX_TEST if kind == TEST else MAX_HEAD):
                raise Malformed("the upload is no stream of a package", field="upload_id")
            end = begin + _PREFIX.size + size
            if len(self._held) < end:
                break
            yield kind, bytes(self._held[begin + _PREFIX.size : end])
            begin = end
        del self._held[:begin]

    def finish(self) -> None:
        """Raises `Malformed` for a stream that breaks off."""
        if self._held:
            raise Malformed("the upload breaks off within a frame", field="upload_id")
