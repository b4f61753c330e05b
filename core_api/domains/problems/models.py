"""Shapes of problems and their tests."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from core_api.router.pages import Page, PageQuery
from realtime.storage.packages import MAX_MEMORY, MAX_OUTPUT, MAX_SECONDS, MIB, Package, Tolerance

Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,62}\Z")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200_000)]
LanguageTag = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}\Z")]
"""Of a human language: RFC 5646, such as `en`, `pt-BR` or `zh-Hans`."""
Format = Literal["markdown", "latex"]
"""Of a statement: Markdown is CommonMark with TeX between dollar signs."""
Tags = Annotated[tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=64)], ...], msgspec.Meta(max_length=50)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Difficulty = Literal["easy", "medium", "hard"]
TimeLimit = Annotated[float, msgspec.Meta(gt=0, le=MAX_SECONDS)]
"""Seconds of CPU."""
MemoryLimit = Annotated[int, msgspec.Meta(ge=16, le=MAX_MEMORY // MIB)]
OutputLimit = Annotated[int, msgspec.Meta(ge=1, le=MAX_OUTPUT // MIB)]
"""Both in MiB."""
Note = Annotated[str, msgspec.Meta(max_length=500)]
"""Of a version, for its history."""
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
    title: Title
    statement: Text
    """In `format`."""
    language: LanguageTag = "en"
    """Of the statement; others come with `PUT /problems/{problem}/statements/{language}`."""
    format: Format = "markdown"
    """Of the statement. LaTeX, as the ICPC's packages have it, is typeset within seconds by a judge."""
    time_limit: TimeLimit = 2.0
    """Seconds of CPU."""
    memory_limit: MemoryLimit = 256
    """MiB."""
    output_limit: OutputLimit = 8
    """MiB."""
    difficulty: Difficulty = "medium"
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

    title: Title
    statement: Text
    package: Package
    language: LanguageTag = "en"
    format: Format = "markdown"
    difficulty: Difficulty = "medium"
    tags: Tags = ()
    published: bool = False
    note: Note = ""


class ProblemUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changes of a problem; what is left out stays. Limits and tests belong to a version of it."""

    published: bool | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    difficulty: Difficulty | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET

    @classmethod
    def example(cls) -> ProblemUpdate:
        return cls(published=True, tags=("graphs", "shortest paths"))


MAX_PACKAGE = 64 * 2**20
"""Bytes of a package with its tests."""


MAX_STATEMENT_BODY = 2**20
"""Bytes of a statement as JSON, where some characters take more of them."""


class ProblemQuery(PageQuery, frozen=True, kw_only=True):
    difficulty: Difficulty | None = None
    tag: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    """Problems that have this tag, as it is written."""


class StatementQuery(msgspec.Struct, frozen=True):
    language: LanguageTag = "en"
    """Of the statement that is wanted; where there is none in it, the English one is given, else any."""


class NewStatement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Text
    format: Format = "markdown"

    @classmethod
    def example(cls) -> NewStatement:
        return cls("Addiere $n$ Zahlen.")


class Statement(msgspec.Struct, frozen=True):
    """A statement in one language."""

    language: str
    text: str
    """As it was written."""
    html: str
    """Clean HTML; formulas stand in it as TeX, in elements of the class `math`, pictures with their addresses on the platform."""
    missing: tuple[str, ...] = ()
    """Names of pictures and files that the text shows or links to, and that the problem does not have."""
    format: Format = "markdown"
    pending: bool = False
    """The HTML of LaTeX is still being made; until then `html` shows the source."""
    note: str = ""
    """To its author: what was not understood of LaTeX, or why it cannot be typeset."""

    @classmethod
    def example(cls) -> Statement:
        return cls("de", "Addiere $n$ Zahlen.", '<p>Addiere <span class="math inline">n</span> Zahlen.</p>')


class Attachment(msgspec.Struct, frozen=True):
    """A file of a problem, to be read at `/problems/{problem}/attachments/{name}`."""

    name: str
    kind: str
    """`picture`: shown by statements; `attachment`: to take away; `statement`: the statement in `language`, as PDF."""
    language: str | None
    """Of a statement."""
    media_type: str
    bytes: int

    @classmethod
    def example(cls) -> Attachment:
        return cls("figure.png", "picture", None, "image/png", 20_412)


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
    likes: int
    """May be some minutes old; `GET /problems/own-marks` says how many there are now."""


class Problem(msgspec.Struct, frozen=True):
    id: str
    title: str
    statement: Statement
    languages: tuple[str, ...]
    """In which there is a statement."""
    difficulty: str
    tags: tuple[str, ...]
    time_limit: float
    memory_limit: int
    output_limit: int
    version: int
    tests: int
    samples: tuple[Sample, ...]
    attachments: tuple[Attachment, ...]
    published: bool
    """False: a draft."""
    revision: int
    """Grows with each change of the problem and its statements."""
    likes: int
    """May be some minutes old."""


class ProblemPage(Page, frozen=True, kw_only=True):
    problems: list[ProblemSummary]


class PreparedQuery(PageQuery, frozen=True, kw_only=True):
    q: Annotated[str, msgspec.Meta(max_length=120)] = ""
    """Only those with this text in id or title."""


class PreparedProblem(msgspec.Struct, frozen=True):
    id: str
    title: str
    difficulty: str
    version: int
    """The newest."""
    tests: int
    published: bool
    """False: a draft."""
    own: bool
    """Whether the caller is its author."""


class PreparedPage(Page, frozen=True, kw_only=True):
    problems: list[PreparedProblem]
    """By their ids."""


class TagCount(msgspec.Struct, frozen=True):
    tag: str
    problems: int
    """That have it."""

    @classmethod
    def example(cls) -> TagCount:
        return cls("graphs", 12)


class CategoryCount(msgspec.Struct, frozen=True):
    difficulty: str
    problems: int
    """Of this difficulty."""

    @classmethod
    def example(cls) -> CategoryCount:
        return cls("easy", 12)
