"""The cache of decoded logs: up to date, and bounded."""

from __future__ import annotations

import pytest

from contest_engine.history.log_cache import LogCache
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.events import Announced
from realtime.runtime.errors import NotFound
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from tests.logs import AUTHENTICATOR, TRUST, signed


class Reads(ContestLog):
    """Counts the entries that are read."""

    entries = 0

    async def read(self, contest, after=0):  # type: ignore[no-untyped-def]
        async for entry in super().read(contest, after):
            self.entries += 1
            yield entry


async def add(backbone: MemoryBackbone, contest: str, size: int = 100) -> None:
    await backbone.append(subjects.log(contest), signed(contest, Announced("a", "x" * size, 0)))


async def test_only_what_is_new_is_read() -> None:
    backbone = MemoryBackbone()
    logs = Reads(backbone, MemoryArchive(), TRUST)
    cache = LogCache(logs, 1_000_000)
    await add(backbone, "c")
    await add(backbone, "c")
    assert len(await cache.events("c")) == 2
    await add(backbone, "c")
    assert len(await cache.events("c")) == 3
    assert len(await cache.events("c")) == 3
    assert logs.entries == 3


async def test_the_least_recently_asked_go_first_and_the_asked_one_never() -> None:
    backbone = MemoryBackbone()
    cache = LogCache(ContestLog(backbone, MemoryArchive(), TRUST), 25_000)
    for contest in ("a", "b", "c"):
        await add(backbone, contest, 10_000)
    await cache.events("a")
    await cache.events("b")
    await cache.events("a")
    await cache.events("c")
    assert cache.contests == ["a", "c"]
    await add(backbone, "large", 100_000)
    assert len(await cache.events("large")) == 1
    assert cache.contests == ["large"]


async def test_an_unreadable_entry_is_left_out_as_the_engine_does() -> None:
    backbone = MemoryBackbone()
    await add(backbone, "c")
    await backbone.append(subjects.log("c"), AUTHENTICATOR.sign("c", b"{not a batch}"))
    await add(backbone, "c")
    assert len(await LogCache(ContestLog(backbone, MemoryArchive(), TRUST), 1).events("c")) == 2


async def test_a_contest_without_a_log() -> None:
    cache = LogCache(ContestLog(MemoryBackbone(), MemoryArchive(), TRUST), 1)
    with pytest.raises(NotFound):
        await cache.events("c")
    assert cache.contests == []
