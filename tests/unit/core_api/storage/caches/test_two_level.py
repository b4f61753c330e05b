"""Two-level caches: what answers a read, what ends a value, what happens while a part is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.shared_store import Found, MemoryStore
from core_api.storage.caches.two_level import MAX_SHARED, Times
from core_api.storage.changes import Teller
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.runtime.errors import NotFound, Unavailable
from realtime.security.vault import Vault
from tests.logs import SECRET_KEY

TIMES = Times(local=5.0, shared=60)
TAGS = ("user/ada", "user")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Store(MemoryStore):
    away = False

    def _check(self) -> None:
        if self.away:
            raise Unavailable("away")

    async def read(self, key: str, tags: Sequence[str]) -> Found:
        self._check()
        return await super().read(key, tags)

    async def keep(self, key: str, generation: bytes, payload: bytes, seconds: int) -> None:
        self._check()
        await super().keep(key, generation, payload, seconds)

    async def renew(self, tags: Sequence[str]) -> None:
        self._check()
        await super().renew(tags)

    @property
    def payloads(self) -> bytes:
        return b"".join(payload for payload, _ in self._kept.values())


class Backbone(MemoryBackbone):
    number: int | None = 0

    @property
    def connection(self) -> int | None:
        return self.number


class Process:
    """One of several that share Redis, backbone and database."""

    def __init__(self, store: Store, server: MemoryServer, clock: Clock, *, sealed: bool = False) -> None:
        self.backbone = Backbone(server)
        self.caches = Caches(store, self.backbone, Vault(SECRET_KEY), clock, clock)
        self.cache: Cache[str] = self.caches.cache("test", str, TIMES, sealed=sealed)
        self.teller = Teller(store, self.backbone, self.caches.forget)
        self.loads = 0
        self.row = "first"

    async def load(self) -> str:
        self.loads += 1
        return self.row

    async def get(self, key: str = "ada") -> str:
        return await self.cache.get(key, TAGS, self.load)


class World:
    def __init__(self, *, sealed: bool = False) -> None:
        self.clock, self.server = Clock(), MemoryServer()
        self.store = Store(self.clock)
        self.a, self.b = (Process(self.store, self.server, self.clock, sealed=sealed) for _ in range(2))

    async def started(self) -> World:
        await self.a.caches.listen()
        await self.b.caches.listen()
        return self


@pytest.fixture
async def world() -> World:
    return await World().started()


async def test_a_value_is_loaded_once_for_all_processes(world: World) -> None:
    assert [await world.a.get(), await world.a.get(), await world.b.get(), await world.b.get()] == ["first"] * 4
    assert (world.a.loads, world.b.loads) == (1, 0)


async def test_a_change_that_is_told_is_seen_by_every_process(world: World) -> None:
    assert await world.a.get() == await world.b.get() == "first"
    world.a.row = world.b.row = "second"
    await world.a.teller.tell(TAGS)
    assert await world.a.get() == await world.b.get() == "second"


async def test_a_change_of_something_else_ends_nothing(world: World) -> None:
    await world.a.get()
    await world.a.teller.tell(["user/bob"])
    await world.a.get()
    assert world.a.loads == 1


async def test_redis_away_is_slower_and_nothing_else(world: World) -> None:
    world.store.away = True
    assert await world.a.get() == "first"
    world.a.row = world.b.row = "second"
    await world.a.teller.tell_now(TAGS)  # reaches the processes, though not Redis
    assert await world.a.get() == await world.b.get() == "second"


async def test_a_change_while_redis_is_away_is_left_to_the_worker(world: World) -> None:
    await world.a.get()
    world.a.row = world.b.row = "second"
    world.store.away = True
    with pytest.raises(Unavailable):
        await world.a.teller.tell(TAGS)
    world.store.away = False
    await Teller(world.store, world.b.backbone).tell(TAGS)  # as the worker does it
    assert await world.a.get() == await world.b.get() == "second"


async def test_a_process_that_is_cut_off_does_not_use_what_it_holds(world: World) -> None:
    await world.a.get()
    world.a.backbone.number = None
    world.a.row = "second"
    await Teller(world.store, world.b.backbone).tell(TAGS)
    assert await world.a.get() == "second"
    assert world.a.loads == 2


async def test_what_was_held_before_a_break_is_forgotten_behind_it(world: World) -> None:
    await world.a.get()
    world.a.row = "second"
    await world.store.renew(TAGS)  # of which this process does not hear
    assert await world.a.get() == "first"
    world.a.backbone.number = 1
    assert await world.a.get() == "second"


async def test_before_it_listens_a_process_holds_nothing() -> None:
    world = World()
    await world.a.get()
    await world.store.renew(TAGS)
    world.a.row = "second"
    assert await world.a.get() == "second"


async def test_lost_words_live_no_longer_than_the_times(world: World) -> None:
    assert await world.a.get() == "first"
    world.a.row = world.b.row = "second"  # and nobody tells
    world.clock.now += TIMES.local
    assert await world.a.get() == "first"  # of Redis
    world.clock.now += TIMES.shared
    assert await world.a.get() == await world.b.get() == "second"


async def test_level_one_does_not_prolong_what_ends_in_redis(world: World) -> None:
    await world.a.get()
    world.clock.now += TIMES.shared - 1
    await world.b.get()
    world.b.row = "second"
    world.clock.now += 1
    assert await world.b.get() == "second"


async def test_all_who_ask_together_share_one_load_and_survive_the_first(world: World) -> None:
    gate = asyncio.Event()

    async def load() -> str:
        world.a.loads += 1
        await gate.wait()
        return "value"

    asking = [asyncio.create_task(world.a.cache.get("ada", TAGS, load)) for _ in range(50)]
    while not world.a.loads:
        await asyncio.sleep(0)
    asking[0].cancel()
    gate.set()
    assert await asyncio.gather(*asking[1:]) == ["value"] * 49
    assert world.a.loads == 1


async def test_who_asks_behind_a_change_does_not_share_the_load_from_before(world: World) -> None:
    gate = asyncio.Event()

    async def slow() -> str:
        await gate.wait()
        return "first"

    before = asyncio.create_task(world.a.cache.get("ada", TAGS, slow))
    await asyncio.sleep(0.01)
    world.a.row = world.b.row = "second"
    await world.b.teller.tell(TAGS)
    assert await world.a.get() == "second"
    gate.set()
    assert await before == "first"
    assert await world.a.get() == await world.b.get() == "second"


async def test_errors_are_raised_and_not_kept(world: World) -> None:
    async def fail() -> str:
        raise NotFound("not yet")

    with pytest.raises(NotFound):
        await world.a.cache.get("ada", TAGS, fail)
    assert await world.a.get() == "first"


async def test_a_value_that_ends_by_itself_is_kept_until_then(world: World) -> None:
    assert await world.a.cache.get("ada", TAGS, world.a.load, lambda _: 2.0) == "first"
    world.a.row = world.b.row = "second"
    world.clock.now += 1.9
    assert await world.a.get() == "first"
    world.clock.now += 0.1
    assert await world.a.get() == await world.b.get() == "second"


async def test_a_value_that_lasts_no_time_is_not_kept(world: World) -> None:
    for expected in (1, 2):
        await world.a.cache.get("ada", TAGS, world.a.load, lambda _: 0)
        assert world.a.loads == expected


async def test_large_values_stay_out_of_redis(world: World) -> None:
    world.a.row = "x" * MAX_SHARED
    await world.a.get()
    await world.b.get()
    assert (world.a.loads, world.b.loads) == (1, 1)


async def test_sealed_values_are_not_readable_in_redis() -> None:
    world = await World(sealed=True).started()
    world.a.row = "ada@example.org"
    assert await world.a.get() == await world.b.get() == "ada@example.org"
    assert world.b.loads == 0
    assert b"ada" not in world.store.payloads


async def test_what_cannot_be_read_is_loaded_again(world: World) -> None:
    found = await world.store.read("test:ada", TAGS)
    await world.store.keep("test:ada", found.generation, b"of another version", 60)
    assert await world.a.get() == "first"


@pytest.mark.parametrize(("lot", "loads"), [(0.5, 1), (0.999, 2)])
async def test_near_its_end_a_value_is_loaded_anew_by_few(world: World, monkeypatch: pytest.MonkeyPatch, lot: float, loads: int) -> None:
    async def load() -> str:
        world.a.loads += 1
        world.clock.now += 0.1  # what a load costs
        return "value"

    await world.a.cache.get("ada", TAGS, load)
    world.clock.now += TIMES.shared - 0.4
    monkeypatch.setattr("random.random", lambda: lot)
    await world.a.cache.get("ada", TAGS, load)
    assert world.a.loads == loads


async def test_what_a_process_reads_while_it_tells_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.b.get()
    world.a.row = "second"
    renew = world.store.renew

    async def read_first(tags: Sequence[str]) -> None:
        assert await world.a.get() == "first"  # Redis has the old value still
        await renew(tags)

    monkeypatch.setattr(world.store, "renew", read_first)
    await world.a.caches.close()
    monkeypatch.setattr(world.a.caches, "hears", lambda: True)  # its own message is late
    await world.a.teller.tell(TAGS)
    assert await world.a.get() == "second"
