"""The connection of a process to NATS: which errors end the start, which are retried, and how often they are logged."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from nats.aio.client import Client

from realtime.backbone.nats_client import NatsClient
from realtime.runtime.errors import BadSetting

log = logging.getLogger(__name__)

RECONNECT_SECONDS = 0.2
"""Between two attempts: after a restart of NATS the boards must move again at once, and an attempt costs little."""
PING_SECONDS = 10
PENDING_BYTES = 64 * 2**20
"""Waiting to be sent to NATS; more is an error for whoever publishes."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds without a log line after the first connection error of a row; doubled after each line, up to the longest."""


class ErrorLog:
    """Logs connection errors with exponential back-off: five failed attempts a second give a line a minute in the end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pause = 0.0
        self._quiet_until = 0.0
        self._unsaid = 0

    def failed(self, error: Exception) -> None:
        now = self._clock()
        if now < self._quiet_until:
            self._unsaid += 1
            return
        more = f" ({self._unsaid} more errors since the last line)" if self._unsaid else ""
        log.warning("nats: %s%s", error or type(error).__name__, more)
        self._pause = min(max(FIRST_PAUSE, self._pause * 2), LONGEST_PAUSE)
        self._quiet_until = now + self._pause
        self._unsaid = 0

    def connected(self) -> None:
        """The next error is logged at once."""
        self._pause = self._quiet_until = 0.0
        self._unsaid = 0


async def connect(urls: str, name: str) -> Client:
    """Connects to one of the servers in `urls` (with commas between), and reconnects for ever after a break.

    While no server can be reached it keeps trying. Raises `BadSetting` when each of them refuses the user, password or token: nobody
    corrects those by waiting.
    """
    servers = [url.strip() for url in urls.split(",")]
    refused = asyncio.Event()
    refusals = 0
    errors = ErrorLog()

    async def failed(error: Exception) -> None:
        nonlocal refusals
        errors.failed(error)
        refusals += _is_refusal(error)
        if refusals >= len(servers):
            refused.set()

    async def reconnected() -> None:
        errors.connected()
        log.info("nats: connected again")

    client = NatsClient()
    connecting = asyncio.create_task(
        client.connect(
            servers,
            name=name,
            error_cb=failed,
            reconnected_cb=reconnected,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_SECONDS,  # type: ignore[arg-type]  # annotated as int, handed to asyncio.sleep
            ping_interval=PING_SECONDS,
            pending_size=PENDING_BYTES,
        )
    )
    refusing = asyncio.create_task(refused.wait())
    try:
        await asyncio.wait({connecting, refusing}, return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            connecting.result()
            errors.connected()
            return client
    finally:
        for task in (connecting, refusing):
            task.cancel()
        await asyncio.gather(connecting, refusing, return_exceptions=True)
    await client.close()
    hosts = ", ".join(urlsplit(url).netloc.rpartition("@")[2] for url in servers)
    raise BadSetting(f"NATS at {hosts} refuses the user, password or token of nats_url: correct PODIUM_NATS_URL", field="nats_url")


def _is_refusal(error: Exception) -> bool:
    return "authorization violation" in str(error).lower()  # before the first connection nats-py has no type of its own for it
