"""Whether a problem's tests fit each other, its groups and its size. No I/O."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core_api.domains.uploads.models import MAX_UPLOAD
from realtime.runtime.errors import Conflict, Invalid, TooLarge
from realtime.storage.packages import MAX_TESTS, Case, Package


class Placed(NamedTuple):
    """A test among those that the problem is to have."""

    id: str | None
    """None: a new one."""
    case: Case
    field: str | None = None
    """How fields of the request begin that it comes from; None: it was there before, and is left alone."""


def check(package: Package, tests: Sequence[Placed]) -> None:
    """`package`: as it is before. Raises `Conflict`, `Invalid` or `TooLarge` naming the field."""
    if not tests:
        raise Conflict("a problem needs a test: this is the last one")
    if len(tests) > MAX_TESTS:
        raise Invalid(f"a problem may have {MAX_TESTS:,} tests", field="tests")
    size = sum(len(test.case.input) + len(test.case.answer) for test in tests)
    if size > MAX_UPLOAD and any(test.field is not None for test in tests):
        raise TooLarge(f"the tests of a problem may have {MAX_UPLOAD:,} bytes, these have {size:,}", field="tests")
    inputs: dict[object, int] = {}
    names: dict[object, int] = {}
    for ordinal, (_, case, field) in sorted(enumerate(tests), key=_is_given):  # what is new repeats what was there, not the other way
        first = inputs.setdefault((case.input, case.args, case.files), ordinal)
        named = names.setdefault((case.group, case.name), ordinal) if case.name else ordinal
        if field is None:
            continue
        _check_one(package, case, field)
        if first != ordinal:
            raise Invalid(f"test {first} has the same input", field=f"{field}input")
        if named != ordinal:
            raise Invalid(f"test {named} of this group has the same name", field=f"{field}name")


def _is_given(numbered: tuple[int, Placed]) -> bool:
    return numbered[1].field is not None


def _check_one(package: Package, test: Case, field: str) -> None:
    known = {group.name for group in package.groups}
    if known and test.group not in known:
        raise Invalid(f"the package has no such group; it has {', '.join(sorted(filter(None, known)))}", field=f"{field}group")
    if test.group and (test.group.partition("/")[0] == "sample") != test.sample:
        raise Invalid("samples, and only samples, stand in the group 'sample'", field=f"{field}group")
    if test.sample and not _is_text(test):
        raise Invalid("a sample is shown to readers: it must be UTF-8", field=f"{field}input")


def _is_text(test: Case) -> bool:
    try:
        return all(isinstance(part.decode(), str) for part in (test.input, test.answer))
    except UnicodeDecodeError:
        return False
