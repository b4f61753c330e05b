"""Shapes of single test cases. Lists have no content: it is opened one test at a time, and audited."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Literal

import msgspec

from core_api.domains.problems.models import Note
from core_api.router.pages import Page, PageQuery
from realtime.runtime.errors import Invalid
from realtime.storage.packages import MAX_TESTS, Case, Name

MAX_TESTS_BODY = 16 * 2**20
"""Bytes of a request with tests: larger ones come with the package."""
MAX_ADDED = 200
"""Tests of one request: each request makes a version of the problem."""
Encoding = Literal["text", "base64"]
Ordinal = Annotated[int, msgspec.Meta(ge=0, lt=MAX_TESTS)]


class NewTestcase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    input: str
    answer: str
    encoding: Encoding = "text"
    """Of input and answer: `text` is stored as UTF-8; `base64` for any bytes."""
    sample: bool = False
    """Whether every reader of the problem sees it."""
    name: Name = ""
    """One name a group; may be left out."""
    group: Name = ""
    """Where it stands in the tree of groups: `sample`, `secret`, `secret/large`, …; only groups of the package, where it has some."""
    ordinal: Ordinal | None = None
    """Its place among the tests, from 0; those behind it move on. Left out: a new one comes last, another stays where it is."""

    def case(self, field: str, base: Case | None = None) -> Case:
        """`base`: what it replaces, whose arguments and files stay. Raises `Invalid` naming the field in `field`."""
        parts = {name: self._bytes(name, field) for name in ("input", "answer")}
        case = Case(parts["input"], parts["answer"], self.sample) if base is None else base
        return msgspec.structs.replace(case, **parts, sample=self.sample, name=self.name, group=self.group)

    def _bytes(self, name: str, field: str) -> bytes:
        text: str = getattr(self, name)
        try:
            return base64.b64decode(text, validate=True) if self.encoding == "base64" else text.encode()
        except (binascii.Error, ValueError):  # also surrogates, which are no UTF-8
            raise Invalid(f"this cannot be read as {self.encoding}", field=f"{field}{name}") from None


class NewTestcases(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tests: Annotated[tuple[NewTestcase, ...], msgspec.Meta(min_length=1, max_length=MAX_ADDED)]
    note: Note = ""
    """For the history of versions."""

    @classmethod
    def example(cls) -> NewTestcases:
        return cls(tests=(NewTestcase(input="1 2\n", answer="3\n", group="secret"),), note="small numbers were missing")


class TestcaseUpdate(NewTestcase, frozen=True, forbid_unknown_fields=True, kw_only=True):
    note: Note = ""
    """For the history of versions."""

    @classmethod
    def example(cls) -> TestcaseUpdate:
        return cls(input="1 2\n", answer="3\n", note="the answer was wrong")


class Testcase(msgspec.Struct, frozen=True):
    """A test of the newest version, but for its content."""

    id: str
    """Stays from version to version."""
    ordinal: int
    sample: bool
    name: str | None
    group: str | None
    """None, as the name: of a version that an earlier release made, noted in its package only."""
    input_bytes: int
    answer_bytes: int


class TestcaseContent(msgspec.Struct, frozen=True):
    testcase: Testcase
    version: int
    encoding: Encoding
    """`base64` where input or answer are not UTF-8."""
    input: str
    answer: str


class TestcasePage(Page, frozen=True, kw_only=True):
    testcases: list[Testcase]


class TestcaseQuery(PageQuery, frozen=True, kw_only=True):
    """In their order."""


class ChangedTestcases(msgspec.Struct, frozen=True):
    """What an act made of some tests."""

    problem_id: str
    version: int
    """The problem's newest now. It is the one of before where nothing changed."""
    testcases: list[Testcase]


def encoded(case: Case) -> tuple[Encoding, str, str]:
    """Encoding, input and answer."""
    try:
        return "text", case.input.decode(), case.answer.decode()
    except UnicodeDecodeError:
        return "base64", base64.b64encode(case.input).decode(), base64.b64encode(case.answer).decode()
