"""What every document store promises, in MongoDB and in memory; and problem packages on top of it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from realtime.runtime.errors import Damaged, NotFound
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents, MemoryDocuments, MongoDocuments
from tests.conftest import Servers


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


async def test_ids_come_in_order_and_prefixes_go_together(documents: Documents) -> None:
    collection = uuid.uuid4().hex
    for id_ in ("b/1", "a", "b", "b/10", "b0", "c/1"):
        await documents.put(collection, {"_id": id_})
    assert await documents.ids(collection, "", 3) == ["a", "b", "b/1"]
    assert await documents.ids(collection, "b/1", 10) == ["b/10", "b0", "c/1"]
    await documents.delete_below(collection, "b/")
    assert await documents.ids(collection, "", 10) == ["a", "b", "b0", "c/1"]
    assert await documents.ids(uuid.uuid4().hex, "", 10) == []
