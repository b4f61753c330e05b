"""A problem as a judge needs it: limits, checker and sealed tests, kept in the document store under a random key.

core_api writes packages, judge_workers read them. A package never changes once it is written: each version of a problem has its own, which
counts from the transaction on in which the version's row names its key. Packages that no row names are left-overs; the role `worker` sweeps
them.

| collection | `_id` | sealed as | what |
| --- | --- | --- | --- |
| `packages` | `<key>` | `package`, of problem and key | limits, checker, validator, and how many tests there are |
| `tests` | `<key>/<ordinal>` | `test`, of problem, key and ordinal | a secret test |
| `samples` | `<key>/<ordinal>` | `sample`, of problem, key and ordinal | a sample: read without any key of secret tests |
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from realtime.runtime import ids
from realtime.runtime.errors import NotFound, TooLarge
from realtime.security.vault import Vault
from realtime.storage.documents import MAX_DOCUMENT, Documents

HEADS, TESTS, SAMPLES = "packages", "tests", "samples"


Verdicts = Literal["worst", "first", "always"]
Scores = Literal["sum", "avg", "min", "max", "all"]


MIB = 2**20
MAX_TESTS = 10_000
MAX_SEALED = MAX_DOCUMENT - 2**10
"""Bytes of a test, or of the head, in its document, which has an id as well."""
MAX_SECONDS = 60
"""Of a time limit, and of CPU for a compiler: what a program may hold a slot for."""
MAX_VALIDATION_SECONDS = 300
MIN_MEMORY, MAX_MEMORY = 1 * MIB, 4096 * MIB
"""Of any memory limit."""
MAX_OUTPUT = 256 * MIB
MAX_PASSES = 100
MAX_SCORE = 1e9
"""And as far below zero: sums of ten thousand such scores are still exact to a ten-thousandth."""
MAX_NAME = 255
"""Characters of a name, with the folders or groups before it."""
INNER_PATH = r"^(?!/)(?!(.*/)?\.{1,2}(/|\Z))(?!.*/\Z)[^\x00-\x1f\x7f]+\Z"
"""A file's place in a box: relative, without `.` and `..`, and no control characters in it."""

Path = Annotated[str, msgspec.Meta(pattern=INNER_PATH, max_length=MAX_NAME)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]
Argument = Annotated[str, msgspec.Meta(max_length=1000)]
Arguments = Annotated[tuple[Argument, ...], msgspec.Meta(max_length=100)]
Score = Annotated[float, msgspec.Meta(ge=-MAX_SCORE, le=MAX_SCORE)]
Memory = Annotated[int, msgspec.Meta(ge=MIN_MEMORY, le=MAX_MEMORY)]
Output = Annotated[int, msgspec.Meta(ge=1, le=MAX_OUTPUT)]
CheckerKind = Literal["tokens", "exact", "float", "default", "custom"]
Tolerance = Annotated[float, msgspec.Meta(ge=0, le=1)]


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """Part of a program. `name` may have folders before it."""

    name: Path
    content: bytes
    executable: bool = False


Files = Annotated[tuple[File, ...], msgspec.Meta(max_length=1000)]


class InputValidatorFiles(msgspec.Struct, frozen=True):
    """A program that says whether the input of a test is valid."""

    name: Name
    files: Files


InputArguments = Annotated[dict[Name, Arguments], msgspec.Meta(max_length=100)]
"""Of input validators, by their names; those of the empty name are for all that are not named."""


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test: what a program reads, and what is expected of it."""

    input: bytes
    answer: bytes
    sample: bool
    name: Name = ""
    group: Name = ""
    """Where it stands in the tree of groups: `sample`, `secret`, `secret/large`, …"""
    args: Arguments = ()
    """Arguments of the program."""
    validator_args: Arguments = ()
    files: Files = ()
    """What stands beside the program."""
    input_args: InputArguments = {}


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the results of a group's tests and sub-groups become one."""

    name: Name
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
    accept_score: Score = 1.0
    """Of an accepted test that the validator gives no score."""
    reject_score: Score = 0.0
    max_score: Score | None = None
    require_pass: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()
    """Groups that have to be accepted before this one is run."""


class Package(msgspec.Struct, frozen=True, omit_defaults=True):
    problem: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    time_limit_ms: Annotated[int, msgspec.Meta(ge=1, le=1000 * MAX_SECONDS)]
    memory_limit: Memory
    """Bytes."""
    output_limit: Output
    """Bytes."""
    checker: CheckerKind
    """`tokens`, `exact`, `float` (with `tolerance`), `default` (with the arguments of each test), or `custom`."""
    tolerance: Tolerance
    checker_source: str
    """A custom checker in one Python file; see `validator` for others."""
    tests: Annotated[tuple[Case, ...], msgspec.Meta(max_length=MAX_TESTS)]
    validator: Files = ()
    """A custom output validator in any language."""
    interactive: bool = False
    """The validator talks with the program instead of reading its output."""
    passes: Annotated[int, msgspec.Meta(ge=1, le=MAX_PASSES)] = 1
    """How often a program may be run for one test."""
    scoring: bool = False
    groups: Annotated[tuple[Group, ...], msgspec.Meta(max_length=1000)] = ()
    include: Annotated[dict[Name, Files], msgspec.Meta(max_length=100)] = {}
    """Files that go with every submission, by language; `default` for all others."""
    compile_seconds: Annotated[float, msgspec.Meta(gt=0, le=MAX_SECONDS)] | None = None
    """CPU for compiling a submission; None: what its language is given."""
    compile_memory: Memory = 2048 * MIB
    input_validators: Annotated[tuple[InputValidatorFiles, ...], msgspec.Meta(max_length=20)] = ()
    validation_seconds: Annotated[float, msgspec.Meta(gt=0, le=MAX_VALIDATION_SECONDS)] = 60.0
    validation_memory: Memory = 2048 * MIB
    validation_output: Output = 8 * MIB

    def included(self, language: str) -> Files:
        """Files that go with every submission in a language."""
        return self.include.get(language, self.include.get("default", ()))


class Head(msgspec.Struct, frozen=True):
    """A package but for its tests."""

    package: Package
    samples: tuple[bool, ...]
    """Of each test, whether it is a sample."""


FREE = Package("", 1, 2000, 256 * MIB, 8 * MIB, "tokens", 0.0, "", ())
"""Limits for programs of no problem."""
SAGA = "problem-package"
"""Kind of the saga that stores a package and makes its problem; its subject is the key."""


async def store(documents: Documents, vault: Vault, package: Package) -> str:
    """Writes a package under a new key and returns the key. Each test is a document of its own, because a document has a size limit."""
    key = ids.new()
    await write(documents, vault, package, key)
    return key


async def write(documents: Documents, vault: Vault, package: Package, key: str) -> None:
    """The head first: whoever finds left-overs finds it. Raises `TooLarge` for a part that no document holds."""
    problem = package.problem
    head = Head(msgspec.structs.replace(package, tests=()), tuple(test.sample for test in package.tests))
    sealed = vault.seal("package", (problem, key), msgspec.msgpack.encode(head))
    await _put(documents, HEADS, key, sealed, "the problem without its tests")
    for ordinal, test in enumerate(package.tests):
        sealed = vault.seal("sample" if test.sample else "test", (problem, key, ordinal), msgspec.msgpack.encode(test))
        await _put(documents, SAMPLES if test.sample else TESTS, f"{key}/{ordinal}", sealed, f"test {test.name or ordinal}")


async def _put(documents: Documents, collection: str, id: str, sealed: bytes, what: str) -> None:
    if len(sealed) > MAX_SEALED:
        raise TooLarge(f"{what} has {len(sealed):,} bytes, {MAX_SEALED:,} at most can be stored", field="tests" if "/" in id else None)
    await documents.put(collection, {"_id": id, "sealed": sealed})


async def load_head(documents: Documents, vault: Vault, problem: str, key: str) -> Head:
    """Raises `NotFound` when the package was never written, `Damaged` when this is not what was sealed in its place."""
    document = await documents.get(HEADS, key)
    if document is None:
        raise NotFound(f"there is no package {key} of problem {problem}")
    return msgspec.msgpack.decode(vault.open("package", (problem, key), bytes(document["sealed"])), type=Head)


async def load_samples(documents: Documents, vault: Vault, problem: str, key: str, limit: int) -> Package:
    """With its first samples only; a vault without the key of tests is enough. Raises as `load` does."""
    head = await load_head(documents, vault, problem, key)
    chosen = [ordinal for ordinal, sample in enumerate(head.samples) if sample][:limit]
    tests = [await load_sample(documents, vault, problem, key, ordinal) for ordinal in chosen]
    return msgspec.structs.replace(head.package, tests=tuple(tests))


async def load(documents: Documents, vault: Vault, problem: str, key: str) -> Package:
    """Raises `NotFound` when it was never written, `Damaged` when a part of it is not what was sealed in its place."""
    head = await load_head(documents, vault, problem, key)
    tests = [await load_case(documents, vault, problem, key, ordinal, sample=sample) for ordinal, sample in enumerate(head.samples)]
    return msgspec.structs.replace(head.package, tests=tuple(tests))


async def load_sample(documents: Documents, vault: Vault, problem: str, key: str, ordinal: int) -> Case:
    """One sample; a vault of samples is enough. Raises as `load` does."""
    return await load_case(documents, vault, problem, key, ordinal, sample=True)


async def remove(documents: Documents, key: str) -> None:
    """The head last: a removal that was cut off is found again."""
    for collection in (TESTS, SAMPLES):
        await documents.delete_below(collection, f"{key}/")
    await documents.delete(HEADS, key)


async def load_case(documents: Documents, vault: Vault, problem: str, key: str, ordinal: int, *, sample: bool) -> Case:
    """One test. Raises as `load` does."""
    held = await documents.get(SAMPLES if sample else TESTS, f"{key}/{ordinal}")
    if held is None:
        raise NotFound(f"test {ordinal} of package {key} of problem {problem} is missing")
    opened = vault.open("sample" if sample else "test", (problem, key, ordinal), bytes(held["sealed"]))
    return msgspec.msgpack.decode(opened, type=Case)
