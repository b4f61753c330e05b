"""Packages as a stream of frames."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.runtime.errors import Malformed, TooLarge
from realtime.storage import package_stream
from realtime.storage.package_stream import HEAD, TEST, Reader, frames
from realtime.storage.packages import Case

CASES = st.lists(st.builds(Case, st.binary(max_size=50), st.binary(max_size=50), st.booleans()), max_size=5)


@given(CASES, st.integers(1, 40))
def test_what_is_written_is_read_whatever_the_pieces(tests: list[Case], size: int) -> None:
    whole = b"".join(frames({"title": "a"}, tests))
    reader, found = Reader(), []
    for begin in range(0, len(whole), size):
        found += list(reader.feed(whole[begin : begin + size]))
    reader.finish()
    assert [msgspec.msgpack.decode(content, type=Case) for kind, content in found if kind == TEST] == tests
    assert [msgspec.msgpack.decode(content) for kind, content in found if kind == HEAD] == [{"title": "a"}]
    assert found[-1][0] == HEAD


@pytest.mark.parametrize("wrong", [b"X\0\0\0\1a", b"T\xff\xff\xff\xff", b"H\x7f\0\0\0"])
def test_what_is_no_frame_is_refused_before_it_is_held(wrong: bytes) -> None:
    with pytest.raises(Malformed):
        list(Reader().feed(wrong))


def test_a_stream_that_breaks_off_is_refused() -> None:
    reader = Reader()
    assert not list(reader.feed(b"T\0\0\0\5abc"))
    with pytest.raises(Malformed, match="breaks off"):
        reader.finish()


def test_a_test_that_no_store_takes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_stream, "MAX_TEST", 100)
    with pytest.raises(TooLarge, match="secret/7"):
        list(frames({}, [Case(bytes(101), b"", False, name="secret/7")]))
