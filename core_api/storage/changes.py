"""What was changed, told to all who keep copies of it: the caches of every process, and an edge that can purge.

A transaction notes the tags of what it changes (`UnitOfWork.changed`) in the table `changes`, as part of itself. Right after the commit the
process tells them itself. The role `worker` tells them once more and removes them (`core_api.workers.change_teller`), so that a change is
told though the process died in between, Redis was away, or a command made the change that has no caches.

Tags are `<kind>/<id>` for one thing and `<kind>` for all of its kind, of which lists are made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from typing import Literal, NamedTuple

import msgspec
from prometheus_client import Counter

from core_api.storage.caches.shared_store import SharedStore
from core_api.storage.pool import Connection
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

Kind = Literal["user", "team", "contest", "problem", "submission", "sessions", "search"]
"""`sessions/<user>`: those of one user together. `search`: the search index, once it has what changed."""
UNTOLD_TO_EDGES = frozenset({"sessions", "search"})
"""Kinds of which an edge keeps nothing: it need not know who logs in."""
CHANNEL = "changes"
"""Channel on which the worker's job is woken (`listen` and `notify` of PostgreSQL)."""
TELL_SECONDS = 1.0
"""Longest wait of a request for its change to be told; behind it the worker does it."""

LATE = Counter("podium_changes_late_total", "Changes that the process that made them could not tell")


def tag(kind: Kind, id: str = "") -> str:
    """Without an id, of all of its kind."""
    return f"{kind}/{id}" if id else kind


def tags_of(kind: Kind, id: str) -> tuple[str, str]:
    """What a change of this thing ends: all that was made from it, and all lists of its kind."""
    return tag(kind, id), tag(kind)


async def note(connection: Connection, tags: Sequence[str]) -> None:
    """Adds to the running transaction, and wakes the worker's job when it commits."""
    await connection.execute(f"with noted as (insert into changes (tags) values ($1)) select pg_notify('{CHANNEL}', '')", tags)


class Teller(NamedTuple):
    """Tells changes that were committed. `forget`: drops tags from the caches of this process."""

    store: SharedStore
    backbone: Backbone
    forget: Callable[[Iterable[str]], None] = lambda _: None

    async def tell(self, tags: Sequence[str]) -> None:
        """Raises `Unavailable`.

        The process forgets before and after Redis does: what it reads there in between may be old, and it keeps that.
        """
        self.forget(tags)
        try:
            await self.store.renew(tags)
        finally:
            self.forget(tags)
            await self.backbone.publish(subjects.CHANGED, msgspec.json.encode(tags))

    async def tell_now(self, tags: Sequence[str]) -> None:
        """Does what it can in a moment; the worker does the rest."""
        try:
            async with asyncio.timeout(TELL_SECONDS):
                await self.tell(tags)
        except (Unavailable, TimeoutError) as error:
            LATE.inc()
            log.info("a change is told by the worker: %s", error)


teller: ContextVar[Teller | None] = ContextVar("teller", default=None)
"""Of the process that handles a request; None in commands and jobs, whose changes the worker tells."""
