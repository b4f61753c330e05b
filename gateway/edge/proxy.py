"""Reverse proxy for REST: requests under `/api/` go to the role `api`, bodies and answers stream both ways.

Nothing is held whole but small answers, and those that all clients share (see `shared_answers`). Bounds: a body's size and pace (see
`upload`), the time between two pieces of an answer (`ANSWER_SECONDS`), the time a client takes to read one (`READ_SECONDS`). A client
that goes away cancels its request at the api.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from itertools import chain

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from gateway.edge import compression
from gateway.edge.compression import Encoder
from gateway.edge.error_documents import error_document
from gateway.edge.shared_answers import Answer, SharedAnswers, is_shared, may_share
from gateway.edge.upload import Upload, Uploads
from realtime.protocol import etags
from realtime.runtime import ids
from realtime.runtime.errors import PodiumError, Unavailable
from realtime.runtime.expect import continue_later
from realtime.security.addresses import PROOF_HEADER, Trusted, forwarded_for

log = logging.getLogger(__name__)

HOP_BY_HOP = frozenset(
    ("Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade")
)
"""Headers that belong to one connection (RFC 9110, 7.6.1); those that `Connection` names are added."""
SETTLED = frozenset(("Host", "Expect"))
"""Request headers that are not passed on, beside those that `_said` replaces: 100-continue is answered by `upload`."""
CONTENT_HEADERS = ("Content-Type", "Content-Length", "Content-Encoding")
"""What a 304 does not say of the content that the client has."""
CONNECTIONS = 256
"""Requests at the api at once; more wait."""
ANSWER_SECONDS = 30.0
"""How long the api may be silent: before the head of an answer, and between two pieces of it."""
READ_SECONDS = 30.0
"""How long a client may take to read one piece of an answer."""
SMALL = 128 * 1024
"""Bytes up to which an answer of known length is sent in one go: the teams of a contest of 1,000. To stream it costs a third more."""


class Proxy:
    def __init__(self, url: str, trusted: Trusted, proof: str = "") -> None:
        """`proof`: that this is a gateway, for the api."""
        self._url = url.rstrip("/")
        self._trusted = trusted
        self._proof = proof
        self._shared = SharedAnswers()
        self._uploads = Uploads()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS),
            timeout=aiohttp.ClientTimeout(total=None, connect=5, sock_read=ANSWER_SECONDS),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Content-Type"),
        )

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/api/{tail:.*}", self.serve, expect_handler=continue_later)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if ".." in request.path or not request.raw_path.startswith("/api/"):
            raise web.HTTPNotFound
        upload: Upload | None = None
        try:
            shareable = may_share(request)
            if shareable and (shared := await self._shared_answer(request)) is not None:
                return await _share(request, shared)
            with self._uploads.open(request) if request.can_read_body else nullcontext() as upload:
                if upload is not None and upload.is_stream:
                    return await self._stream_up(request, upload)
                body = None if upload is None else await upload.whole()
                async with self._request(request.method, request.raw_path, self._headers(request), body) as answer:
                    if shareable and is_shared(answer.status, answer.headers):
                        self._shared.learn(request.raw_path)
                    return await _relay(request, answer)
        except PodiumError as error:
            return error_document(error, {"Connection": "close"})
        except (TimeoutError, aiohttp.ClientError, OSError):
            if upload is not None and upload.fault is not None:
                return error_document(upload.fault, {"Connection": "close"})  # the rest of the body is not read
            return error_document(Unavailable("the API is away for the moment", retry_after=1))

    async def _stream_up(self, request: web.Request, upload: Upload) -> web.StreamResponse:
        """Asks the api whether it wants the body before any of it is taken."""
        async with asyncio.timeout(ANSWER_SECONDS) as patience:
            upload.patience = patience
            async with self._request(request.method, request.raw_path, self._headers(request), aiter(upload), expects=True) as answer:
                patience.reschedule(None)
                return await _relay(request, answer)

    async def _shared_answer(self, request: web.Request) -> Answer | None:
        target, client = request.raw_path, self._client(request)

        async def ask(held: Answer | None) -> Answer | None:
            headers = CIMultiDict({**self._said(client), "X-Request-Id": ids.new()})
            if held is not None:
                headers["If-None-Match"] = held.etag
            async with self._request("GET", target, headers) as answer:
                if answer.status == 304:
                    return held
                if not is_shared(answer.status, answer.headers):
                    return None
                return Answer(_end_to_end(answer.headers), await answer.read())

        return await self._shared.get(target, ask)

    def _request(
        self,
        method: str,
        target: str,
        headers: CIMultiDict[str],
        body: AsyncIterator[bytes] | bytes | None = None,
        *,
        expects: bool = False,
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """`expects`: the body is sent when the api asks for it."""
        url = URL(f"{self._url}{target}", encoded=True)
        return self._session.request(method, url, headers=headers, data=body, allow_redirects=False, expect100=expects)

    def _headers(self, request: web.Request) -> CIMultiDict[str]:
        headers = _end_to_end(request.headers, SETTLED)
        headers.update(self._said(self._client(request)))
        headers.setdefault("X-Request-Id", ids.new())
        return headers

    def _said(self, client: str) -> dict[str, str]:
        """What the gateway says of a request itself, whatever the client has said. The api's bytes come uncompressed."""
        return {"X-Forwarded-For": client, PROOF_HEADER: self._proof, "Accept-Encoding": "identity"}

    def _client(self, request: web.Request) -> str:
        return self._trusted.client(request.remote, forwarded_for(request.headers))

    async def ready(self) -> bool:
        async with self._session.get(f"{self._url}/healthz", timeout=aiohttp.ClientTimeout(total=2)) as answer:
            return answer.status == 200

    async def close(self) -> None:
        await self._session.close()


def _end_to_end(headers: CIMultiDictProxy[str], without: frozenset[str] = frozenset()) -> CIMultiDict[str]:
    """Headers but for those of the connection they came over."""
    kept = headers.copy()
    dropped: Iterable[str] = HOP_BY_HOP | without
    if "Connection" in headers:
        dropped = chain(dropped, (name.strip() for value in headers.getall("Connection") for name in value.split(",")))
    for name in dropped:
        kept.popall(name, None)
    return kept


async def _relay(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    headers = _end_to_end(answer.headers)
    length = answer.headers.get("Content-Length")
    encoder = compression.negotiate(request.headers.get("Accept-Encoding", ""), answer.status, headers)
    if request.method == "HEAD" or (length is not None and int(length) <= SMALL):
        body = await answer.read()
        if encoder is not None and body:
            body = encoder.compress(body) + encoder.flush()
        return web.Response(status=answer.status, reason=answer.reason, headers=headers, body=body or None)
    response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=headers)
    await response.prepare(request)
    try:
        await _stream(answer, response, encoder, live=length is None)
    except (TimeoutError, aiohttp.ClientError, OSError) as error:
        log.warning("an answer was cut off: %r", error, extra={"path": request.path})
        if request.transport is not None:
            request.transport.abort()  # a proper end would make half an answer look whole
    return response


async def _share(request: web.Request, answer: Answer) -> web.StreamResponse:
    headers, body = answer.form(request.headers.get("Accept-Encoding", ""))
    if etags.holds(request.headers.get("If-None-Match"), answer.etag):
        headers = headers.copy()
        for name in CONTENT_HEADERS:
            headers.pop(name, None)
        return web.Response(status=304, headers=headers)
    if len(body) <= SMALL:
        return web.Response(headers=headers, body=body)
    response = web.StreamResponse(headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    for start in range(0, len(body), SMALL):
        async with asyncio.timeout(READ_SECONDS):
            await response.write(memoryview(body)[start : start + SMALL])
    return response


async def _stream(answer: aiohttp.ClientResponse, response: web.StreamResponse, encoder: Encoder | None, *, live: bool) -> None:
    """`live`: of unknown length, as a feed: each piece is compressed so that it can be read when it arrives."""
    async for piece in answer.content.iter_any():
        if encoder is not None:
            piece = encoder.compress(piece) + (encoder.flush(zlib.Z_SYNC_FLUSH) if live else b"")
        if piece:
            async with asyncio.timeout(READ_SECONDS):
                await response.write(piece)
    async with asyncio.timeout(READ_SECONDS):
        await response.write_eof(encoder.flush() if encoder is not None else b"")
