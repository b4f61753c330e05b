"""Files named on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from realtime.runtime.errors import Malformed


@contextmanager
def lines_of(path: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input for '-'. Raises `Malformed` when it cannot be read."""
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise Malformed(f"cannot read {path}: {error.strerror}") from None
