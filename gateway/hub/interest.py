"""Tells engines what viewers of this gateway follow, and how many they are: what nobody follows is not published."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from gateway.hub.room import LiveRoom
from realtime.backbone import Backbone, Message
from realtime.protocol.frames import FOLLOW_SECONDS, Viewers
from realtime.protocol.rooms import BoardRoom, ClockRoom, TeamRoom
from realtime.protocol.subjects import WHO_FOLLOWS, follows, viewers
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

VIEWERS_SECONDS = 1.0


class Interest:
    def __init__(self, backbone: Backbone, rooms: Mapping[str, LiveRoom]) -> None:
        self._backbone = backbone
        self._rooms = rooms
        self._gateway = ids.new()
        self._counted: set[str] = set()
        """Contests that had viewers here when we last counted."""
        self._saying: set[asyncio.Future[None]] = set()

    async def run(self) -> None:
        """Says it at intervals, and at once when an engine asks."""
        asking = await self._backbone.subscribe(WHO_FOLLOWS, self._who_follows)
        try:
            for turn in itertools.count():
                if turn % FOLLOW_SECONDS == 0:
                    await self._say_follows()
                await self.say_viewers()
                await asyncio.sleep(VIEWERS_SECONDS)
        finally:
            await asking.stop()

    def _who_follows(self, message: Message) -> None:
        saying = asyncio.ensure_future(self._say_follows(message.payload.decode()))
        self._saying.add(saying)
        saying.add_done_callback(self._saying.discard)

    async def _say_follows(self, only: str | None = None) -> None:
        held: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for live in self._rooms.values():
            match live.room:
                case BoardRoom(contest=contest, audience=audience, tile=tile) if only in (None, contest):
                    held[contest][audience].append(tile)
                case TeamRoom(contest=contest, number=number) if only in (None, contest):
                    held[contest]["teams"].append(number)
        for contest, followed in held.items():
            await self._publish(follows(contest), msgspec.json.encode(followed))

    async def say_viewers(self) -> None:
        """How many follow each contest's clock, to its engine; that there are none any more, once."""
        here = {live.room.contest: len(live.members) for live in self._rooms.values() if isinstance(live.room, ClockRoom)}
        for contest in [*here, *(self._counted - here.keys())]:
            count = here.get(contest, 0)
            if count or contest in self._counted:
                await self._publish(viewers(contest), msgspec.json.encode(Viewers(self._gateway, count)))
        self._counted = {contest for contest, count in here.items() if count}

    async def _publish(self, subject: str, payload: bytes) -> None:
        try:
            await self._backbone.publish(subject, payload)
        except Unavailable as error:
            log.info("engines are not told what viewers follow: %s", error.message)
