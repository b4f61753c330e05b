"""Push sender: tells browsers of announcements and answers through their push services (RFC 8030), encrypted for each (RFC 8291).

How far news have got is kept with each batch: a worker that is killed repeats one batch at most, and a browser shows what comes twice once,
by its tag. What a push service takes is delivered by it when the browser is there, within `TTL_SECONDS`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from hashlib import sha256
from typing import Literal

import aiohttp
import msgspec
from prometheus_client import Counter

from core_api.domains.push.encryption import encrypted
from core_api.domains.push.services import PushServices
from core_api.domains.push.store import NewsRow, PushStore, RecipientRow
from core_api.domains.push.vapid import VapidKey
from core_api.storage import unit_of_work
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import Damaged, Invalid
from realtime.security import base64url

log = logging.getLogger(__name__)

Outcome = Literal["sent", "gone", "failed"]
EVERY_SECONDS = 1.0
BATCH = 100
AT_ONCE = 20
TRIES = 3
PAUSE_SECONDS = 1.0
"""Before the second try, and before each further one as long again."""
POST_SECONDS = 10.0
BATCH_SECONDS = 60.0
"""Longest time for a batch: a push service that hangs does not hold up the others' news for longer."""
TTL_SECONDS = 3600
GONE = {401, 403, 404, 410}
"""Answers for a subscription that ended, or was made with another key of the platform."""
LATER = {408, 425, 429, 500, 502, 503, 504}
TITLES: Mapping[str, Mapping[str, str]] = {
    "en": {"announcement": "Announcement", "answer": "Answer of the jury", "message": "Message of the jury"},
    "de": {"announcement": "Ankündigung", "answer": "Antwort der Jury", "message": "Nachricht der Jury"},
}
PATHS = {"announcement": "home", "answer": "clarifications", "message": "clarifications"}

PUSHED = Counter("podium_pushes_total", "Messages to push services by outcome", ["outcome"])


class Shown(msgspec.Struct):
    """What the page's service worker is sent, in JSON."""

    title: str
    body: str
    tag: str
    url: str


class PushSender:
    def __init__(self, store: PushStore, services: PushServices, key: VapidKey) -> None:
        self._store = store
        self._services = services
        self._key = key

    async def run(self, _: Tenure) -> None:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            while True:
                await asyncio.sleep(0 if await self.send_next(http) else EVERY_SECONDS)

    async def send_next(self, http: aiohttp.ClientSession) -> bool:
        """Sends the next batch of the oldest news. False: there are none."""
        news = await self._store.oldest_news()
        if news is None:
            return False
        recipients = await self._store.recipients(news, BATCH)
        outcomes = await self._tell(http, news, recipients)
        gone = [row.id for row, outcome in zip(recipients, outcomes, strict=True) if outcome == "gone"]
        for outcome in outcomes:
            PUSHED.labels(outcome).inc()
        async with unit_of_work.begin(self._store.pool) as work:
            if recipients:
                await self._store.served(work, news.id, recipients[-1].id, gone)
            if len(recipients) < BATCH:
                await self._store.done(work, news.id)
        return True

    async def _tell(self, http: aiohttp.ClientSession, news: NewsRow, recipients: list[RecipientRow]) -> list[Outcome]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def tell(row: RecipientRow) -> Outcome:
            async with gate:
                return await self._send(http, news, row)

        tasks = [asyncio.create_task(tell(row)) for row in recipients]
        if not tasks:
            return []
        try:
            await asyncio.wait(tasks, timeout=BATCH_SECONDS)
        finally:  # also of a worker that stops
            for task in tasks:
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return ["failed" if task.cancelled() else task.result() for task in tasks]

    async def _send(self, http: aiohttp.ClientSession, news: NewsRow, row: RecipientRow) -> Outcome:
        try:
            subscription = self._store.opened(row)
            self._services.host(subscription.endpoint)  # the setting may have changed
            body = await asyncio.to_thread(encrypted, subscription.keys, msgspec.json.encode(shown(news, row.language)))
        except (Damaged, Invalid, ValueError):
            return "gone"
        headers = {
            "Authorization": self._key.authorization(subscription.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(TTL_SECONDS),
            "Urgency": "high",
            "Topic": base64url.encoded(sha256(news.tag.encode()).digest())[:32],  # replaces what is not delivered yet
        }
        for attempt in range(1, TRIES + 1):
            status = await _posted(http, subscription.endpoint, body, headers)
            if 200 <= status < 300:
                return "sent"
            if status in GONE:
                return "gone"
            if status not in LATER or attempt == TRIES:
                break
            await asyncio.sleep(PAUSE_SECONDS * attempt)
        log.warning("a push service takes no message: it answers %s", status or "nothing")
        return "failed"


def shown(news: NewsRow, language: str) -> Shown:
    title = f"{TITLES.get(language, TITLES['en'])[news.kind]} · {news.contest_name}"
    return Shown(title, news.words, news.tag, f"/contests/{news.contest_id}/{PATHS[news.kind]}")


async def _posted(http: aiohttp.ClientSession, endpoint: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status; 408 when the push service cannot be reached."""
    try:
        timeout = aiohttp.ClientTimeout(POST_SECONDS)
        async with http.post(endpoint, data=body, headers=headers, timeout=timeout, allow_redirects=False) as answer:
            return answer.status
    except (aiohttp.ClientError, OSError, TimeoutError):
        return 408
