"""Which contests exist: asked before a room of one is opened, so that rooms of invented contests cost next to nothing."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from realtime.backbone import Backbone
from realtime.protocol.subjects import PSEUDO, log, owner
from realtime.runtime.errors import NotFound, Unavailable

CREATED_SECONDS = 0.5
"""How long the log's first entry of a contest that was just created may be on its way."""
REMEMBERED = 10_000
"""Contests that are known to exist."""
ASKED_AT_ONCE = 16
"""Questions under way: of those who invent contests, the others wait."""


class Contests:
    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._known: OrderedDict[str, None] = OrderedDict()
        """Most recently asked for last."""
        self._asking = asyncio.Semaphore(ASKED_AT_ONCE)

    async def exists(self, contest: str) -> bool:
        """Whether a contest has a log, in the stream or archived, or that cannot be told now. One that existed is not asked for again."""
        if contest in PSEUDO:
            return True
        if contest in self._known:
            self._known.move_to_end(contest)
            return True
        try:
            if not await self._has_log(contest) and not await self.ask_for_owner(contest):
                await asyncio.sleep(CREATED_SECONDS)
                if not await self._has_log(contest):
                    return False
        except Unavailable:
            return True
        self._known[contest] = None
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True

    async def ask_for_owner(self, contest: str) -> bool:
        """Engines let go of ended contests that nobody watches: one of them takes this one back. False: there is no such contest."""
        async with self._asking:
            try:
                answer = await self._backbone.request(owner(contest), b"")
            except Unavailable:  # no engine runs now
                return True
        if answer.headers.get("code") != NotFound.code:
            return True
        self._known.pop(contest, None)
        return False

    async def _has_log(self, contest: str) -> bool:
        async with self._asking:
            return await self._backbone.last(log(contest)) > 0
