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

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, team: int) -> bool:
        return team in self._entry

    def place(self, team: int, key: Key, name: str) -> tuple[int | None, int]:
        """Puts a team where it belongs now. Returns its position before (None: it is new) and after, from 0."""
        entry = (key, name.casefold(), team)
        old = self._entry.get(team)
        if old == entry:
            at = self._sorted.index(entry)
            return at, at
        before = None
        if old is not None:
            before = self._sorted.index(old)
            del self._sorted[before]
        self._entry[team] = entry
        self._sorted.add(entry)
        return before, self._sorted.index(entry)

    def remove(self, team: int) -> int | None:
        """Takes a team out. Returns the position it had, or None when it was not there."""
        entry = self._entry.pop(team, None)
        if entry is None:
            return None
        at = self._sorted.index(entry)
        del self._sorted[at]
        return at

    def position(self, team: int) -> int:
        return self._sorted.index(self._entry[team])

    def rank(self, team: int) -> int:
        """1 + how many teams have a smaller key."""
        return self._first(self._entry[team][0]) + 1

    def page(self, start: int, stop: int) -> tuple[list[int], list[int]]:
        """Team numbers and their ranks at the positions start … stop - 1."""
        teams: list[int] = []
        ranks: list[int] = []
        last: Key | None = None
        for position, (key, _, team) in enumerate(self._sorted.islice(start, stop), start):
            if key != last:
                ranks.append(self._first(key) + 1 if not ranks else position + 1)
            else:
                ranks.append(ranks[-1])
            teams.append(team)
            last = key
        return teams, ranks

    def _first(self, key: Key) -> int:
        return self._sorted.bisect_left((key, "", -1))
