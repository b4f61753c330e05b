"""Which contests are private: their rooms, all of them, are for those who may see the contest.

The list of all private contests is asked of core_api before the first viewer is let in, and again every `ASK_SECONDS`; changes are
published at once. While core_api is away the last list holds: a contest that everybody may watch goes on without it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

import msgspec

from realtime.backbone import Backbone, Message
from realtime.protocol import subjects
from realtime.protocol.privacy import PAGE, Privacy, PrivateAfter
from realtime.protocol.questions import unpacked
from realtime.runtime.errors import Damaged, Unavailable

log = logging.getLogger(__name__)

ASK_SECONDS = 5.0
"""A change is told at once; one that got lost is known after so long."""

_decode = msgspec.json.Decoder(list[str]).decode
_decode_change = msgspec.json.Decoder(Privacy).decode


class PrivacySource(Protocol):
    changed: Callable[[str], None]
    """Hears of each contest that is private now, or public again, after `holds` knows it."""

    def holds(self, contest: str) -> bool | None:
        """Whether a contest is private; None: that is not known yet."""

    async def run(self) -> None:
        """Until cancelled."""


class AllPublic:
    """For a gateway without core_api, in benchmarks and tests of the wire."""

    changed: Callable[[str], None] = staticmethod(lambda _: None)

    def holds(self, contest: str) -> bool | None:
        return False

    async def run(self) -> None:
        return


class PrivateContests:
    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._held: set[str] | None = None
        self._changed_meanwhile: dict[str, bool] = {}
        """Whether contests are private that changed while the list was being asked for: its answer may be older."""
        self.changed: Callable[[str], None] = lambda _: None

    def holds(self, contest: str) -> bool | None:
        return None if self._held is None else contest in self._held

    async def ready(self) -> bool:
        return self._held is not None

    async def run(self) -> None:
        listening = await self._backbone.subscribe(subjects.PRIVACY, self._heard)
        try:
            while True:
                await self._ask()
                await asyncio.sleep(ASK_SECONDS if self._held is not None else ASK_SECONDS / 10)
        finally:
            await listening.stop()

    async def _ask(self) -> None:
        self._changed_meanwhile.clear()
        found: set[str] = set()
        try:
            while True:
                asked = PrivateAfter(max(found, default=""))
                reply = await self._backbone.request(subjects.ASK_PRIVATE, msgspec.json.encode(asked))
                if (code := reply.headers.get("code")) is not None:
                    raise Unavailable(f"core_api answers {code}")
                page = _decode(unpacked(reply.payload))
                found.update(page)
                if len(page) < PAGE:
                    break
        except (Unavailable, Damaged, msgspec.DecodeError, msgspec.ValidationError) as error:
            log.info("nobody says which contests are private: %s", error)
            return
        for contest, private in self._changed_meanwhile.items():
            (found.add if private else found.discard)(contest)
        before, self._held = self._held or set(), found
        for contest in before ^ self._held:
            self.changed(contest)

    def _heard(self, message: Message) -> None:
        try:
            change = _decode_change(message.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a contest's privacy cannot be understood: %s", error)
            return
        self._changed_meanwhile[change.contest] = change.private
        if self._held is None or (change.contest in self._held) == change.private:
            return  # without a list nobody is let in
        (self._held.add if change.private else self._held.discard)(change.contest)
        self.changed(change.contest)
