"""Which test of a version is which of the one before, and what the history says of it."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.problems.comparing import OTHER, compare, match
from core_api.domains.problems.version_models import MAX_LISTED, LimitChange, ListedTests, VersionChanges
from realtime.storage.packages import MIB, Case, File, Group, Package


def package(*tests: Case, **changes: object) -> Package:
    made = Package("sum", 1, 1000, 256 * MIB, 8 * MIB, "tokens", 1e-6, "", tests)
    return msgspec.structs.replace(made, **changes)


def case(input: str, answer: str = "", name: str = "", group: str = "", *, sample: bool = False) -> Case:
    return Case(input.encode(), answer.encode(), sample, name, group)


def changes(old: Package, new: Package) -> VersionChanges | None:
    return compare(old, new, match(old.tests, new.tests))


def test_nothing_changed() -> None:
    assert changes(package(case("1")), package(case("1"), problem="other", version=7)) is None


def test_limits_are_said_in_a_problems_units() -> None:
    found = changes(package(case("1")), package(case("1"), time_limit_ms=2500, memory_limit=512 * MIB))
    assert found == VersionChanges(limits={"time_limit": LimitChange(1, 2.5), "memory_limit": LimitChange(256, 512)})


def test_the_checker_and_other_parts() -> None:
    new = package(case("1"), checker="custom", validator=(File("v.py", b""),), groups=(Group("secret"),), interactive=True)
    assert changes(package(case("1")), new) == VersionChanges(checker=True, other=("interactive", "groups"))


def test_every_part_of_a_package_is_looked_at() -> None:
    assert {"groups", "include", "scoring", "validation_seconds"} <= set(OTHER)


def test_tests_are_known_by_name_then_input_then_place() -> None:
    old = [case("1", name="a"), case("2"), case("3"), case("4")]
    new = [case("3"), case("9", name="a"), case("5"), case("4", "other")]
    assert match(old, new) == [2, 0, None, 3]
    assert match([case("1")], [case("2")]) == [0]


def test_a_name_of_another_group_is_another_test() -> None:
    old = [case("1", name="a", group="secret/small"), case("2", name="b", group="secret/small")]
    new = [case("9", name="b", group="secret/large"), case("1", name="a", group="secret/small")]
    assert match(old, new) == [None, 0]


def test_what_happened_to_tests_is_listed() -> None:
    old = package(*(case(str(number), name=str(number)) for number in range(5)))
    new = package(*(case(str(number), "new" if number == 3 else "", name=str(number)) for number in (1, 0, 3, 4, 7)))
    found = changes(old, new)
    assert found == VersionChanges(added=ListedTests(1, (4,)), removed=ListedTests(1, (2,)), changed=ListedTests(1, (2,)), moved=2)


def test_long_lists_are_cut() -> None:
    found = changes(package(case("x")), package(case("x"), *(case(f"new {number}") for number in range(500))))
    assert found is not None
    assert found.added is not None
    assert (found.added.count, len(found.added.ordinals)) == (500, MAX_LISTED)


@given(
    st.lists(st.builds(case, st.sampled_from("abcd"), st.sampled_from("xy"), st.sampled_from(["", "1", "2"])), max_size=12), st.randoms()
)
def test_each_test_is_found_once_and_order_alone_changes_none(tests: list[Case], random: object) -> None:
    shuffled = list(tests)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    was = match(tests, shuffled)
    assert sorted(ordinal for ordinal in was if ordinal is not None) == list(range(len(tests)))
    found = compare(package(*tests), package(*shuffled), was)
    assert found is None or (found.added is None and found.removed is None)
