"""Pages of lists: what is asked for, what is answered, and cursors.

    GET /submissions/user/7?limit=2            → {"submissions": [{"id": "9…"}, {"id": "8…"}], "next": "kqtzdWJtaXNzaW9uc6I4"}
    GET /submissions/user/7?limit=2&cursor=…   → what comes behind that submission, whatever was added meanwhile

A cursor is opaque to clients: the name of the list and the key behind which the next page begins. It is not signed, because it says nothing
that a client may not choose (a key is a value in a comparison); what is none, or is one of another list, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from core_api.router import values
from realtime.runtime.errors import Malformed
from realtime.security import base64url

K = TypeVar("K")
R = TypeVar("R")
MAX_LIMIT = 200
"""Entries of a page: 100 kB of submissions, and a query of a few milliseconds."""
MAX_CURSOR = 300
"""Characters: the longest keys are ids of some 60."""


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query of an endpoint that answers with a page; filters are fields of a subclass."""

    cursor: Annotated[str, msgspec.Meta(max_length=MAX_CURSOR)] | None = None
    """Where the page begins: `next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_LIMIT)] = 50


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of such an endpoint; a subclass adds its list."""

    next: str | None
    """Cursor of the next page; null: this is the last one."""


class Cursor(Generic[K]):
    """Writes and reads the cursors of one list."""

    def __init__(self, name: str, key: Any) -> None:
        """`key`: the type of what the list is ordered by, `str` or a tuple."""
        self._name = name
        self._decode = msgspec.msgpack.Decoder(tuple[str, key]).decode

    def write(self, key: K) -> str:
        return base64url.encoded(msgspec.msgpack.encode((self._name, key)))

    def read(self, cursor: str | None) -> K | None:
        """The key behind which the page begins; None: from the first entry. Raises `Malformed`."""
        if cursor is None:
            return None
        try:
            name, key = self._decode(base64url.decoded(cursor))
        except (ValueError, msgspec.DecodeError):
            name, key = "", None
        if name != self._name:
            raise Malformed("this is no cursor of this list: take `next` of the page before", field="cursor")
        values.check_body(key, "cursor")
        return key  # type: ignore[no-any-return]  # the decoder has checked it

    def cut(self, rows: Sequence[R], limit: int, key: Callable[[R], K]) -> tuple[list[R], str | None]:
        """A page of `limit` rows and the cursor of the next one. `rows`: one more than the limit, if there are so many."""
        shown = list(rows[:limit])
        return shown, self.write(key(shown[-1])) if len(rows) > limit else None
