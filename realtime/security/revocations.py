"""Sessions that have ended, with access tokens that have not expired: kept by core_api, known to every role that checks tokens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

import msgspec

from realtime.backbone import Backbone, Message
from realtime.protocol import subjects
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

ASK_SECONDS = 10.0
"""A revocation is told at once; one that got lost is known after so long."""


class Revoked(msgspec.Struct, frozen=True):
    session: str
    user: str
    until: int
    """When the last of its access tokens expires, in seconds since 1970: then it need not be remembered any more."""


_decode = msgspec.json.Decoder(tuple[Revoked, ...]).decode


class Revocations:
    """A container of session ids."""

    def __init__(self, backbone: Backbone, told: Callable[[Revoked], None] = lambda _: None) -> None:
        """`told`: hears of each revocation once."""
        self._backbone = backbone
        self._told = told
        self._held: dict[str, Revoked] = {}

    def __contains__(self, session: object) -> bool:
        return session in self._held

    def add(self, *revoked: Revoked) -> None:
        for revocation in revoked:
            if revocation.session not in self._held:
                self._held[revocation.session] = revocation
                self._told(revocation)

    async def run(self) -> None:
        listening = await self._backbone.subscribe(subjects.REVOKED, self.heard)
        try:
            while True:
                await self._ask()
                now = time.time()
                self._held = {session: revocation for session, revocation in self._held.items() if revocation.until > now}
                await asyncio.sleep(ASK_SECONDS)
        finally:
            await listening.stop()

    def heard(self, message: Message) -> None:
        """A message of `subjects.REVOKED`."""
        try:
            self.add(*_decode(message.payload))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a revocation cannot be understood: %s", error)

    async def _ask(self) -> None:
        try:
            self.add(*_decode((await self._backbone.request(subjects.ASK_REVOKED, b"")).payload))
        except (Unavailable, msgspec.DecodeError, msgspec.ValidationError) as error:
            log.info("nobody says which sessions have ended: %s", error)
