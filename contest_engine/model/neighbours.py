"""Frames of single teams, for whoever follows one: where it stands, and who stands next to it. No I/O.

One verdict may move everybody; so a tick looks at `A_TICK` teams at most, and what it does not get to is seen by the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contest_engine.model.view import Change, View
from realtime.protocol.frames import NEIGHBOURS, Row, TeamFrame
from realtime.protocol.rooms import TeamRoom

A_TICK = 500
"""Teams a tick looks at."""


class _Place:
    """What was last published of a team."""

    __slots__ = ("asked", "seq", "shown")

    def __init__(self) -> None:
        self.asked = 0.0
        """When a gateway last said that it follows this team."""
        self.seq = 0
        self.shown: tuple[int, int, tuple[int, ...], tuple[int, ...], tuple[Row, ...]] | None = None
        """None: nobody follows it."""


class Neighbours:
    """Makes the frames of the teams that gateways follow."""

    def __init__(self, contest: str, view: View, epoch: int) -> None:
        self._contest = contest
        self._view = view
        self._epoch = epoch
        self._places: dict[int, _Place] = {}
        self._due: dict[int, None] = {}
        """Teams to look at again, in order."""

    @property
    def has_due(self) -> bool:
        return bool(self._due)

    def follow(self, teams: Iterable[int], now: float) -> None:
        for team in teams:
            if 0 <= team < len(self._view.contest.teams):
                place = self._places.setdefault(team, _Place())
                place.asked = now
                if place.shown is None:
                    self._due.setdefault(team)

    def forget(self, before: float) -> None:
        """Stops following teams that no gateway has asked for since then; their numbers go on where they stopped."""
        for team, place in self._places.items():
            if place.asked < before:
                self._due.pop(team, None)
                place.shown = None

    def frames(self, change: Change, at: int) -> Iterator[TeamFrame]:
        """What changed for teams that are followed; those whose own row changed first."""
        if change.teams or change.moved:
            followed = {team for team, place in self._places.items() if place.shown is not None}
            own = change.teams & followed
            self._due = dict.fromkeys([*sorted(own), *self._due, *sorted(followed - own)])
        for team in list(self._due)[:A_TICK]:
            del self._due[team]
            place = self._places[team]
            shown = self._look(team)
            if shown != place.shown:
                place.shown = shown
                place.seq += 1
                yield self._frame(team, place, at)

    def whole(self, team: int, now: float, at: int) -> TeamFrame | None:
        """As last published; followed from now on. None: there is no such team."""
        self.follow((team,), now)
        place = self._places.get(team)
        if place is None:
            return None
        if place.shown is None:
            self._due.pop(team, None)
            place.shown = self._look(team)
            place.seq += 1
        return self._frame(team, place, at)

    def _look(self, team: int) -> tuple[int, int, tuple[int, ...], tuple[int, ...], tuple[Row, ...]]:
        order = self._view.order
        if team not in order:
            return -1, len(order), (), (), ()
        position = order.position(team)
        teams, ranks = order.page(max(0, position - NEIGHBOURS), position + NEIGHBOURS + 1)
        return position, len(order), tuple(teams), tuple(ranks), tuple(self._view.row(team) for team in teams)

    def _frame(self, team: int, place: _Place, at: int) -> TeamFrame:
        assert place.shown is not None
        position, total, order, ranks, rows = place.shown
        room = TeamRoom(self._contest, team).name
        return TeamFrame(
            room=room, epoch=self._epoch, seq=place.seq, at=at, position=position, total=total, order=order, ranks=ranks, rows=rows
        )
