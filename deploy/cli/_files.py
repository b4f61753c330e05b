"""Files named on the command line."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from realtime.runtime.errors import Malformed

GZIP = b"\x1f\x8b"
"""How a file packed by gzip begins."""


@contextmanager
def lines_of(path: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, also of one packed by gzip, or of standard input for '-'. Raises `Malformed` when it cannot be read."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(path, "rb") as file:
            if file.peek(len(GZIP)).startswith(GZIP):
                with gzip.open(file) as unpacked:
                    yield unpacked
            else:
                yield file
    except EOFError:
        raise Malformed(f"cannot read {path}: it is cut off") from None
    except OSError as error:
        raise Malformed(f"cannot read {path}: {error.strerror or error}") from None
