"""A contest's log read across archive and stream."""

from __future__ import annotations

import pytest

from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.events import Announced
from realtime.runtime.errors import Unavailable
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from tests.logs import TRUST, signed


async def add(backbone: MemoryBackbone, contest: str, count: int) -> list[int]:
    return [await backbone.append(subjects.log(contest), signed(contest, Announced(f"a{n}", "text", n))) for n in range(count)]


async def test_the_log_is_the_same_before_and_after_it_was_archived() -> None:
    backbone, archive = MemoryBackbone(), MemoryArchive()
    log = ContestLog(backbone, archive, TRUST)
    await add(backbone, "other", 2)
    sequences = await add(backbone, "c", 3)
    before = [entry async for entry in log.read("c")]
    lines = [line async for line in log.lines("c")]
    await archive.write("c", log.lines("c"))
    assert [entry async for entry in log.read("c")] == before, "archived, not purged yet: nothing comes twice"
    await backbone.purge(subjects.log("c"), sequences[-1])
    assert [entry async for entry in log.read("c")] == before
    assert [line async for line in log.lines("c")] == lines
    assert await log.last("c") == sequences[-1]
    late = await add(backbone, "c", 1)
    assert [entry.sequence async for entry in log.read("c")] == sequences + late
    assert [entry.sequence async for entry in log.read("c", after=sequences[1])] == [sequences[2], *late]
    assert await log.last("c") == late[-1]
    followed = []
    async for entry in log.follow("c", after=sequences[0]):
        followed.append(entry and entry.sequence)
        if entry is None:
            break
    assert followed == [*sequences[1:], *late, None]


async def test_a_contest_without_a_log() -> None:
    log = ContestLog(MemoryBackbone(), MemoryArchive(), TRUST)
    assert await log.last("c") == 0
    assert [entry async for entry in log.read("c")] == []


async def test_a_reader_that_may_have_missed_entries_is_told() -> None:
    backbone, archive = MemoryBackbone(), MemoryArchive()
    log = ContestLog(backbone, archive, TRUST)
    await add(backbone, "c", 3)
    with pytest.raises(Unavailable):
        async for _ in log.read("c"):
            await archive.write("c", ContestLog(backbone, MemoryArchive(), TRUST).lines("c"))
