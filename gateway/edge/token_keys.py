"""Public keys of access tokens, read from the role `api` again and again: a key that comes or goes needs no restart of a gateway.

The gateway asks the api at `api_url`, to which it hands on all of REST: whoever could answer falsely there could do so for everything.
"""

from __future__ import annotations

import asyncio
import logging

import aiohttp

from realtime.runtime.errors import Malformed
from realtime.security.tokens import Verifier, read_jwks

log = logging.getLogger(__name__)

PATH = "/api/v1/auth/jwks"
RELOAD_SECONDS = 20.0
"""A new key is published minutes before it signs."""
SOON_SECONDS = 2.0
"""Between two questions: while no keys are known, and when a token came of one that is not known, which anybody can send."""
ANSWER_SECONDS = 5.0


class TokenKeys:
    def __init__(self, api_url: str, verifier: Verifier) -> None:
        self._url = api_url.rstrip("/") + PATH
        self._verifier = verifier
        self._unknown = asyncio.Event()
        verifier.unknown_key = self._unknown.set

    async def ready(self) -> bool:
        return self._verifier.has_keys

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self._read(session)
                await asyncio.sleep(SOON_SECONDS)
                self._unknown.clear()
                if self._verifier.has_keys:
                    await self._sooner(RELOAD_SECONDS)

    async def _sooner(self, seconds: float) -> None:
        """Waits so long, or until a token of an unknown key comes."""
        try:
            async with asyncio.timeout(seconds):
                await self._unknown.wait()
        except TimeoutError:
            pass

    async def _read(self, session: aiohttp.ClientSession) -> None:
        """Keeps the keys of before when there is no answer."""
        try:
            async with session.get(self._url, raise_for_status=True) as answer:
                keys = read_jwks(await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError, Malformed) as error:
            log.info("the keys of access tokens cannot be read: %s", error)
            return
        if keys:
            self._verifier.use(keys)
