"""Search index on Elasticsearch 8 or 9, or on the embedded server, which speaks the same protocol."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from elastic_transport import AiohttpHttpNode, HttpHeaders, TransportError
from elastic_transport import ApiError as TransportApiError
from elastic_transport._node import NodeApiResponse
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import ApiError, AsyncElasticsearch, NotFoundError

from realtime.runtime.circuit import Circuit
from realtime.runtime.errors import Unavailable
from realtime.storage.search import Found, Kind, Missing, ProblemDocument, UserDocument, Wanted, schema

log = logging.getLogger(__name__)

SEARCH_SECONDS = 1.5
"""Longest wait for a search: who asks has another way then."""
WRITE_SECONDS = 30.0
"""Of a batch of documents, or of a new index."""
PLAIN = {"accept": "application/json"}


class _PlainNode(AiohttpHttpNode):
    """Says `application/json`: the client's own media types name its major version, which a server of another one refuses."""

    async def perform_request(  # type: ignore[override]  # as the class that it derives from
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        plain = HttpHeaders({**(headers or {}), **PLAIN})
        if sent := plain.get("content-type"):
            plain["content-type"] = "application/x-ndjson" if "ndjson" in sent else "application/json"
        return await super().perform_request(method, target, body, plain, request_timeout)


class ElasticIndex:
    def __init__(self, url: str, search_seconds: float = SEARCH_SECONDS) -> None:
        """`url`: with user and password, where the server wants them."""
        client = AsyncElasticsearch(url, node_class=_PlainNode, max_retries=0)
        self._client = client
        self._searching = client.options(request_timeout=search_seconds)
        self._writing = client.options(request_timeout=WRITE_SECONDS)
        self._circuit = Circuit("search")

    async def search(self, wanted: Wanted) -> Found:
        answer = await self._ask("problem", schema.search(wanted))
        total = answer["hits"]["total"]["value"]
        difficulties, tags = schema.counts(_counts(answer))
        if sum(difficulties.values()) < total:  # each problem has one: a rare one was not among the most frequent facets
            difficulties = schema.counts(_counts(await self._ask("problem", schema.difficulties(wanted)))).difficulties
        return Found(_ids(answer), total, difficulties, tags)

    async def suggest(self, words: tuple[str, ...], limit: int, *, without: tuple[str, ...] = (), fuzzy: bool = False) -> list[str]:
        return _ids(await self._ask("problem", schema.suggest(words, limit, without, fuzzy=fuzzy)))

    async def users(self, words: tuple[str, ...], limit: int) -> list[str]:
        return _ids(await self._ask("user", schema.users(words, limit)))

    async def _ask(self, kind: Kind, body: schema.Json) -> Any:
        self._circuit.admit()
        try:
            async with _told():
                answer = await self._searching.search(index=_alias(kind), body=body)
        except Missing:
            self._circuit.succeeded()  # it answers
            raise
        except Unavailable:
            self._circuit.failed()
            raise
        except BaseException:
            self._circuit.left()
            raise
        self._circuit.succeeded()
        return answer.body

    async def write(self, kind: Kind, documents: Sequence[ProblemDocument | UserDocument], removed: Sequence[str]) -> None:
        actions: list[Mapping[str, Any]] = [{"delete": {"_id": id}} for id in removed]
        await self._bulk(_alias(kind), actions + _puts(documents), require_alias=True, refresh=True)

    async def fill(self, name: str, documents: Sequence[ProblemDocument | UserDocument]) -> None:
        await self._bulk(name, _puts(documents), require_alias=False, refresh=False)

    async def _bulk(self, index: str, actions: list[Mapping[str, Any]], *, require_alias: bool, refresh: bool) -> None:
        """A document that the server can never take is left out and logged: it must not hold up all others."""
        if not actions:
            return
        async with _told():
            answer = await self._writing.bulk(index=index, operations=actions, require_alias=require_alias, refresh=refresh)
        for item in answer["items"] if answer["errors"] else ():
            ((_, result),) = item.items()
            error = result.get("error")
            if error and error["type"] == "index_not_found_exception":
                raise Missing(error["reason"])
            if error and result["status"] in (429, 503):
                raise Unavailable(f"the search index takes no writes: {error['reason']}")
            if error:
                log.error("a document cannot be indexed: %s", error["reason"], extra={"document": result["_id"]})

    async def exists(self, kind: Kind) -> bool:
        async with _told():
            try:
                held = await self._writing.indices.get_alias(name=_alias(kind))
            except NotFoundError:
                return False
        return any(name.startswith(_prefix(kind)) for name in held.body)

    async def begin(self, kind: Kind) -> str:
        name = f"{_prefix(kind)}{time.time_ns() // 1_000_000}"
        made = schema.definition(kind)
        async with _told():
            await self._writing.indices.create(index=name, settings=made["settings"], mappings=made["mappings"])
        return name

    async def switch(self, kind: Kind, name: str) -> None:
        alias = _alias(kind)
        async with _told():
            await self._writing.indices.refresh(index=name)
            held = await self._writing.indices.get(index=f"{alias}-*")
            older = [{"remove_index": {"index": other}} for other in held.body if other != name]
            await self._writing.indices.update_aliases(actions=[{"add": {"index": name, "alias": alias}}, *older])

    async def close(self) -> None:
        await self._client.close()


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """Raises `Missing` and `Unavailable` for what the client raises."""
    try:
        yield
    except NotFoundError as error:
        raise Missing(f"the search index is not there: {error.message}") from None
    except (ApiError, TransportApiError, TransportError, OSError) as error:
        raise Unavailable(f"the search server does not answer: {error}") from None


def _alias(kind: Kind) -> str:
    return f"podium-{kind}"


def _prefix(kind: Kind) -> str:
    return f"{_alias(kind)}-{schema.version(kind)}-"


def _puts(documents: Sequence[ProblemDocument | UserDocument]) -> list[Mapping[str, Any]]:
    return [line for document in documents for line in ({"index": {"_id": document.id}}, schema.document(document))]


def _ids(answer: Any) -> list[str]:
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def _counts(answer: Any) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["facets"]["buckets"]}
