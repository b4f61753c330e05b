"""A problem as a judge needs it: limits, checker and sealed tests, kept in the document store under `<problem>/<version>`.

core_api writes packages, judge_workers read them; a version never changes once it is written.
"""

from __future__ import annotations

import msgspec

from realtime.crypto import Vault
from realtime.documents import Documents
from realtime.errors import NotFound

COLLECTION = "packages"
TESTS = "tests"


class Case(msgspec.Struct, frozen=True):
    """One test: what a program reads, and what is expected of it."""

    input: bytes
    answer: bytes
    sample: bool


class Package(msgspec.Struct, frozen=True):
    problem: str
    version: int
    time_limit_ms: int
    memory_limit: int
    """Bytes."""
    output_limit: int
    """Bytes."""
    checker: str
    tolerance: float
    checker_source: str
    tests: tuple[Case, ...]


async def store(documents: Documents, vault: Vault, package: Package) -> None:
    """Writes a package; each test is a document of its own, because a document has a size limit."""
    key = f"{package.problem}/{package.version}"
    for ordinal, test in enumerate(package.tests):
        sealed = vault.seal("tests", package.problem, msgspec.msgpack.encode(test))
        await documents.put(TESTS, {"_id": f"{key}/{ordinal}", "sealed": sealed})
    head = msgspec.structs.replace(package, tests=())
    sealed = vault.seal("package", package.problem, msgspec.msgpack.encode(head))
    await documents.put(COLLECTION, {"_id": key, "sealed": sealed, "tests": len(package.tests)})


async def load(documents: Documents, vault: Vault, problem: str, version: int) -> Package:
    """Raises `NotFound` when it was never written, `Damaged` when it cannot be opened."""
    key = f"{problem}/{version}"
    document = await documents.get(COLLECTION, key)
    if document is None:
        raise NotFound(f"there is no package {key}")
    tests = []
    for ordinal in range(document["tests"]):
        held = await documents.get(TESTS, f"{key}/{ordinal}")
        if held is None:
            raise NotFound(f"test {ordinal} of package {key} is missing")
        tests.append(msgspec.msgpack.decode(vault.open("tests", problem, bytes(held["sealed"])), type=Case))
    head = msgspec.msgpack.decode(vault.open("package", problem, bytes(document["sealed"])), type=Package)
    return msgspec.structs.replace(head, tests=tuple(tests))
