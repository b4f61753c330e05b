"""Who stands where: teams in order of their key, equal keys sharing a rank and ordered by name."""

from __future__ import annotations

from typing import Any, NamedTuple

from sortedcontainers import SortedList

Key = tuple[int, ...]
Entry = tuple[Any, ...]
"""The parts of the sort key (smaller is better), the name in folded case, the team's number: flat, because that compares fastest.

All keys of an order have the same length, but for such that differ from all others in their first part.
"""


END = 2**40
"""A position behind all others."""


class Span(NamedTuple):
    """Positions first … last: all between which a team moved, or a rank changed. Empty when last < first."""

    first: int
    last: int


class Order:
    """Teams sorted by key, then name, then number. A change costs O(log n); a page of k rows O(log n + k)."""

    def __init__(self) -> None:
        self._sorted: SortedList[Entry] = SortedList()
        self._entry: dict[int, Entry] = {}
        self._unranked: set[int] = set()
        self._passed_over: SortedList[Key] = SortedList()
        """Keys of those without a rank, who are usually few: a rank is a position less those of them before it."""
        self._low: Entry | None = None
        """Best and worst entry that came or went since `span` was last asked for."""
        self._high: Entry | None = None
        self._to_the_end = False
        """Whether, behind the best one, all positions or ranks may have changed."""

    def copy(self) -> Order:
        made = Order()
        made._sorted = self._sorted.copy()
        made._entry = self._entry.copy()
        made._unranked = self._unranked.copy()
        made._passed_over = self._passed_over.copy()
        made._low, made._high, made._to_the_end = self._low, self._high, self._to_the_end
        return made

    def __len__(self) -> int:
        return len(self._sorted)

    def __contains__(self, team: int) -> bool:
        return team in self._entry

    def place(self, team: int, key: Key, name: str, *, ranked: bool = True) -> None:
        """Puts a team where it belongs now.

        A team that is not `ranked` stands among the others and has rank 0; nobody's rank counts it.
        """
        entry: Entry = (*key, name.casefold(), team)
        old = self._entry.get(team)
        if not ranked or team in self._unranked:
            self._rank_anew(team, old, key, ranked)
        if old == entry:
            return
        if old is None:
            self._to_the_end = True
        else:
            self._sorted.remove(old)
            self._touch(old)
        self._entry[team] = entry
        self._sorted.add(entry)
        self._touch(entry)

    def move(self, team: int, key: Key) -> None:
        """Gives a team that has its place another key."""
        if team in self._unranked:
            self._passed_over.remove(self._entry[team][:-2])
            self._passed_over.add(key)
        old = self._entry[team]
        entry = self._entry[team] = (*key, old[-2], team)
        self._sorted.remove(old)
        self._sorted.add(entry)
        self._touch(old)
        self._touch(entry)

    def place_all(self, places: dict[int, tuple[Key, str, bool]]) -> None:
        """Starts anew with these: key, name and whether ranked, by team."""
        self._entry = {team: (*key, name.casefold(), team) for team, (key, name, _) in places.items()}
        self._sorted = SortedList(self._entry.values())
        self._unranked = {team for team, (_, _, ranked) in places.items() if not ranked}
        self._passed_over = SortedList(places[team][0] for team in self._unranked)
        self.touch_all()

    def touch_all(self) -> None:
        """Any position, and any rank, counts as changed."""
        self._low, self._to_the_end = (), True

    def remove(self, team: int) -> bool:
        """Takes a team out. False: it was not there."""
        entry = self._entry.pop(team, None)
        if entry is None:
            return False
        if team in self._unranked:
            self._unranked.discard(team)
            self._passed_over.remove(entry[:-2])
        self._sorted.remove(entry)
        self._touch(entry)
        self._to_the_end = True
        return True

    def span(self) -> Span:
        """Where something changed since this was last asked."""
        low, high, to_the_end = self._low, self._high, self._to_the_end
        self._low, self._high, self._to_the_end = None, None, False
        if low is None:
            return Span(0, -1)
        first = self._sorted.bisect_left(low)
        if to_the_end or high is None:
            return Span(first, END)
        *parts, last = high[:-2]
        # whoever shares the worst key has got another rank
        return Span(first, self._sorted.bisect_left((*parts, last + 1)) - 1)

    def position(self, team: int) -> int:
        return self._sorted.bisect_left(self._entry[team])

    def rank(self, team: int) -> int:
        """1 + how many ranked teams have a smaller key; 0 for one that has no rank."""
        return 0 if team in self._unranked else self._rank_of(self._entry[team][:-2])

    def page(self, start: int, stop: int) -> tuple[list[int], list[int]]:
        """Team numbers and their ranks at the positions start … stop - 1."""
        teams: list[int] = []
        ranks: list[int] = []
        last: Entry | None = None
        rank = 0
        unranked = self._unranked
        for entry in self._sorted.islice(start, stop):
            key, team = entry[:-2], entry[-1]
            if key != last:
                rank, last = self._rank_of(key), key
            teams.append(team)
            ranks.append(0 if team in unranked else rank)
        return teams, ranks

    def _rank_of(self, key: Entry) -> int:
        return self._sorted.bisect_left(key) - self._passed_over.bisect_left(key) + 1

    def _touch(self, entry: Entry) -> None:
        if self._low is None or entry < self._low:
            self._low = entry
        if self._high is None or entry > self._high:
            self._high = entry

    def _rank_anew(self, team: int, old: Entry | None, key: Key, ranked: bool) -> None:
        was = team not in self._unranked
        if not was:
            assert old is not None  # it was placed before
            self._unranked.discard(team)
            self._passed_over.remove(old[:-2])
        if not ranked:
            self._unranked.add(team)
            self._passed_over.add(key)
        if was != ranked and old is not None:
            self._touch(old)
            self._to_the_end = True
