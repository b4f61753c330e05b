"""Shapes of versions of a problem: what judges use of it, its tests and limits, as it was from one moment on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from core_api.domains.problems.models import Checker, Difficulty, MemoryLimit, Note, OutputLimit, Problem, Tags, TimeLimit, Title
from core_api.router.limits import Limit
from core_api.router.pages import Page, PageQuery

Outcome = Literal["created", "new-version", "unchanged"]
MAX_LISTED = 100
"""Ordinals of tests in a summary; the count says how many there are."""


MAKING = Limit("problem-versions", 300, 3600)
"""Packages that one account has the platform store in an hour: each may have 64 MiB."""


class LimitChange(msgspec.Struct, frozen=True):
    """In seconds or MiB, as a problem has them."""

    before: float
    after: float


class ListedTests(msgspec.Struct, frozen=True):
    """Some tests of a version."""

    count: int
    ordinals: tuple[int, ...]
    """The first 100."""


class VersionChanges(msgspec.Struct, frozen=True, omit_defaults=True):
    """What differs from the version before; what is left out did not change."""

    limits: dict[str, LimitChange] = {}
    """By name: `time_limit`, `memory_limit`, `output_limit`."""
    checker: bool = False
    other: tuple[str, ...] = ()
    """Other parts of the package, such as `groups`, `interactive` or `include`."""
    added: ListedTests | None = None
    """Tests of this version that the one before had not."""
    removed: ListedTests | None = None
    """Tests of the version before that this one has not, by their ordinals there."""
    changed: ListedTests | None = None
    """Tests of this version whose content, name, group or kind is another one."""
    moved: int = 0
    """How many of the other tests are in another order."""
    statements: tuple[str, ...] = ()
    """Languages in which a statement was written since the version before."""

    @classmethod
    def example(cls) -> VersionChanges:
        return cls(limits={"time_limit": LimitChange(1.0, 2.0)}, changed=ListedTests(1, (3,)), statements=("en",))


class Version(msgspec.Struct, frozen=True):
    version: int
    made_at: datetime
    made_by: str
    note: str
    time_limit: float
    memory_limit: int
    output_limit: int
    checker: str
    tests: int
    available: bool
    """Whether submissions can be judged with it. Versions that no contest plays lose their package 30 days, or 100 versions, after."""
    changes: VersionChanges


class VersionPage(Page, frozen=True, kw_only=True):
    versions: list[Version]


class VersionQuery(PageQuery, frozen=True, kw_only=True):
    """The newest version first."""


class ImportOutcome(Problem, frozen=True, kw_only=True):
    """The problem as it is now, and what the package changed."""

    outcome: Outcome
    """`unchanged`: the package is that of the newest version, which stays; title and statement are taken all the same."""
    changes: VersionChanges | None
    """None, unless there is a new version."""


class ProblemContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A problem but for its statements and tests."""

    title: Title
    difficulty: Difficulty
    tags: Tags
    published: bool
    time_limit: TimeLimit
    memory_limit: MemoryLimit
    output_limit: OutputLimit
    checker: Checker | UnsetType = UNSET
    """Left out, it stays: a package may have one that cannot be written here."""
    note: Note = ""
    """For the history of versions."""

    @classmethod
    def example(cls) -> ProblemContent:
        fields: dict[str, Any] = {"title": "Sum of two numbers", "difficulty": "easy", "tags": ("arithmetic",), "published": True}
        return cls(**fields, time_limit=2.0, memory_limit=256, output_limit=8, note="twice the time: Python is welcome")
