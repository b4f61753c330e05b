"""Problem packages: refused uploads, what readers of a problem can open, what PostgreSQL holds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from core_api.workers.package_sweeper import UPLOAD_SECONDS, PackageSweeper
from realtime.runtime import ids
from realtime.security.vault import NoKey
from realtime.storage import packages
from realtime.storage.documents import Document, MemoryDocuments
from tests.api.fixtures import Stores
from tests.api.harness import Api, fresh
from tests.api.world import problem_body
from tests.database import execute

OTHERS = [{"input": "1 2\n", "answer": "anything", "sample": True}]


class SlowDocuments(MemoryDocuments):
    """Holds up the first write until `go`; counts what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.go, self.held = asyncio.Event(), asyncio.Event()
        self.read: list[str] = []

    async def put(self, collection: str, document: Document) -> None:
        if not self.held.is_set():
            self.held.set()
            await self.go.wait()
        await super().put(collection, document)

    async def get(self, collection: str, id: str) -> Document | None:
        self.read.append(collection)
        return await super().get(collection, id)


@pytest_asyncio.fixture(loop_scope="session")
async def slow(stores: Stores) -> AsyncIterator[Api]:
    """An API whose document store is slow."""
    made = Api(*stores, documents=SlowDocuments())
    await made.start()
    yield made
    await made.close()


def documents_of(slow: Api) -> SlowDocuments:
    assert isinstance(slow.documents, SlowDocuments)
    return slow.documents


async def package_of(api: Api, problem: str) -> packages.Package:
    key = await api.platform.pool.fetchval("select package_key from problem_versions where problem_id = $1", problem)
    return await packages.load(api.documents, api.platform.vault, problem, key)


async def test_a_refused_upload_changes_nothing(slow: Api) -> None:
    """Two creators at the same time: the one who was refused used to have written his tests over the other's."""
    documents, api = documents_of(slow), slow
    body = problem_body()
    refused = asyncio.create_task(api.call("POST", "/problems", {**body, "tests": OTHERS}, by=await api.caller("creator")))
    await documents.held.wait()
    await api.made("/problems", body, by=await api.caller("creator"))
    documents.go.set()
    assert (await refused).status == 409
    kept = await package_of(api, body["id"])
    assert [test.answer for test in kept.tests] == [b"3\n", b"42\n"]
    heads = await documents.ids(packages.HEADS, "", 10)
    assert len(heads) == 1, "what was refused does not stay"


async def test_reading_a_problem_opens_samples_only(slow: Api) -> None:
    documents, api = documents_of(slow), slow
    documents.go.set()
    problem = (await api.made("/problems", problem_body(published=True), by=await api.caller("creator")))["id"]
    documents.read.clear()
    assert (await api.call("GET", f"/problems/{problem}")).json["samples"] == [{"input": "1 2\n", "answer": "3\n"}]
    assert documents.read == [packages.SAMPLES]


async def test_large_samples_do_not_fill_the_memory(api: Api) -> None:
    tests = [{"input": f"{number} {'x' * 240_000}", "answer": "3\n", "sample": True} for number in range(4)]
    body = problem_body(tests=tests, published=True)
    answer = await api.made("/problems", body, by=await api.caller("creator"))
    assert len(answer["samples"]) == 4
    package = packages.Package(body["id"], 1, 1000, 2**28, 2**20, "tokens", 0.0, "", (packages.Case(b"x" * 2**20, b"", True),))
    key = await packages.store(api.documents, api.platform.vault, package)
    set_ = "update problem_versions set package_key = $2 where problem_id = $1"
    await execute(api.platform.pool, set_, body["id"], key)
    await execute(api.platform.pool, "update testcases set input_bytes = $2 where problem_id = $1", body["id"], 2**20)
    assert (await api.call("GET", f"/problems/{body['id']}")).json["samples"] == []


async def test_a_vault_of_samples_opens_no_secret_test(api: Api) -> None:
    vault = api.platform.vault.only("sample")
    case = packages.Case(b"secret", b"secret", False)
    package = packages.Package("p", 1, 1000, 2**28, 2**20, "tokens", 0.0, "", (case,))
    key = await packages.store(api.documents, api.platform.vault, package)
    held = await api.documents.get(packages.TESTS, f"{key}/0")
    assert held is not None
    with pytest.raises(NoKey):
        vault.open("test", ("p", key, 0), held["sealed"])
    with pytest.raises(NoKey):
        await packages.load(api.documents, vault, "p", key)


async def test_a_custom_checker_stands_in_no_row(api: Api) -> None:
    checker = "import sys  # the secret of the checker\nsys.exit(42)"
    body = problem_body(checker={"kind": "custom", "source": checker})
    problem = (await api.made("/problems", body, by=await api.caller("creator")))["id"]
    row: Any = await api.platform.pool.fetchrow("select * from problems where id = $1", problem)
    assert "secret of the checker" not in str(dict(row))
    assert (await package_of(api, problem)).checker_source == checker


async def test_left_over_packages_are_swept(api: Api) -> None:
    problem = (await api.made("/problems", problem_body(), by=await api.caller("creator")))["id"]
    old, new, now = ids.new(time.time() - UPLOAD_SECONDS - 1), ids.new(), time.time()
    package = await package_of(api, problem)
    for key in (old, new, f"{fresh('p')}/1"):
        await packages.write(api.documents, api.platform.vault, package, key)
    sweeper = PackageSweeper(api.platform.pool, api.documents)
    assert await sweeper.sweep(now) == 1
    assert await api.documents.get(packages.HEADS, old) is None
    assert await api.documents.get(packages.TESTS, f"{old}/1") is None
    assert await packages.load(api.documents, api.platform.vault, problem, new)
    assert await sweeper.sweep(now + UPLOAD_SECONDS + 1) == 1, "what the problem has stays, and what has no time in its key"
    assert (await package_of(api, problem)).tests
