"""Caches in the process: bounds, staleness, and one computation for all who ask together."""

from __future__ import annotations

import asyncio

import pytest

from core_api.storage.caches import Page, Recent, Shared, VersionedPages


class Source:
    """Counts how often it was read."""

    def __init__(self) -> None:
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def number(self) -> int:
        self.reads += 1
        await self.gate.wait()
        return self.reads

    async def content(self) -> bytes:
        return b"%04d" % await self.number()

    async def fail(self) -> int:
        self.reads += 1
        raise ValueError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class TestRecent:
    async def test_a_value_is_read_again_when_its_time_is_over(self) -> None:
        clock, source = Clock(), Source()
        recent: Recent[str, int] = Recent(10, 1.0, clock)
        assert [await recent.get("a", source.number), await recent.get("a", source.number)] == [1, 1]
        clock.now += 0.99
        assert await recent.get("a", source.number) == 1
        clock.now += 0.01
        assert await recent.get("a", source.number) == 2

    async def test_all_who_ask_together_share_a_read_and_survive_the_first(self) -> None:
        source = Source()
        source.gate.clear()
        recent: Recent[str, int] = Recent(10, 1.0)
        asking = [asyncio.create_task(recent.get("a", source.number)) for _ in range(3)]
        await asyncio.sleep(0)
        asking[0].cancel()
        source.gate.set()
        assert await asyncio.gather(*asking[1:]) == [1, 1]

    async def test_errors_are_not_kept(self) -> None:
        source = Source()
        recent: Recent[str, int] = Recent(10, 1.0)
        for _ in range(2):
            with pytest.raises(ValueError):
                await recent.get("a", source.fail)
        assert source.reads == 2

    async def test_no_more_values_are_kept_than_allowed(self) -> None:
        source = Source()
        recent: Recent[int, int] = Recent(2, 60.0)
        for key in (1, 2, 3):
            await recent.get(key, source.number)
        assert await recent.get(3, source.number) == 3
        assert await recent.get(1, source.number) == 4


class TestShared:
    async def test_only_those_who_ask_while_it_runs_share_it(self) -> None:
        source = Source()
        source.gate.clear()
        shared: Shared[str, int] = Shared()
        asking = [asyncio.create_task(shared.get("a", source.number)) for _ in range(3)]
        await asyncio.sleep(0)
        asking[0].cancel()
        source.gate.set()
        assert await asyncio.gather(*asking[1:]) == [1, 1]
        assert await shared.get("a", source.number) == 2

    async def test_an_error_reaches_all_and_is_forgotten(self) -> None:
        source = Source()
        shared: Shared[str, int] = Shared()
        answers = await asyncio.gather(*(shared.get("a", source.fail) for _ in range(2)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [ValueError, ValueError]
        assert await shared.get("a", source.number) == 2


class TestVersionedPages:
    async def test_a_page_is_made_once_a_version(self) -> None:
        source, pages = Source(), VersionedPages(1000)
        first = await pages.get("a", 1, source.content)
        assert await pages.get("a", 1, source.content) is first
        second = await pages.get("a", 2, source.content)
        assert (first.content, second.content) == (b"0001", b"0002")
        assert first.etag != second.etag
        assert first.etag != (await pages.get("b", 1, source.content)).etag

    async def test_all_who_ask_together_share_the_making(self) -> None:
        source, pages = Source(), VersionedPages(1000)
        source.gate.clear()
        asking = [asyncio.create_task(pages.get("a", 1, source.content)) for _ in range(3)]
        await asyncio.sleep(0)
        asking[0].cancel()
        source.gate.set()
        assert [page.content for page in await asyncio.gather(*asking[1:])] == [b"0001", b"0001"]

    async def test_the_last_used_are_kept_up_to_the_bound_in_bytes(self) -> None:
        source, pages = Source(), VersionedPages(8)
        for key in ("a", "b"):
            await pages.get(key, 1, source.content)
        await pages.get("a", 1, source.content)
        await pages.get("c", 1, source.content)  # b goes
        assert source.reads == 3
        await pages.get("a", 1, source.content)
        assert source.reads == 3
        await pages.get("b", 1, source.content)
        assert source.reads == 4

    async def test_a_page_above_the_bound_is_answered_and_not_kept(self) -> None:
        source, pages = Source(), VersionedPages(3)
        assert (await pages.get("a", 1, source.content)).content == b"0001"
        assert (await pages.get("a", 1, source.content)).content == b"0002"

    async def test_other_processes_give_a_version_the_same_tag(self) -> None:
        source = Source()
        tags = {(await VersionedPages(100).get("a", (1, "x"), source.content)).etag for _ in range(2)}
        assert len(tags) == 1
        assert isinstance(await VersionedPages(100).get("a", 1, source.content), Page)
