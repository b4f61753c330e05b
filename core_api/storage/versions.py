"""Versions of rows, for optimistic locking: an update says which version it was made for, and fails when the row has another one.

    GET  /contests/spring   → ETag: "7.3f0c…"      version 7 of the row, and a hash of the answer
    PUT  /contests/spring     If-Match: "7.3f0c…"  → the row is locked, its version is 7: changed, now 8
    PUT  /contests/spring     If-Match: "7.3f0c…"  → 412: somebody has changed it meanwhile

The router says what the request expects; the service holds it against the row that it has locked (`UnitOfWork.check_version`). A unit of
work that commits without having done so fails, as one without an audit row does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from realtime.runtime.errors import PreconditionFailed

HEADER = "If-Match"


class Expected:
    """The versions that a request was made for."""

    def __init__(self, versions: frozenset[str] | None) -> None:
        """None: any."""
        self._versions = versions
        self.checked = False

    def check(self, version: int) -> None:
        """Raises `PreconditionFailed` when the row has another version."""
        self.checked = True
        if self._versions is not None and str(version) not in self._versions:
            raise PreconditionFailed("this was changed since it was read: read it again, and repeat the change", field=HEADER)


_current: ContextVar[Expected | None] = ContextVar("expected", default=None)


def current() -> Expected | None:
    """None: the running request changes nothing that has a version."""
    return _current.get()


@contextmanager
def expecting(expected: Expected) -> Iterator[None]:
    """Units of work inside check versions."""
    token = _current.set(expected)
    try:
        yield
    finally:
        _current.reset(token)
