"""Level 1 of caches: bounds in time and bytes, and what a change ends."""

from __future__ import annotations

from core_api.storage.caches.local import ENTRY_BYTES, Local


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def local(entries: int, clock: Clock | None = None) -> Local[str]:
    return Local(entries * (ENTRY_BYTES + 10), clock or Clock())


def test_a_value_is_kept_until_its_time_is_over() -> None:
    clock = Clock()
    cache = local(3, clock)
    cache.put("a", "one", (), 10, 2.0)
    clock.now += 1.9
    assert cache.get("a") == "one"
    clock.now += 0.1
    assert cache.get("a") is None
    assert cache.bytes == 0


def test_the_least_recently_used_goes_first() -> None:
    cache = local(2)
    cache.put("a", "one", (), 10, 9.0)
    cache.put("b", "two", (), 10, 9.0)
    cache.get("a")
    cache.put("c", "three", (), 10, 9.0)
    assert [cache.get(key) for key in "abc"] == ["one", None, "three"]


def test_a_value_larger_than_the_cache_is_not_kept_and_drives_nothing_out() -> None:
    cache = local(1)
    cache.put("a", "one", (), 10, 9.0)
    cache.put("b", "large", (), 10_000, 9.0)
    assert [cache.get(key) for key in "ab"] == ["one", None]


def test_a_tag_ends_all_that_was_made_from_it_and_nothing_else() -> None:
    cache = local(3)
    cache.put("a", "one", ("contest/x", "contest"), 10, 9.0)
    cache.put("b", "two", ("contest/y", "contest"), 10, 9.0)
    cache.put("c", "three", ("problem",), 10, 9.0)
    cache.forget(["contest/x"])
    assert [cache.get(key) for key in "abc"] == [None, "two", "three"]
    cache.forget(["contest", "unknown"])
    assert [cache.get(key) for key in "abc"] == [None, None, "three"]


def test_a_value_put_again_counts_once() -> None:
    cache = local(3)
    for value in ("one", "two"):
        cache.put("a", value, ("t",), 10, 9.0)
    assert (cache.get("a"), cache.bytes) == ("two", ENTRY_BYTES + 10)
    cache.clear()
    assert (cache.get("a"), cache.bytes) == (None, 0)
