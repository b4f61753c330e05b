"""Shapes of problems and their tests."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from realtime.storage.packages import MAX_MEMORY, MAX_OUTPUT, MAX_SECONDS, MIB, Package, Tolerance

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200_000)]
Tags = Annotated[tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...], msgspec.Meta(max_length=50)]
MAX_BYTES = 1_000_000
"""Size of one problem with its tests."""
MAX_PROBLEM_BODY = 4 * 2**20
"""Bytes of a problem as JSON, where some characters take more of them."""


class Checker(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How an output is compared with the answer.

    `tokens`: white space does not matter; `exact`: every byte does; `float`: numbers within `tolerance`, absolute or
    relative; `custom`: `source`, a Python program that gets the output on standard input and the paths of input, answer and a
    folder for feedback as arguments, and ends with exit code 42 to accept and 43 to reject.
    """

    kind: Literal["tokens", "exact", "float", "custom"] = "tokens"
    tolerance: Tolerance = 1e-6
    source: str = ""


class TestCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    input: str
    answer: str
    sample: bool = False


class ProblemHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A problem but for its tests."""

    id: Id
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    statement: Text
    time_limit: Annotated[float, msgspec.Meta(gt=0, le=MAX_SECONDS)] = 2.0
    """Seconds of CPU."""
    memory_limit: Annotated[int, msgspec.Meta(ge=16, le=MAX_MEMORY // MIB)] = 256
    """MiB."""
    output_limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_OUTPUT // MIB)] = 8
    """MiB."""
    difficulty: Literal["easy", "medium", "hard"] = "medium"
    tags: Tags = ()
    checker: Checker = Checker()
    published: bool = False
    """Whether everybody sees it; a draft is seen by its author, the jury and admins, and by all from the start of a contest with it."""


class NewProblem(ProblemHead, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tests: Annotated[tuple[TestCase, ...], msgspec.Meta(min_length=1, max_length=200)]

    @classmethod
    def example(cls) -> NewProblem:
        tests = (TestCase("1 2\n", "3\n", sample=True), TestCase("20 22\n", "42\n"))
        return cls(id="sum", title="Sum of two numbers", statement="Add two numbers.", tests=tests)


class ImportedProblem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem package as `podium problem import` has read it; as MessagePack, because tests are bytes."""

    title: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    statement: Text
    package: Package
    difficulty: Literal["easy", "medium", "hard"] = "medium"
    tags: Tags = ()
    published: bool = False


class ProblemUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    published: bool

    @classmethod
    def example(cls) -> ProblemUpdate:
        return cls(published=True)


MAX_PACKAGE = 64 * 2**20
"""Bytes of a package with its tests."""


class ProblemQuery(msgspec.Struct, frozen=True):
    after: str = ""
    """Cursor: `next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
    difficulty: Literal["easy", "medium", "hard"] | None = None


class Sample(msgspec.Struct, frozen=True):
    input: str
    answer: str


class ProblemSummary(msgspec.Struct, frozen=True):
    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    time_limit: float
    memory_limit: int


class Problem(msgspec.Struct, frozen=True):
    id: str
    title: str
    statement: str
    difficulty: str
    tags: tuple[str, ...]
    time_limit: float
    memory_limit: int
    output_limit: int
    version: int
    tests: int
    samples: tuple[Sample, ...]
    published: bool
    """False: a draft."""


class ProblemPage(msgspec.Struct, frozen=True):
    problems: list[ProblemSummary]
    next: str | None
    """Cursor of the next page."""
