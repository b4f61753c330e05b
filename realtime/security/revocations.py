"""Access tokens that were taken back before they expired: kept by core_api, known to every role that checks tokens."""

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
    token: str
    """Its id, `jti`."""
    user: str
    until: int
    """When it would have expired, in seconds since 1970: then it need not be remembered any more."""


_decode = msgspec.json.Decoder(tuple[Revoked, ...]).decode


class Revocations:
    """A container of token ids."""

    def __init__(self, backbone: Backbone, told: Callable[[Revoked], None] = lambda _: None) -> None:
        """`told`: hears of each revocation once."""
        self._backbone = backbone
        self._told = told
        self._held: dict[str, Revoked] = {}

    def __contains__(self, token: object) -> bool:
        return token in self._held

    def add(self, *revoked: Revoked) -> None:
        for revocation in revoked:
            if revocation.token not in self._held:
                self._held[revocation.token] = revocation
                self._told(revocation)

    async def run(self) -> None:
        listening = await self._backbone.subscribe(subjects.REVOKED, self._heard)
        try:
            while True:
                await self._ask()
                now = time.time()
                self._held = {token: revocation for token, revocation in self._held.items() if revocation.until > now}
                await asyncio.sleep(ASK_SECONDS)
        finally:
            await listening.stop()

    def _heard(self, message: Message) -> None:
        try:
            self.add(*_decode(message.payload))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a revocation cannot be understood: %s", error)

    async def _ask(self) -> None:
        try:
            self.add(*_decode((await self._backbone.request(subjects.ASK_REVOKED, b"")).payload))
        except (Unavailable, msgspec.DecodeError, msgspec.ValidationError) as error:
            log.info("nobody says which tokens are revoked: %s", error)
