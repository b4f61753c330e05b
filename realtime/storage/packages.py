"""A problem as a judge needs it: limits, checker and sealed tests, kept in the document store under `<problem>/<version>`.

core_api writes packages, judge_workers read them; a version never changes once it is written.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from realtime.runtime.errors import NotFound
from realtime.security.vault import Vault
from realtime.storage.documents import Documents

COLLECTION = "packages"
TESTS = "tests"


Verdicts = Literal["worst", "first", "always"]
Scores = Literal["sum", "avg", "min", "max", "all"]


MAX_TESTS = 10_000
Arguments = Annotated[tuple[str, ...], msgspec.Meta(max_length=100)]


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a program. `name` may have folders before it."""

    name: str
    content: bytes
    executable: bool = False


Files = Annotated[tuple[File, ...], msgspec.Meta(max_length=1000)]


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test: what a program reads, and what is expected of it."""

    input: bytes
    answer: bytes
    sample: bool
    name: str = ""
    group: str = ""
    """Where it stands in the tree of groups: `sample`, `secret`, `secret/large`, …"""
    args: Arguments = ()
    """Arguments of the program."""
    validator_args: Arguments = ()
    files: Files = ()
    """What stands beside the program."""


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the results of a group's tests and sub-groups become one."""

    name: str
    """As in `Case.group`; empty: the whole."""
    on_reject: Literal["break", "continue"] = "break"
    """Whether what follows a rejected one is run."""
    verdicts: Verdicts = "worst"
    """`always`: accepted whatever happens."""
    any_accepted: bool = False
    """One accepted result is enough."""
    ignore_sample: bool = False
    """Only `secret` counts; for the whole."""
    scores: Scores = "sum"
    """`all`: `max_score` when everything in it is accepted, else nothing."""
    accept_score: float = 1.0
    """Of an accepted test that the validator gives no score."""
    reject_score: float = 0.0
    max_score: float | None = None
    require_pass: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)] = ()
    """Groups that have to be accepted before this one is run."""


class Package(msgspec.Struct, frozen=True, omit_defaults=True):
    problem: str
    version: int
    time_limit_ms: int
    memory_limit: int
    """Bytes."""
    output_limit: int
    """Bytes."""
    checker: str
    """`tokens`, `exact`, `float` (with `tolerance`), `default` (with the arguments of each test), or `custom`."""
    tolerance: float
    checker_source: str
    """A custom checker in one Python file; see `validator` for others."""
    tests: Annotated[tuple[Case, ...], msgspec.Meta(max_length=MAX_TESTS)]
    validator: Files = ()
    """A custom output validator in any language."""
    interactive: bool = False
    """The validator talks with the program instead of reading its output."""
    passes: int = 1
    """How often a program may be run for one test."""
    scoring: bool = False
    groups: Annotated[tuple[Group, ...], msgspec.Meta(max_length=1000)] = ()
    include: Annotated[dict[str, Files], msgspec.Meta(max_length=100)] = {}
    """Files that go with every submission, by language; `default` for all others."""
    compile_seconds: float = 60.0
    compile_memory: int = 2 * 2**30
    validation_seconds: float = 60.0
    validation_memory: int = 2 * 2**30
    validation_output: int = 8 * 2**20


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
