"""What every archive promises: in a folder and in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from realtime.protocol import events
from realtime.protocol.chain import Chain, Line
from realtime.protocol.events import Thawed
from realtime.runtime.errors import Damaged
from realtime.storage.archive import Archive, FolderArchive, MemoryArchive


@pytest.fixture(params=["memory", "folder"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    return MemoryArchive() if request.param == "memory" else FolderArchive(tmp_path / "archive")


async def log(*sequences: int) -> AsyncIterator[Line]:
    chain = Chain()
    for sequence in sequences:
        payload = events.encode(Thawed())
        yield Line(sequence, chain.add(payload), msgspec.Raw(payload))


async def test_what_was_written_is_read_back(archive: Archive) -> None:
    assert await archive.find("c") is None
    assert await archive.all() == []
    written = await archive.write("c", log(3, 5, 9))
    found = await archive.find("c")
    assert found is not None
    assert (found.contest, found.last, written.last) == ("c", 9, 9)
    assert [line async for line in archive.read(found)] == [line async for line in log(3, 5, 9)]
    assert await archive.find("c2") is None


async def test_a_later_version_replaces_the_earlier_one(archive: Archive) -> None:
    await archive.write("c", log(3))
    await archive.write("d", log(4))
    await archive.write("c", log(3, 12))
    assert {(version.contest, version.last) for version in await archive.all()} == {("c", 12), ("d", 4)}


async def test_an_empty_log_is_not_archived(archive: Archive) -> None:
    with pytest.raises(Damaged):
        await archive.write("c", log())
    assert await archive.find("c") is None


async def test_a_source_that_breaks_off_leaves_the_version_that_was_there(archive: Archive) -> None:
    await archive.write("c", log(3))

    async def broken() -> AsyncIterator[Line]:
        async for line in log(3, 5):
            yield line
        raise ValueError

    with pytest.raises(ValueError):
        await archive.write("c", broken())
    found = await archive.find("c")
    assert found is not None
    assert found.last == 3
    assert len([line async for line in archive.read(found)]) == 1
