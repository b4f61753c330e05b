"""What every document store promises, in MongoDB and in memory; and problem packages on top of it."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from realtime.runtime.errors import Damaged, NotFound, TooLarge, Unavailable
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Document, Documents, MemoryDocuments, MongoDocuments
from tests.conftest import Servers, eventually
from tests.tcp_proxy import Proxy


@pytest.fixture(params=["memory", "mongo"])
async def documents(request: pytest.FixtureRequest) -> AsyncIterator[Documents]:
    made: Documents
    if request.param == "memory":
        made = MemoryDocuments()
    else:
        servers: Servers = request.getfixturevalue("servers")
        made = MongoDocuments(servers.mongo)
    yield made
    await made.close()


async def test_a_document_comes_back_as_it_was(documents: Documents) -> None:
    id_ = uuid.uuid4().hex
    document = {"_id": id_, "text": "é", "bytes": b"\0\1", "list": [{"a": 1.5}, None], "flag": True}
    await documents.put("things", document)
    assert await documents.get("things", id_) == document
    assert await documents.get("others", id_) is None
    await documents.put("things", {"_id": id_, "text": "new"})
    assert await documents.get("things", id_) == {"_id": id_, "text": "new"}
    await documents.delete("things", id_)
    assert await documents.get("things", id_) is None
    assert await documents.ready()


async def test_documents_stored_at_once_are_all_there_and_the_last_of_an_id_stays(documents: Documents) -> None:
    mark = uuid.uuid4().hex
    held: list[Document] = [{"_id": f"{mark}/{number % 90}", "number": number} for number in range(180)]
    await asyncio.gather(*(documents.put("things", document) for document in held))
    assert [await documents.get("things", document["_id"]) for document in held[90:]] == held[90:]


async def test_a_package_comes_back_as_it_was_and_is_sealed(documents: Documents) -> None:
    problem = uuid.uuid4().hex
    tests = (packages.Case(b"secret input", b"secret answer", False), packages.Case(b"\0\xff" * 200_000, b"", True))
    package = packages.Package(problem, 1, 1000, 2**28, 2**20, "custom", 1e-6, "print('checker')", tests)
    vault = Vault("ab" * 32)
    key = await packages.store(documents, vault, package)
    assert await packages.load(documents, vault, problem, key) == package
    assert await packages.load_sample(documents, vault, problem, key, 1) == tests[1]
    for collection, id_ in ((packages.HEADS, key), (packages.TESTS, f"{key}/0")):
        held = await documents.get(collection, id_)
        assert held is not None
        assert b"secret" not in bytes(held["sealed"])
        assert b"checker" not in bytes(held["sealed"])
    for other in (Vault("cd" * 32), vault):
        with pytest.raises(Damaged):
            await packages.load(documents, other, problem if other is not vault else "another", key)
    await packages.remove(documents, key)
    with pytest.raises(NotFound):
        await packages.load(documents, vault, problem, key)
    assert await documents.get(packages.TESTS, f"{key}/0") is None
    assert await documents.get(packages.SAMPLES, f"{key}/1") is None


async def test_what_is_larger_than_a_document_is_refused(documents: Documents) -> None:
    id_ = uuid.uuid4().hex
    with pytest.raises(TooLarge):
        await documents.put("things", {"_id": id_, "bytes": bytes(17 * 2**20)})
    assert await documents.get("things", id_) is None
    large = packages.Case(bytes(16 * 2**20 - 100), b"", False, name="secret/huge")
    for package, field in (
        (packages.Package("p", 1, 1000, 2**28, 2**20, "tokens", 0.0, "", (packages.Case(b"", b"", True), large)), "tests"),
        (packages.Package("p", 1, 1000, 2**28, 2**20, "custom", 0.0, "x" * (16 * 2**20), ()), None),
    ):
        with pytest.raises(TooLarge) as refused:
            await packages.store(documents, Vault("ab" * 32), package)
        assert refused.value.field == field
        assert ("secret/huge" in refused.value.message) == (field is not None)


async def test_ids_come_in_order_and_prefixes_go_together(documents: Documents) -> None:
    collection = uuid.uuid4().hex
    for id_ in ("b/1", "a", "b", "b/10", "b0", "c/1"):
        await documents.put(collection, {"_id": id_})
    assert await documents.ids(collection, "", 3) == ["a", "b", "b/1"]
    assert await documents.ids(collection, "b/1", 10) == ["b/10", "b0", "c/1"]
    await documents.delete_below(collection, "b/")
    assert await documents.ids(collection, "", 10) == ["a", "b", "b0", "c/1"]
    assert await documents.ids(uuid.uuid4().hex, "", 10) == []


async def test_what_mongo_cannot_hold_fails_alone(servers: Servers) -> None:
    documents, mark = MongoDocuments(servers.mongo), uuid.uuid4().hex
    held: list[Document] = [{"_id": f"{mark}/{number}", "value": object() if number == 2 else number} for number in range(4)]
    failed = await asyncio.gather(*(documents.put("things", document) for document in held), return_exceptions=True)
    assert [error is None for error in failed] == [True, True, False, True]
    assert [await documents.get("things", document["_id"]) is None for document in held] == [False, False, True, False]
    await documents.close()


async def test_a_write_whose_answer_is_lost_with_its_connection_is_made_again(servers: Servers) -> None:
    url, id = urlsplit(servers.mongo), uuid.uuid4().hex
    proxy = Proxy(url.port or 27017)
    documents = MongoDocuments(servers.mongo.replace(f":{url.port}/", f":{await proxy.start()}/"))
    for write, stays in ((documents.put("things", {"_id": id}), True), (documents.delete("things", id), False)):
        assert await documents.ready()
        proxy.swallow, proxy.swallowed = True, 0
        writing = asyncio.create_task(write)
        await eventually(lambda: proxy.swallowed, 5)
        proxy.swallow = False
        proxy.cut()
        await writing
        assert (await documents.get("things", id) is not None) is stays
    await proxy.close()  # first: closing the client blocks the loop that the proxy needs
    await documents.close()


async def test_a_store_that_is_away_is_told_to_clients_without_its_address_which_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("realtime.storage.documents.CALL_TIMEOUT_MS", 200)
    documents = MongoDocuments("mongodb://127.0.0.1:1/?directConnection=true")
    calls = (
        documents.put("things", {"_id": "a"}),
        documents.get("things", "a"),
        documents.delete("things", "a"),
        documents.delete_below("things", "a/"),
        documents.ids("things", "", 1),
    )
    with caplog.at_level(logging.WARNING, "realtime.storage.documents"):
        failed = await asyncio.gather(*calls, return_exceptions=True)
    for error in failed:
        assert isinstance(error, Unavailable)
        assert (error.message, error.retry_after) == ("the document store cannot be reached; retry", 1)
    assert len(caplog.messages) == len(calls)
    assert all("127.0.0.1:1" in message for message in caplog.messages)
    await documents.close()
