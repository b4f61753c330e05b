"""The document store: large things read by id (source code, tests, judgement details). MongoDB, or memory for tests.

Motor is what the platform speaks MongoDB with; its makers point to PyMongo's own asynchronous client, so no other module
of Podium imports it.
"""

from __future__ import annotations

from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import PyMongoError

from realtime.runtime.errors import Unavailable

Document = dict[str, Any]
DATABASE = "podium"
CALL_TIMEOUT_MS = 5000


class Documents(Protocol):
    """Collections of documents with an `_id`. All raise `Unavailable` when the store cannot be reached."""

    async def put(self, collection: str, document: Document) -> None:
        """Stores a document in place of the one with its `_id`; durable when this returns."""

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
            url, serverSelectionTimeoutMS=CALL_TIMEOUT_MS, timeoutMS=CALL_TIMEOUT_MS, w="majority", appname="podium"
        )
        self._database = self._client[DATABASE]

    async def put(self, collection: str, document: Document) -> None:
        try:
            await self._database[collection].replace_one({"_id": document["_id"]}, document, upsert=True)
        except PyMongoError as error:
            raise _away(error) from error

    async def get(self, collection: str, id: str) -> Document | None:
        try:
            return await self._database[collection].find_one({"_id": id})
        except PyMongoError as error:
            raise _away(error) from error

    async def delete(self, collection: str, id: str) -> None:
        try:
            await self._database[collection].delete_one({"_id": id})
        except PyMongoError as error:
            raise _away(error) from error

    async def delete_below(self, collection: str, prefix: str) -> None:
        stop = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        try:
            await self._database[collection].delete_many({"_id": {"$gte": prefix, "$lt": stop}})
        except PyMongoError as error:
            raise _away(error) from error

    async def ids(self, collection: str, after: str, limit: int) -> list[str]:
        try:
            found = self._database[collection].find({"_id": {"$gt": after}}, {"_id": True}).sort("_id", 1).limit(limit)
            return [document["_id"] for document in await found.to_list(limit)]
        except PyMongoError as error:
            raise _away(error) from error

    async def ready(self) -> bool:
        try:
            await self._client.admin.command("ping")
        except PyMongoError:
            return False
        return True

    async def close(self) -> None:
        self._client.close()


def _away(error: PyMongoError) -> Unavailable:
    return Unavailable(f"the document store cannot be reached: {error}", retry_after=1)
