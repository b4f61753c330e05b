"""Number of viewers of a contest, summed over all gateways."""

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

PUBLISH_SECONDS = 1.0
"""Between two presence frames that differ."""
FORGET_SECONDS = 3.5
"""A gateway that has been silent for so long is gone, and its viewers with it: three reports may be lost."""
REPEAT = 5
"""Periods after which an unchanged number is published again, for viewers who have just come."""

_decode = msgspec.json.Decoder(Viewers).decode


class PresenceCounter:
    """`heard` takes the gateways' reports; `run` publishes the sum."""

    def __init__(self, backbone: Backbone, contest: str) -> None:
        self._backbone = backbone
        self._contest = contest
        self._gateways: dict[str, tuple[int, float]] = {}

    def heard(self, message: Message) -> None:
        try:
            report = _decode(message.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("contest %s: the report of a gateway cannot be read: %s", self._contest, error)
            return
        self._gateways[report.gateway] = (report.viewers, time.monotonic())

    def count(self) -> int:
        now = time.monotonic()
        self._gateways = {name: (viewers, at) for name, (viewers, at) in self._gateways.items() if now - at < FORGET_SECONDS}
        return sum(viewers for viewers, _ in self._gateways.values())

    async def run(self) -> None:
        published, silent = -1, 0
        while True:
            await asyncio.sleep(PUBLISH_SECONDS)
            viewers, silent = self.count(), silent + 1
            if viewers == published and (silent < REPEAT or not viewers):
                continue
            published, silent = viewers, 0
            room = PresenceRoom(self._contest).name
            try:
                await self._backbone.publish(room, msgspec.json.encode(Presence(room=room, viewers=viewers)))
            except Unavailable as error:
                log.info("contest %s: the number of viewers is not published: %s", self._contest, error.message)
