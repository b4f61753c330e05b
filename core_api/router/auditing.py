"""Audit log, the router's part: endpoints that left no row, and refused requests that matter.

Refused requests are gathered in memory and written together every few seconds: one row for each account (or network), endpoint and error in
a minute, with how often. So whoever is refused a thousand times a second costs a row a minute and no round trip; a process that is killed
loses the refusals of the last `FLUSH_SECONDS`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from aiohttp import web

from core_api.router.endpoint import BASE, Endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Created
from core_api.storage import acting, unit_of_work
from core_api.storage.acting import Acting
from core_api.storage.audit.entry import Draft
from core_api.storage.pool import AWAY, Pool
from realtime.runtime.errors import Forbidden, Limited, PodiumError, Unauthenticated
from realtime.security.addresses import network

log = logging.getLogger(__name__)

FLUSH_SECONDS = 5.0
WINDOW_SECONDS = 60.0
"""An account (or network), endpoint and error gets one row in this time."""
MAX_KEYS = 200
"""Such rows of one process in a window. Beyond, refusals are counted together, without an actor: many addresses cannot fill the table."""
MAX_PATH = 200
"""Characters of a path: longer ones are cut."""
OPEN = frozenset({Policy.ANYONE, Policy.SIGNED_IN, Policy.OWNER})
"""Policies that nobody needs a role for."""

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def leaving_a_row(endpoint: Endpoint, method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The handler of an audited endpoint. Raises `TypeError` when it is done and has left no row; an act that an earlier request with
    the same idempotency key has done left its row then.
    """
    if not endpoint.audited:
        return method

    async def audited(**arguments: Any) -> Any:
        answer = await method(**arguments)
        if not acting.current().trail and not (isinstance(answer, Created) and not answer.new):
            raise TypeError(f"{endpoint} left no row in the audit log: call work.audit(…), or say why not with audit='…'")
        return answer

    return audited


class _Key(NamedTuple):
    user: str | None
    network: str
    action: str
    code: str


@dataclass
class _Held:
    acting: Acting
    """Of the first request since the last row."""
    path: str
    times: int = 0
    """Since the last row."""
    written_at: float | None = None


class Refusals:
    """The refused requests of a process."""

    def __init__(self, pool: Pool, clock: Callable[[], float] = time.monotonic) -> None:
        self._pool = pool
        self._clock = clock
        self._held: dict[_Key, _Held] = {}

    def noting(self, endpoint: Endpoint, handle: Handle) -> Handle:
        """A handler whose refusals are noted."""

        async def noted(request: web.Request) -> web.StreamResponse:
            try:
                return await handle(request)
            except (Forbidden, Unauthenticated, Limited) as error:
                if matters(endpoint, error, shows_token="Authorization" in request.headers):
                    self.note(request.path.removeprefix(BASE), error)
                raise

        return noted

    def note(self, path: str, error: PodiumError) -> None:
        who = acting.current()
        key = _Key(who.user, "" if who.user else network(who.address), who.action, error.code)
        if key not in self._held and len(self._held) >= MAX_KEYS:
            key, who, path = _Key(None, "", "many", error.code), Acting(None, "", "-", "", "many"), ""
        held = self._held.setdefault(key, _Held(who, path[:MAX_PATH]))
        if not held.times:
            held.acting, held.path = who, path[:MAX_PATH]
        held.times += 1

    async def flush(self, *, everything: bool = False) -> None:
        """Writes what is due. Raises what the database raises; nothing is lost then."""
        now, due = self._clock(), {}
        for key, held in list(self._held.items()):
            if not (everything or held.written_at is None or now - held.written_at >= WINDOW_SECONDS):
                continue
            if held.times:
                due[key] = held.times
            else:
                del self._held[key]
        if not due:
            return
        async with unit_of_work.begin(self._pool) as work:
            for key, times in due.items():
                held = self._held[key]
                who = replace(held.acting, trail=None)
                work.record(Draft(who, "request", held.path, outcome="refused", reason=key.code, times=times))
        for key, times in due.items():
            self._held[key].times -= times
            self._held[key].written_at = now

    async def run(self) -> None:
        """Until cancelled; what is not written yet is written then."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                await self._try(everything=False)
        finally:
            await self._try(everything=True)

    async def _try(self, *, everything: bool) -> None:
        try:
            await self.flush(everything=everything)
        except AWAY as error:
            log.warning("refused requests are kept until the database is back: %r", error)


def matters(endpoint: Endpoint, error: PodiumError, *, shows_token: bool) -> bool:
    """Refusals that say something of who was refused: no right to an act or to a privileged endpoint, a bad token on one of these,
    too many attempts to log in or register.
    """
    if isinstance(error, Forbidden):
        return endpoint.policy not in OPEN or endpoint.method != "GET"
    if isinstance(error, Unauthenticated):
        return endpoint.policy not in OPEN and shows_token
    return endpoint.policy is Policy.ANYONE and endpoint.method != "GET"
