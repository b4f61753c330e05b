"""Shapes of submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core_api.router.pages import Page, PageQuery
from realtime.storage.judgements import TestResult

MAX_SOURCE = 100 * 1024
"""Bytes of source code, of all files together and unpacked."""
MAX_FILES = 32
MAX_FILE_NAME = 100
"""Characters, with the folders before it."""
FILE_NAME = r"^(?:[A-Za-z0-9_][A-Za-z0-9_.+-]*/){0,3}[A-Za-z0-9_][A-Za-z0-9_.+-]*\Z"
"""Relative, without `.` and `..`, nothing that begins like an option or is hidden."""
MAX_ARCHIVE = MAX_SOURCE + 32 * 2**10
"""Bytes of a zip: one that saves nothing, and what it says of its entries."""
MAX_BODY = 6 * MAX_SOURCE + 8192
"""Bytes of a submission as JSON: a character may take six of them, and files have names."""
ContestTime = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class SourceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(pattern=FILE_NAME, max_length=MAX_FILE_NAME)]
    text: str

    @classmethod
    def example(cls) -> SourceFile:
        return cls("main.py", "print(sum(map(int, input().split())))")


class NewProgram(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A program that is submitted or tried out: one of `source`, `files` and `archive`."""

    language: str | None = None
    """Without it: the language of the files' extensions; of a text alone, the one that its content leaves no doubt of."""
    source: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    files: Annotated[tuple[SourceFile, ...], msgspec.Meta(max_length=MAX_FILES)] = ()
    archive: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_ARCHIVE)] | None = None
    """A zip of files in UTF-8, in base64. A folder that holds all of them is left away."""


class NewSubmission(NewProgram, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of `source`, `files` and `archive`."""

    problem_id: str

    @classmethod
    def example(cls) -> dict[str, str]:
        return {"problem_id": "sum", "language": "python3", "source": "print(sum(map(int, input().split())))"}


class SubmissionQuery(PageQuery, frozen=True, kw_only=True):
    contest: str | None = None
    """Only those of this contest."""


class ContestSubmissionQuery(PageQuery, frozen=True, kw_only=True):
    problem: str | None = None
    user: str | None = None
    """Who sent it."""
    team: str | None = None
    language: str | None = None
    verdict: str | None = None
    state: Literal["queued", "done"] | None = None
    from_time: ContestTime | None = None
    """Milliseconds since the contest's start."""
    to_time: ContestTime | None = None
    """The first millisecond that is not meant any more."""
    reviewed: bool | None = None


class DiffQuery(msgspec.Struct, frozen=True, kw_only=True):
    to: str | None = None
    """The earlier submission."""


class Language(msgspec.Struct, frozen=True):
    id: str
    name: str
    version: str
    extensions: tuple[str, ...]
    """Of source files, with the dot."""
    source_file: str
    """Name of the file that a submission of a single text becomes."""
    detected: bool
    """False: files alone are taken for another language that has the same extensions."""

    @classmethod
    def example(cls) -> Language:
        return cls("python3", "Python 3", "Python 3.11.2", (".py", ".py3"), "main.py", True)


class Submission(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    problem_id: str
    user_id: str
    """Who sent it."""
    team_id: str
    """For which team; your own id, where you take part alone."""
    language: str
    source_bytes: int
    contest_time: int | None
    """Milliseconds since the contest's start."""
    state: str
    verdict: str | None
    reused: bool
    """Practice: it was not run, since an identical program was judged for the same version of the problem: this is its judgement."""
    reused_from: str | None
    """That first submission, where it is your own."""
    created_at: datetime
    judged_at: datetime | None


class Withdrawn(msgspec.Struct, frozen=True):
    """A submission that counts no longer."""

    id: str
    accepted: bool = True


class SubmissionPage(Page, frozen=True, kw_only=True):
    submissions: list[Submission]


class Review(msgspec.Struct, frozen=True):
    """That somebody of the jury has looked at a submission."""

    by: str
    """Name of the juror."""
    at: datetime


class JurySubmission(Submission, frozen=True):
    """A submission as its jury sees it."""

    review: Review | None


class JurySubmissionPage(Page, frozen=True, kw_only=True):
    submissions: list[JurySubmission]


class Source(msgspec.Struct, frozen=True):
    submission_id: str
    language: str
    file_name: str
    """Where the program begins, where a file name says so; else the first source."""
    text: str
    bytes: int
    """Of all files."""
    further_files: list[SourceFile] = []
    """Of a submission of several files, all others."""

    @classmethod
    def example(cls) -> Source:
        return cls("0199f1c2a7b4", "python3", "main.py", "print(sum(map(int, input().split())))", 37)


class Diff(msgspec.Struct, frozen=True):
    submission_id: str
    to: str | None
    """The earlier submission; null: there is none, and all is new."""
    text: str
    """A unified diff, file by file; empty: the sources are equal."""

    @classmethod
    def example(cls) -> Diff:
        return cls("0199f1c2a7b4", "0199f1c2a000", "--- 0199f1c2a000\n+++ 0199f1c2a7b4\n@@ -1 +1 @@\n-print(3)\n+print(4)\n")


class Result(msgspec.Struct, frozen=True):
    submission: Submission
    compile_log: str
    tests: list[TestResult]
    faster_than: int | None = None
    """Percent of others whose accepted programs in the same language take longer, on the same version of the problem; null while fewer than
    five others are known, and while a contest with it runs or hides something.
    """
