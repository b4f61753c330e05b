"""Zips of source files: what they hold is taken as it is, and nothing that is large, hidden or somewhere else."""

from __future__ import annotations

import io
import stat
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.submissions import source_archive
from core_api.domains.submissions.models import MAX_FILES, MAX_SOURCE
from core_api.domains.submissions.source_archive import MAX_ENTRIES, unpacked
from realtime.runtime.errors import Invalid, PodiumError, TooLarge


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def refused(archive: bytes, kind: type[PodiumError] = Invalid) -> str:
    with pytest.raises(kind) as caught:
        unpacked(archive)
    assert caught.value.field == "archive"
    return caught.value.message


def test_a_folder_that_holds_all_is_left_away() -> None:
    archive = zipped(("sum/", b""), ("sum/main.py", b"a"), ("sum/lib/x.py", b"b"), ("__MACOSX/sum/._main.py", b"\0"))
    assert [(file.name, file.content) for file in unpacked(archive)] == [("main.py", b"a"), ("lib/x.py", b"b")]
    assert [file.name for file in unpacked(zipped(("a/x.py", b""), ("b/x.py", b"")))] == ["a/x.py", "b/x.py"]


def test_what_a_bomb_declares_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(*((f"{number}.c", b"\0" * (MAX_SOURCE // 4)) for number in range(5)))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("it was read"))
    assert "declares" in refused(archive, TooLarge)


def test_a_bomb_that_lies_about_its_size_is_not_inflated() -> None:
    size = 64 * 2**20
    archive = zipped(("a.c", bytes(size))).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    tracemalloc.start()
    try:
        refused(archive)
        assert tracemalloc.get_traced_memory()[1] < 2 * 2**20
    finally:
        tracemalloc.stop()


def test_a_directory_of_many_entries_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(*((f"{number}/", b"") for number in range(MAX_ENTRIES + 1)))
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("it was opened"))
    refused(archive)


def test_more_files_than_a_submission_may_have() -> None:
    refused(zipped(*((f"{number}.py", b"1") for number in range(MAX_FILES + 1))))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_only_ordinary_files(kind: int) -> None:
    entry = zipfile.ZipInfo("main.py")
    entry.external_attr = (kind | 0o777) << 16
    refused(zipped((entry, b"/etc/passwd")))


def test_methods_that_take_any_amount_of_memory_are_refused() -> None:
    for method in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        assert "deflated" in refused(zipped(("a.py", b"1"), method=method))


def test_binary_files_are_refused() -> None:
    for content in (b"\x7fELF\0", b"\xff\xfe"):
        assert "UTF-8" in refused(zipped(("a.py", content)))


def test_a_nul_in_a_name_hides_nothing() -> None:
    archive = zipped(("main.pyX.txt", b"1")).replace(b"main.pyX.txt", b"main.py\0.txt")
    assert [file.name for file in unpacked(archive)] == ["main.py\0.txt"]  # whose name is refused with all others


@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 255))
def test_broken_archives_are_refused_and_nothing_else(noise: bytes, place: int, byte: int) -> None:
    whole = bytearray(zipped(("a.py", b"print(1)"), ("b/c.py", b"print(2)" * 20)))
    whole[place % len(whole)] = byte
    for archive in (noise, bytes(whole), bytes(whole[:place])):
        try:
            assert sum(len(file.content) for file in unpacked(archive)) <= MAX_SOURCE
        except (Invalid, TooLarge) as error:
            assert error.field == source_archive.FIELD
