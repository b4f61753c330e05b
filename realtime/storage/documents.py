"""The document store: large things read by id (source code, tests, judgement details). MongoDB, or memory for tests.

Motor is what the platform speaks MongoDB with; its makers point to PyMongo's own asynchronous client, so no other module
of Podium imports it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from bson.errors import InvalidDocument
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReplaceOne
from pymongo.errors import AutoReconnect, BulkWriteError, PyMongoError

from realtime.runtime.batching import Batcher
from realtime.runtime.errors import TooLarge, Unavailable

log = logging.getLogger(__name__)

Document = dict[str, Any]
DATABASE = "podium"
CALL_TIMEOUT_MS = 5000
MAX_DOCUMENT = 16 * 2**20
"""Bytes of a document as BSON: MongoDB's own bound."""
MOST_PUTS = 64
"""Documents that are stored in one call: every call costs a thread and a round trip, and submissions come in crowds."""


class Documents(Protocol):
    """Collections of documents with an `_id`. All raise `Unavailable` when the store cannot be reached."""

    async def put(self, collection: str, document: Document) -> None:
        """Stores a document in place of the one with its `_id`; durable when this returns. Raises `TooLarge` beyond `MAX_DOCUMENT`."""

    async def get(self, collection: str, id: str) -> Document | None: ...

    async def delete(self, collection: str, id: str) -> None: ...

    async def delete_below(self, collection: str, prefix: str) -> None:
        """Removes the documents whose ids begin with `prefix`, which ends with `/`."""

    async def ids(self, collection: str, after: str, limit: int) -> list[str]:
        """At most `limit` ids behind `after`, in their order."""

    async def ready(self) -> bool: ...

    async def close(self) -> None: ...


class MemoryDocuments:
    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Document] = {}

    async def put(self, collection: str, document: Document) -> None:
        _check_size(document)
        self._held[collection, document["_id"]] = dict(document)

    async def get(self, collection: str, id: str) -> Document | None:
        found = self._held.get((collection, id))
        return dict(found) if found is not None else None

    async def delete(self, collection: str, id: str) -> None:
        self._held.pop((collection, id), None)

    async def delete_below(self, collection: str, prefix: str) -> None:
        for key in [(held, id) for held, id in self._held if held == collection and id.startswith(prefix)]:
            del self._held[key]

    async def ids(self, collection: str, after: str, limit: int) -> list[str]:
        return sorted(id for held, id in self._held if held == collection and id > after)[:limit]

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        pass


class MongoDocuments:
    def __init__(self, url: str) -> None:
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            url, serverSelectionTimeoutMS=CALL_TIMEOUT_MS, timeoutMS=CALL_TIMEOUT_MS, w="majority", retryWrites=False, appname="podium"
        )
        self._database = self._client[DATABASE]
        self._puts: dict[str, Batcher[Document, None]] = {}
        """By collection, of which there are few."""

    async def put(self, collection: str, document: Document) -> None:
        _check_size(document)
        if collection not in self._puts:
            self._puts[collection] = Batcher(partial(self._put_all, collection), MOST_PUTS, (BulkWriteError, InvalidDocument))
        with _guard():
            await self._puts[collection].do(document)

    async def _put_all(self, collection: str, documents: Sequence[Document]) -> list[None]:
        writes = [ReplaceOne({"_id": document["_id"]}, document, upsert=True) for document in documents]
        await _twice(lambda: self._database[collection].bulk_write(writes))
        return [None] * len(documents)

    async def get(self, collection: str, id: str) -> Document | None:
        with _guard():
            return await self._database[collection].find_one({"_id": id})

    async def delete(self, collection: str, id: str) -> None:
        with _guard():
            await _twice(lambda: self._database[collection].delete_one({"_id": id}))

    async def delete_below(self, collection: str, prefix: str) -> None:
        stop = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        with _guard():
            await _twice(lambda: self._database[collection].delete_many({"_id": {"$gte": prefix, "$lt": stop}}))

    async def ids(self, collection: str, after: str, limit: int) -> list[str]:
        with _guard():
            found = self._database[collection].find({"_id": {"$gt": after}}, {"_id": True}).sort("_id", 1).limit(limit)
            return [document["_id"] for document in await found.to_list(limit)]

    async def ready(self) -> bool:
        try:
            await self._client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    async def close(self) -> None:
        self._client.close()


def _check_size(document: Document) -> None:
    """What is large are bytes and texts."""
    if sum(len(value) for value in document.values() if isinstance(value, bytes | str)) > MAX_DOCUMENT:
        raise TooLarge(f"document {document['_id']} has more than {MAX_DOCUMENT:,} bytes")


async def _twice(write: Callable[[], Awaitable[object]]) -> None:
    """Writes here may all be made twice, so one whose connection broke is made again. The driver's own way (`retryWrites`) has the server
    remember each write, and the embedded one goes through all that it remembers at each: twice the CPU after two minutes of submissions.
    """
    try:
        await write()
    except AutoReconnect as error:
        if error.timeout:  # all the time that a call has is spent
            raise
        await write()


@contextmanager
def _guard() -> Iterator[None]:
    """Errors of the driver as `Unavailable`. Its words name hosts and the topology: they go to the log, the message reaches clients."""
    try:
        yield
    except PyMongoError as error:
        log.warning("the document store cannot be reached: %s", error)
        raise Unavailable("the document store cannot be reached; retry", retry_after=1) from error
