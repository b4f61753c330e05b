"""Rights of users that changed while their access tokens are good: known to every role that checks tokens.

A token says what its bearer may, and is good for an hour. Every process that checks tokens holds the users whose rights changed within the
last hour, with the rights of now, and these count instead of the token's. Example: at 10:00 Ann logs in and her token says `jury`; at 10:20
an administrator takes the role away; within a second every process holds "Ann: no roles", and her token of 10:00 opens nothing of the jury.
At 11:00 the token expires, and a little later the change is forgotten: newer tokens say it themselves.

A message on `subjects.RIGHTS` says only that something changed; what did, each process asks for. `api` asks PostgreSQL itself, so whoever
can write to NATS cannot make an administrator; a gateway asks an `api`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import msgspec

from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.runtime.errors import Unauthenticated, Unavailable
from realtime.security.tokens import ACCESS, Claims

log = logging.getLogger(__name__)

ASK_SECONDS = 10.0
"""A change is told at once; one that got lost is known after so long."""
KEEP_SECONDS = ACCESS.total_seconds() + 60.0
"""A token that was signed while its user's rights changed may say the old ones."""
OVERLAP_SECONDS = 30.0
"""Changes become visible when their transaction commits, not in the order of their times: each question goes back by this much."""
PAGE = 200
"""Changes in one answer: with `MAX_JURY_OF` contests each, 700 kB, which one message of NATS holds."""
MICROSECONDS = 1_000_000


class Rights(msgspec.Struct, frozen=True):
    """What a user is and may, now."""

    user: str
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...]
    """Contests."""
    disabled: bool
    changed: int
    """When, in microseconds since 1970."""


Ask = Callable[[int], Awaitable[Sequence[Rights]]]
"""Rights changed after a moment, in microseconds: the oldest changes first, at most `PAGE`."""
_decode = msgspec.json.Decoder(tuple[Rights, ...]).decode


def asking(backbone: Backbone) -> Ask:
    """Asks an `api` through the backbone. Raises `Unavailable`."""

    async def ask(since: int) -> Sequence[Rights]:
        try:
            return _decode((await backbone.request(subjects.ASK_RIGHTS, str(since).encode())).payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise Unavailable(f"what an api says of rights cannot be understood: {error}") from error

    return ask


class ChangedRights:
    def __init__(self, ask: Ask, told: Callable[[str], None] = lambda _: None) -> None:
        """`told`: hears of each user whose rights changed, after `current` knows it."""
        self._ask = ask
        self._told = told
        self._held: dict[str, Rights] = {}
        self._newest = 0
        self._woken = asyncio.Event()

    def current(self, claims: Claims) -> Claims:
        """Claims of a token with the rights of now. Raises `Unauthenticated` for a user whose account is disabled."""
        rights = self._held.get(claims.sub)
        if rights is None:
            return claims
        if rights.disabled:
            raise Unauthenticated("this account is disabled")
        return msgspec.structs.replace(claims, name=rights.name, roles=rights.roles, jury_of=rights.jury_of)

    async def refresh(self) -> None:
        """Asks for what changed. Raises what `ask` raises."""
        since = max(self._newest - round(OVERLAP_SECONDS * MICROSECONDS), round((time.time() - KEEP_SECONDS) * MICROSECONDS))
        while changes := await self._ask(since):
            for rights in changes:
                self._hold(rights)
            since = changes[-1].changed
            if len(changes) < PAGE:
                break

    async def run(self, backbone: Backbone) -> None:
        """Until cancelled."""
        listening = await backbone.subscribe(subjects.RIGHTS, lambda _: self._woken.set())
        try:
            while True:
                self._woken.clear()
                try:
                    await self.refresh()
                except Unavailable as error:
                    log.info("nobody says whose rights changed: %s", error.message)
                except (OSError, TimeoutError) as error:
                    log.info("nobody says whose rights changed: %r", error)
                self._forget_old()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), ASK_SECONDS)
        finally:
            await listening.stop()

    def _hold(self, rights: Rights) -> None:
        held = self._held.get(rights.user)
        if held is not None and held.changed >= rights.changed:
            return
        self._held[rights.user] = rights
        self._newest = max(self._newest, rights.changed)
        self._told(rights.user)

    def _forget_old(self) -> None:
        oldest = (time.time() - KEEP_SECONDS) * MICROSECONDS
        self._held = {user: rights for user, rights in self._held.items() if rights.changed > oldest}
