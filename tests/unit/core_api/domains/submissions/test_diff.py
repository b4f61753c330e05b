"""Diffs of sources: what they say, and that no pair of sources takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.submissions import diff


def test_equal_sources_have_an_empty_diff() -> None:
    assert diff.unified("a\nb", "a\nb\n", "1", "2") == ""


def test_a_diff_of_large_sources_is_one_hunk_around_what_differs() -> None:
    lines = [str(number) for number in range(2 * diff.MAX_LINES)]
    changed = [*lines[:1000], "x", "y", *lines[1002:]]
    expected = ["--- 1", "+++ 2", "@@ -998,8 +998,8 @@", " 997", " 998", " 999", "-1000", "-1001", "+x", "+y", " 1002", " 1003", " 1004"]
    assert diff.unified("\n".join(lines), "\n".join(changed), "1", "2").splitlines() == expected


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_one_hunk_turns_the_old_source_into_the_new_one(before: list[str], after: list[str]) -> None:
    if before == after:
        return
    hunk = list(diff._one_hunk(before, after, "1", "2"))[3:]
    old = [line[1:] for line in hunk if line[0] in " -"]
    new = [line[1:] for line in hunk if line[0] in " +"]
    head = diff._common(before, after)
    start = max(0, head - diff.CONTEXT)
    assert before[start : start + len(old)] == old
    assert before[:start] + new + before[start + len(old) :] == after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("".join(f"{n % 101}\n" for n in range(30_000)), "".join(f"{n % 103}\n" for n in range(30_000))),
        ("".join(f"{n * n % 41}\n" for n in range(990)), "".join(f"{n * n * n % 43}\n" for n in range(990))),
        ("".join(f"{n * 7919 % 997}\n" for n in range(997)), "".join(f"{n * 104729 % 997}\n" for n in range(997))),
        ("a\n" * 140, "a\nb\n" * 140),
    ],
    ids=["long", "repeating", "shuffled", "many pairs"],
)
def test_no_pair_of_sources_takes_long(old: str, new: str) -> None:
    began = time.process_time()
    assert diff.unified(old, new, "1", "2")
    assert time.process_time() - began < 2.0
