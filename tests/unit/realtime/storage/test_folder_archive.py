"""The archive's files: what a killed process leaves, and what damage is noticed."""

from __future__ import annotations

import asyncio
import gzip
import sys
import time
from pathlib import Path

import pytest

from realtime.runtime.errors import Damaged, Unavailable
from realtime.storage.archive import FolderArchive
from tests.conftest import ROOT
from tests.contract.test_archive import log

KILLED = """
import asyncio, sys
from pathlib import Path
from realtime.storage.archive import FolderArchive
from tests.contract.test_archive import log

async def slow():
    async for line in log(*range(1, 200_000)):
        yield line
        if line.sequence == 150_000:
            print("half way", flush=True)
            await asyncio.sleep(60)

asyncio.run(FolderArchive(Path(sys.argv[1])).write("c", slow()))
"""


async def test_a_killed_writer_leaves_nothing_half(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    await archive.write("c", log(1))
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert writer.stdout is not None
    assert await writer.stdout.readline() == b"half way\n"
    writer.kill()
    await writer.wait()
    assert (tmp_path / ".c.partial").stat().st_size > 0, "it was killed in the middle"
    found = await archive.find("c")
    assert found is not None
    assert found.last == 1
    await archive.write("c", log(1, 2))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.00000000000000000002.ndjson.gz"]


async def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    version = await archive.write("c", log(1, 2, 3))
    path = next(tmp_path.iterdir())
    assert path.stat().st_mode & 0o077 == 0
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    for damage in (b"".join([lines[0], lines[2]]), b"".join(lines).replace(b"thaw", b"gone", 1), b'{"sequence": 1}\n'):
        path.write_bytes(gzip.compress(damage))
        with pytest.raises(Damaged):
            [line async for line in archive.read(version)]
    path.write_bytes(gzip.compress(b"".join(lines))[:-20])
    with pytest.raises(Damaged):
        [line async for line in archive.read(version)]


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="archive"):
        await FolderArchive(tmp_path / "file").write("c", log(1))


async def test_the_time_of_writing_is_told(tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path)
    before = time.time()
    await archive.write("c", log(1))
    found = await archive.find("c")
    assert found is not None
    assert abs(found.written - before) < 60
