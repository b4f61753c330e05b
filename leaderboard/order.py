"""Who stands where: teams in order of their key, equal keys sharing a rank and ordered by name."""

from __future__ import annotations

from sortedcontainers import SortedList

Key = tuple[int, ...]
Entry = tuple[Key, str, int]
"""Sort key (smaller is better), name, team number."""


class Order:
    """Teams sorted by key, then name, then number. A change costs O(log n); a page of k rows O(log n + k)."""

    def __init__(self) -> None:
        self._sorted: SortedList[Entry] = SortedList()
        self._entry: dict[int, Entry] = {}
        self._unranked: set[int] = set()
        self._passed_over: SortedList[Key] = SortedList()
        """Keys of those without a rank, who are usually few: a rank is a position less those of them before it."""

    def copy(self) -> Order:
        made = Order()
        made._sorted = self._sorted.copy()
        made._entry = self._entry.copy()
        made._unranked = self._unranked.copy()
        made._passed_over = self._passed_over.copy()
        return made

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, team: int) -> bool:
        return team in self._entry

    def place(self, team: int, key: Key, name: str, *, ranked: bool = True) -> tuple[int | None, int]:
        """Puts a team where it belongs now. Returns its position before (None: it is new) and after, from 0.

        A team that is not `ranked` stands among the others and has rank 0; nobody's rank counts it.
        """
        entry = (key, name.casefold(), team)
        old = self._entry.get(team)
        self._rank_anew(team, old, key, ranked)
        if old == entry:
            at = self._sorted.index(entry)
            return at, at
        before = None
        if old is not None:
            before = self._sorted.index(old)
            self._sorted.remove(old)
        self._entry[team] = entry
        self._sorted.add(entry)
        return before, self._sorted.index(entry)

    def remove(self, team: int) -> int | None:
        """Takes a team out. Returns the position it had, or None when it was not there."""
        entry = self._entry.pop(team, None)
        if entry is None:
            return None
        if team in self._unranked:
            self._unranked.discard(team)
            self._passed_over.remove(entry[0])
        at = self._sorted.index(entry)
        del self._sorted[at]
        return at

    def position(self, team: int) -> int:
        return self._sorted.index(self._entry[team])

    def rank(self, team: int) -> int:
        """1 + how many ranked teams have a smaller key; 0 for one that has no rank."""
        return 0 if team in self._unranked else self._rank_of(self._entry[team][0])

    def page(self, start: int, stop: int) -> tuple[list[int], list[int]]:
        """Team numbers and their ranks at the positions start … stop - 1."""
        teams: list[int] = []
        ranks: list[int] = []
        last: Key | None = None
        rank = 0
        for key, _, team in self._sorted.islice(start, stop):
            if key != last:
                rank, last = self._rank_of(key), key
            teams.append(team)
            ranks.append(0 if team in self._unranked else rank)
        return teams, ranks

    def _rank_of(self, key: Key) -> int:
        return self._sorted.bisect_left((key, "", -1)) - self._passed_over.bisect_left(key) + 1

    def _rank_anew(self, team: int, old: Entry | None, key: Key, ranked: bool) -> None:
        if team in self._unranked:
            assert old is not None  # it was placed before
            self._unranked.discard(team)
            self._passed_over.remove(old[0])
        if not ranked:
            self._unranked.add(team)
            self._passed_over.add(key)
