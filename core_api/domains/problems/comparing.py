"""What differs between two versions of a problem, and which test of one is which of the other. No I/O."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence

from core_api.domains.problems.version_models import MAX_LISTED, LimitChange, ListedTests, VersionChanges
from realtime.storage.packages import MIB, Case, Package

LIMITS = {"time_limit": ("time_limit_ms", 1000), "memory_limit": ("memory_limit", MIB), "output_limit": ("output_limit", MIB)}
"""Name of a problem's limit: that of the package, and how many of the package's units are one of the problem's."""
CHECKER = ("checker", "tolerance", "checker_source", "validator")
_NEITHER = {"problem", "version", "tests", *CHECKER, *(field for field, _ in LIMITS.values())}
OTHER = tuple(field for field in Package.__struct_fields__ if field not in _NEITHER)


def match(old: Sequence[Case], new: Sequence[Case]) -> list[int | None]:
    """For each new test the ordinal of the old one that it is: of the same name, else of the same input, else in the same place."""
    found: list[int | None] = [None] * len(new)
    free = dict.fromkeys(range(len(old)))
    for key_of in (_name, _input, _place):
        by_key: dict[Hashable, deque[int]] = {}
        for ordinal in free:
            by_key.setdefault(key_of(ordinal, old[ordinal]), deque()).append(ordinal)
        by_key.pop(None, None)
        for ordinal, case in enumerate(new):
            if found[ordinal] is None and (known := by_key.get(key_of(ordinal, case))):
                found[ordinal] = sooner = known.popleft()
                del free[sooner]
    return found


def compare(old: Package, new: Package, was: Sequence[int | None]) -> VersionChanges | None:
    """`was`: of each new test the ordinal that it had, None for one that was not there. None: nothing differs."""
    kept = [known for known in was if known is not None]
    gone = set(range(len(old.tests))) - set(kept)
    changes = VersionChanges(
        limits={name: change for name in LIMITS if (change := _limit(name, old, new)) is not None},
        checker=any(getattr(old, field) != getattr(new, field) for field in CHECKER),
        other=tuple(field for field in OTHER if getattr(old, field) != getattr(new, field)),
        added=_listed([ordinal for ordinal, known in enumerate(was) if known is None]),
        removed=_listed(sorted(gone)),
        changed=_listed([ordinal for ordinal, known in enumerate(was) if known is not None and old.tests[known] != new.tests[ordinal]]),
        moved=sum(known != sooner for known, sooner in zip(kept, sorted(kept), strict=True)),
    )
    return None if changes == VersionChanges() else changes


def _limit(name: str, old: Package, new: Package) -> LimitChange | None:
    field, unit = LIMITS[name]
    before, after = getattr(old, field) / unit, getattr(new, field) / unit
    return None if before == after else LimitChange(before, after)


def _listed(ordinals: list[int]) -> ListedTests | None:
    return ListedTests(len(ordinals), tuple(ordinals[:MAX_LISTED])) if ordinals else None


def _name(_: int, case: Case) -> Hashable:
    return (case.group, case.name) if case.name else None


def _input(_: int, case: Case) -> Hashable:
    return case.input, case.args, case.files


def _place(ordinal: int, _: Case) -> Hashable:
    return ordinal
