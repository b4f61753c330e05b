"""Two-level caches under every order of steps that Hypothesis finds: readers, writers, and processes that die between commit and telling.

Database, Redis and backbone are fakes whose every call waits for its turn, twice: before it takes effect and before its caller goes on.
What is drawn is whose turn it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.shared_store import Found, MemoryStore
from core_api.storage.caches.two_level import Times
from core_api.storage.changes import Teller
from realtime.backbone import Handler, Message, Subscription
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.security.vault import Vault
from tests.logs import SECRET_KEY

TAGS = ("user/ada", "user")
PROCESSES = 2


class Turns:
    """Calls that wait, and who goes on."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(turn)
        await turn

    async def give(self, number: int) -> None:
        await settle()
        if self.waiting:
            self.waiting.pop(number % len(self.waiting)).set_result(None)
        await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


class Store(MemoryStore):
    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._turns = turns

    async def read(self, key: str, tags: Sequence[str]) -> Found:
        await self._turns.wait()
        found = await super().read(key, tags)
        await self._turns.wait()
        return found

    async def keep(self, key: str, generation: bytes, payload: bytes, seconds: int) -> None:
        await self._turns.wait()
        await super().keep(key, generation, payload, seconds)

    async def renew(self, tags: Sequence[str]) -> None:
        await self._turns.wait()
        await super().renew(tags)
        await self._turns.wait()


class Backbone(MemoryBackbone):
    """A message reaches each subscriber at a turn of its own."""

    def __init__(self, server: MemoryServer, turns: Turns) -> None:
        super().__init__(server)
        self._turns = turns
        self._arriving: set[asyncio.Task[None]] = set()

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        def heard(message: Message) -> None:
            task = asyncio.create_task(self._arrive(handler, message))
            self._arriving.add(task)
            task.add_done_callback(self._arriving.discard)

        return await super().subscribe(subject, heard)

    async def _arrive(self, handler: Handler, message: Message) -> None:
        await self._turns.wait()
        handler(message)


class World:
    def __init__(self) -> None:
        self.turns, server = Turns(), MemoryServer()
        self.row = 0
        """The committed version; it only grows."""
        store = Store(self.turns)
        self.caches = [Caches(store, Backbone(server, self.turns), Vault(SECRET_KEY)) for _ in range(PROCESSES)]
        self.kept: list[Cache[int]] = [caches.cache("test", int, Times(1000.0, 1000)) for caches in self.caches]
        self.tellers = [Teller(store, Backbone(server, self.turns), caches.forget) for caches in self.caches]
        self.worker = Teller(store, Backbone(server, self.turns))
        self.told = [0] * PROCESSES
        """What a reader of each process must see at least: what this process has told itself."""
        self.untold = False
        self.tasks: list[asyncio.Task[None]] = []

    async def load(self) -> int:
        await self.turns.wait()
        row = self.row
        await self.turns.wait()
        return row

    async def read(self, process: int) -> None:
        least = self.told[process]
        seen = await self.kept[process].get("ada", TAGS, self.load)
        assert least <= seen <= self.row

    async def write(self, process: int, *, dies: bool) -> None:
        await self.turns.wait()
        self.row += 1
        version = self.row
        if dies:
            self.untold = True
            return
        await self.tellers[process].tell(TAGS)
        self.told[process] = max(self.told[process], version)

    async def tell_what_is_left(self) -> None:
        await self.worker.tell(TAGS)

    def start(self, action: str, process: int) -> None:
        works = {
            "read": lambda: self.read(process),
            "write": lambda: self.write(process, dies=False),
            "write and die": lambda: self.write(process, dies=True),
        }
        self.tasks.append(asyncio.create_task(works[action]()))

    async def finish(self) -> None:
        await settle()
        while self.turns.waiting:
            await self.turns.give(0)
        async with asyncio.timeout(5):
            await asyncio.gather(*self.tasks)


TURNS = 30
ACTIONS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(("read", "read", "write", "write and die")), st.integers(0, PROCESSES - 1)),
    min_size=2,
    max_size=6,
)
"""After how many turns an action begins, and in which process."""
CHOICES = st.lists(st.integers(0, 7), min_size=TURNS, max_size=TURNS)
"""Whose turn it is, of those who wait."""


async def play(actions: Sequence[tuple[int, str, int]], choices: Sequence[int]) -> None:
    world = World()
    for caches in world.caches:
        await caches.listen()
    for number, choice in enumerate(choices):
        for at, action, process in actions:
            if at == number:
                world.start(action, process)
        await world.turns.give(choice)
    await world.finish()
    if world.untold:
        world.tasks.append(asyncio.create_task(world.tell_what_is_left()))
        await world.finish()
    for process in range(PROCESSES):  # nothing old is left anywhere
        world.told = [world.row] * PROCESSES
        world.start("read", process)
        await world.finish()


@settings(max_examples=400, deadline=None)
@given(ACTIONS, CHOICES)
def test_no_old_value_outlives_its_change(actions: list[tuple[int, str, int]], choices: list[int]) -> None:
    asyncio.run(play(actions, choices))
