"""How many watch a contest: what gateways say, added up."""

from __future__ import annotations

import asyncio
import logging
import time

import msgspec

from realtime.backbone import Backbone, Message
from realtime.protocol.frames import Presence, Viewers
from realtime.protocol.rooms import PresenceRoom
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

TELL_SECONDS = 1.0
FORGET_SECONDS = 3.5
"""A gateway that has said nothing for so long is gone, and its viewers with it."""
AGAIN = 5
"""Every so many seconds the number is told though it has not changed, for those who have just come."""

_decode = msgspec.json.Decoder(Viewers).decode


class PresenceCounter:
    """Adds up the viewers of a contest over all gateways."""

    def __init__(self, backbone: Backbone, contest: str) -> None:
        self._backbone = backbone
        self._contest = contest
        self._gateways: dict[str, tuple[int, float]] = {}

    def heard(self, message: Message) -> None:
        try:
            said = _decode(message.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("contest %s: a gateway counts what cannot be read: %s", self._contest, error)
            return
        self._gateways[said.gateway] = (said.viewers, time.monotonic())

    def count(self) -> int:
        now = time.monotonic()
        self._gateways = {name: one for name, one in self._gateways.items() if now - one[1] < FORGET_SECONDS}
        return sum(viewers for viewers, _ in self._gateways.values())

    async def run(self) -> None:
        told, silent = -1, 0
        while True:
            await asyncio.sleep(TELL_SECONDS)
            viewers, silent = self.count(), silent + 1
            if viewers == told and (silent < AGAIN or not viewers):
                continue
            told, silent = viewers, 0
            room = PresenceRoom(self._contest).name
            try:
                await self._backbone.publish(room, msgspec.json.encode(Presence(room=room, viewers=viewers)))
            except Unavailable as error:
                log.info("contest %s: nobody is told how many watch: %s", self._contest, error.message)
