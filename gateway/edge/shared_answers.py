"""Cache of answers that are the same for everybody. Each is validated at the api before it is used: nobody sees an older board through it.

Which answers: to GET without anything that tells the client from others, `200` with an ETag and `Cache-Control: public` (RFC 9111). What
is stored was asked for by the gateway itself, with no header of a client's, so a client cannot choose what others see.

All requests that wait for a page share one question to the api. A request may only share a question that is asked after it came: say A
comes and its question is under way when B and C come; theirs is asked as soon as A's is answered, one for both. So each sees at least
what was true when it asked, and the api answers one question at a time for a page, however many want it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from multidict import CIMultiDict
from prometheus_client import Counter, Gauge

from gateway.edge import compression

KEPT = 32 * 2**20
"""Bytes of all answers kept by a process: those of a few dozen contests that are read now. The least recently used go first."""
LARGEST = 2**20
"""Bytes of an answer that is kept: the teams of a contest of 10,000. Larger ones stream."""
OVERHEAD = 1000
"""Bytes of a kept answer beside its body and its address: headers and the objects around them."""
OVERTAKE_SECONDS = 1.0
"""How long a question may be under way before the next one for the same page is asked beside it."""
OF_ONE_USE = ("Date", "RateLimit", "RateLimit-Policy")
"""Response headers that are true for the client alone who asked, or at that moment alone: the answer is validated again with each use."""
PERSONAL = ("Authorization", "Cookie", "Range", "If-Match", "If-Unmodified-Since", "If-Modified-Since", "X-Request-Id", "traceparent")
"""Request headers that ask for an answer of one's own, or for an entry of one's own in the api's log."""

VARIES = {"accept-encoding", "authorization"}
"""Request headers that an answer may vary by and be shared: of the first the gateway keeps both forms, of the second it shares none."""

ANSWERS = Counter("podium_gateway_shared_answers_total", "Requests answered with a shared answer")
QUESTIONS = Counter("podium_gateway_shared_questions_total", "Questions to the api whether a shared answer still holds")
KEPT_BYTES = Gauge("podium_gateway_shared_bytes", "Bytes of answers kept to be shared")


class Answer:
    """A whole answer as the api gave it."""

    __slots__ = ("_compressed", "_plain", "body", "etag")

    def __init__(self, headers: CIMultiDict[str], body: bytes) -> None:
        self.etag = headers["ETag"]
        self.body = body
        for name in OF_ONE_USE:
            headers.pop(name, None)
        self._plain = headers.copy()
        compression.negotiate("", 200, self._plain)
        self._compressed: tuple[CIMultiDict[str], bytes] | None = None

    def form(self, accept_encoding: str) -> tuple[CIMultiDict[str], bytes]:
        """Headers and body for a client. The compressed form is made once."""
        if not compression.accepts_gzip(accept_encoding):
            return self._plain, self.body
        if self._compressed is None:
            headers = self._plain.copy()
            encoder = compression.negotiate("gzip", 200, headers)
            self._compressed = headers, self.body if encoder is None else encoder.compress(self.body) + encoder.flush()
        return self._compressed


Ask = Callable[[Answer | None], Awaitable[Answer | None]]
"""Asks the api for a page, or whether an answer still holds: returns that one then, else another, or None for what cannot be shared."""


class _Page:
    """What is known of one address. Without an answer: that it has one which may be shared."""

    __slots__ = ("answer", "asking", "waiting")

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.asking: asyncio.Task[Answer | None] | None = None
        """The question under way, or the last one."""
        self.waiting: asyncio.Task[Answer | None] | None = None
        """The next question: who comes now shares it."""


class SharedAnswers:
    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._pages: OrderedDict[str, _Page] = OrderedDict()
        """By path and query, the least recently used first."""
        self._bytes = 0

    def learn(self, target: str) -> None:
        """The answer of this address may be shared: it is kept from the next request on."""
        if target not in self._pages:
            self._pages[target] = _Page()
            self._count(_size(target, None))

    async def get(self, target: str, ask: Ask) -> Answer | None:
        """What holds now; None where the request must be passed on. Raises what `ask` raises."""
        page = self._pages.get(target)
        if page is None:
            return None
        self._pages.move_to_end(target)
        if page.waiting is None:
            page.waiting = asyncio.create_task(self._question(target, page, ask))
        answer = await asyncio.shield(page.waiting)  # whoever goes away must not end the question of others
        ANSWERS.inc(answer is not None)
        return answer

    async def _question(self, target: str, page: _Page, ask: Ask) -> Answer | None:
        if page.asking is not None and not page.asking.done():
            await asyncio.wait((page.asking,), timeout=OVERTAKE_SECONDS)
        page.asking, page.waiting = page.waiting, None
        QUESTIONS.inc()
        answer = await ask(page.answer)
        if self._pages.get(target) is not page:
            pass  # another page needed its room meanwhile
        elif answer is None:
            self._drop(target)
        else:
            before, page.answer = page.answer, answer
            self._count(_size(target, answer) - _size(target, before))
        return answer

    def _count(self, more: int) -> None:
        self._bytes += more
        while self._bytes > self._limit and self._pages:
            self._drop(next(iter(self._pages)))
        KEPT_BYTES.set(self._bytes)

    def _drop(self, target: str) -> None:
        self._bytes -= _size(target, self._pages.pop(target).answer)


def _size(target: str, answer: Answer | None) -> int:
    """With room for a compressed form that does not compress."""
    return len(target) + OVERHEAD + (2 * len(answer.body) if answer is not None else 0)


def may_share(request: web.Request) -> bool:
    """Whether a request asks for nothing of its own."""
    headers = request.headers
    return (
        request.method == "GET"
        and not request.can_read_body
        and not any(name in headers for name in PERSONAL)
        and "no-store" not in headers.get("Cache-Control", "")
    )


def is_shared(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer is the same for everybody, can be validated, and is small enough to be kept."""
    directives = {directive.strip().lower() for directive in headers.get("Cache-Control", "").split(",")}
    return (
        status == 200
        and "public" in directives
        and "no-store" not in directives
        and "ETag" in headers
        and {name.strip().lower() for name in headers.get("Vary", "Accept-Encoding").split(",")} <= VARIES
        and "Set-Cookie" not in headers
        and int(headers.get("Content-Length", LARGEST + 1)) <= LARGEST
    )
