"""What rows of the audit log hold, and what they never do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from core_api.storage.audit import entry, night
from core_api.storage.audit.entry import SECRETS, Entry, changes
from realtime.runtime.errors import BadSetting


class Thing(msgspec.Struct):
    name: str
    size: int = 1


def test_of_a_change_the_fields_that_differ_are_kept() -> None:
    assert changes(Thing("a", 1), Thing("a", 2)) == ({"size": 1}, {"size": 2})
    assert changes({"a": 1, "b": [1]}, {"b": [1], "c": 3}) == ({"a": 1}, {"c": 3})
    assert changes({"a": (1, 2)}, {"a": [1, 2]}) == ({}, {})
    assert changes(None, Thing("a")) == (None, {"name": "a", "size": 1})
    assert changes(Thing("a"), None) == ({"name": "a", "size": 1}, None)


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_field_that_is_called_like_a_secret_is_refused_at_any_depth(name: str) -> None:
    for fields in ({name: "x"}, {"list": [{"of": {name: "x"}}]}):
        with pytest.raises(TypeError, match=f"holds no field '{name}'"):
            changes(None, fields)
        with pytest.raises(TypeError):
            changes(fields, fields)


def test_texts_and_lists_are_bounded() -> None:
    _, after = changes(None, {"text": "x" * 10_000, "list": list(range(1000))})
    assert after is not None
    assert after["text"].endswith("… (10,000 characters)")
    assert (len(after["list"]), after["list"][-1]) == (101, "… 900 more")
    _, after = changes(None, {f"field{number}": "x" * 400 for number in range(1000)})
    assert after is not None
    assert list(after) == ["left_out"]
    assert len(after["left_out"]) <= entry.MAX_TEXT


def an_entry(**changes: Any) -> Entry:
    raw = msgspec.Raw(b'{"b":1,"a":"\\u0000"}')
    fields = ("01", datetime(2026, 11, 28, 1, 2, 3, 4, UTC), "u", ("admin",), "s", "k", "n", b"\x00\xff", "r", "a", "kind", "o")
    made = Entry(*fields, before=raw, after=entry.NOTHING, outcome="done", reason="", times=1, marks=())
    return msgspec.structs.replace(made, **changes)


def test_a_row_read_back_has_the_same_digest() -> None:
    made = an_entry()
    assert entry.digest(Entry.of_row(dict(zip(entry.COLUMNS, made.row(), strict=True)))) == entry.digest(made)


@pytest.mark.parametrize("name", entry.COLUMNS)
def test_every_field_is_in_the_digest(name: str) -> None:
    other: dict[str, Any] = {
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "roles": (),
        "marks": ("x",),
        "before": entry.NOTHING,
        "after": msgspec.Raw(b"{}"),
        "times": 2,
        "outcome": "refused",
        "address_sealed": b"",
    }
    assert entry.digest(an_entry(**{name: other.get(name, "another")})) != entry.digest(an_entry())


@pytest.mark.parametrize(
    ("hours", "zone", "inside", "outside"),
    [
        ("22-6", "UTC", (22, 23, 0, 5), (6, 12, 21)),
        ("1-5", "UTC", (1, 4), (0, 5)),
        ("22-6", "Asia/Tokyo", (13, 20), (21, 12)),
        ("0-0", "UTC", (), (0, 12)),
    ],
)
def test_the_night_is_that_of_the_settings(hours: str, zone: str, inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    parsed = night.parsed(hours, zone)
    assert all(parsed.holds(datetime(2026, 6, 1, hour, 59, tzinfo=UTC)) for hour in inside)
    assert not any(parsed.holds(datetime(2026, 6, 1, hour, 0, tzinfo=UTC)) for hour in outside)


@pytest.mark.parametrize(("hours", "zone"), [("22", "UTC"), ("22-25", "UTC"), ("a-b", "UTC"), ("22-6", "Nowhere/Town"), ("22-6", "../etc")])
def test_a_wrong_night_is_refused(hours: str, zone: str) -> None:
    with pytest.raises(BadSetting):
        night.parsed(hours, zone)
