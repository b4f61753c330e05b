"""The standings as a read model: what REST answers from. `Board` is the protocol, `MemoryBoard` its twin in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from leaderboard.order import Key, Order
from realtime.protocol.frames import Row
from realtime.runtime.errors import Fenced


class Entry(msgspec.Struct, frozen=True):
    """A team's line: its sort key, what it is sorted by among equals, its id, and the row."""

    key: tuple[int, ...]
    name: str
    team: str
    row: Row
    ranked: bool = True
    """Whether it has a rank and counts for those of others."""


class Page(msgspec.Struct, frozen=True):
    """Lines with their ranks; `sequence` is the log sequence the board has applied, `total` how many lines there are."""

    sequence: int
    total: int
    entries: list[tuple[int, Entry]]


class Board(Protocol):
    async def update(self, epoch: int, since: int | None, sequence: int, changed: Sequence[Entry], removed: Sequence[str] = ()) -> bool:
        """Brings the board from log sequence `since` to `sequence`; with None, whatever it held is replaced by `changed`.

        False: the board is not at `since` (it was wiped, or has this update already), nothing happened: replace it.
        Raises `Fenced` for an epoch older than the last one that wrote.
        """

    async def version(self) -> str | None:
        """Another text after every update; None while there is no whole board.

        Lines that are read after it are of this version or newer.
        """

    async def page(self, start: int, stop: int) -> Page:
        """The lines at positions start … stop - 1."""

    async def rank(self, team: str) -> int | None:
        """0 for a team without a rank, None for one that is not there."""


class MemoryBoard:
    def __init__(self) -> None:
        self._order = Order()
        self._numbers: dict[str, int] = {}
        self._entries: dict[int, Entry] = {}
        self._epoch = 0
        self._sequence = 0

    async def update(self, epoch: int, since: int | None, sequence: int, changed: Sequence[Entry], removed: Sequence[str] = ()) -> bool:
        if epoch < self._epoch:
            raise Fenced(f"epoch {epoch} has been followed by {self._epoch}")
        if since is None:
            self._order, self._numbers, self._entries = Order(), {}, {}
        elif since != self._sequence:
            return False
        self._epoch, self._sequence = epoch, sequence
        for entry in changed:
            number = self._numbers.setdefault(entry.team, len(self._numbers))
            self._entries[number] = entry
            self._order.place(number, entry.key, f"{entry.name}\0{entry.team}", ranked=entry.ranked)
        for team in removed:
            if team in self._numbers:
                self._order.remove(self._numbers[team])
        return True

    async def version(self) -> str | None:
        return f"{self._epoch}.{self._sequence}" if self._epoch else None

    async def page(self, start: int, stop: int) -> Page:
        teams, ranks = self._order.page(start, stop)
        entries = [(rank, self._entries[team]) for team, rank in zip(teams, ranks, strict=True)]
        return Page(self._sequence, len(self._order), entries)

    async def rank(self, team: str) -> int | None:
        number = self._numbers.get(team)
        return None if number is None or number not in self._order else self._order.rank(number)


__all__ = ["Board", "Entry", "Key", "MemoryBoard", "Page"]
