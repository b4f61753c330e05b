"""Makes the numbered frames of a contest's rooms: deltas of the tiles that changed and are followed, whole frames on request. No I/O.

`epoch` is that of the owner's lease, `seq` counts the frames of a room within it. Example: a viewer has `{epoch 7, seq 18}` of a tile.
The next delta is `{7, 19}`, which it applies. If `{7, 21}` comes instead, frames were lost: it asks for what follows 18. If `{12, 1}`
comes, another engine has taken over and counts from the beginning: its first frame of a tile is whole, so it can be shown at once.

A tick costs as much as is followed: a team that passes 50,000 others changes a thousand tiles, but few of them are on a screen.
Deterministic: the same log settled at the same moments, followed alike, gives the same frames, byte for byte (the clock's
`server_time` apart).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from contest_engine.model.awards import medal_ranks
from contest_engine.model.board import NOTHING_NEW, Board
from contest_engine.model.neighbours import Neighbours
from contest_engine.model.view import Change, View
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.frames import ANNOUNCEMENTS_SHOWN, TILE, AnnouncementsFrame, ClockFrame, ProblemCount, TeamFrame, TileFrame, encode
from realtime.protocol.rooms import AnnouncementsRoom, Audience, BoardRoom, ClockRoom, Room, TeamRoom
from realtime.runtime.errors import NotFound

TILES = 20_000
"""Tiles of a board: a million rows. A larger number is refused, so that requests cannot make the engine remember more."""


class Frame(NamedTuple):
    """An encoded frame of a room; epoch and seq stand beside it so that a gateway need not decode it."""

    room: str
    epoch: int
    seq: int
    whole: bool
    payload: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {"epoch": str(self.epoch), "seq": str(self.seq), **({"whole": "1"} if self.whole else {})}


class _Tile:
    """What was last published of a tile."""

    __slots__ = ("asked", "followed", "order", "ranks", "seq")

    def __init__(self) -> None:
        self.order: tuple[int, ...] = ()
        self.ranks: tuple[int, ...] = ()
        self.seq = 0
        self.followed = False
        self.asked = 0.0
        """When a gateway last named this tile in `Follows`."""


def started(settings: ContestSettings, now: int) -> bool:
    """Whether viewers may know the problems; `now` is the wall clock in ms. A recording is no secret."""
    return settings.playback is not None or (settings.start is not None and now >= settings.start)


class Publisher:
    def __init__(self, contest: str, board: Board, epoch: int) -> None:
        self._contest = contest
        self._board = board
        self._epoch = epoch
        self._tiles: dict[Audience, dict[int, _Tile]] = {audience: {} for audience in board.views}
        self._new: set[tuple[Audience, int]] = set()
        """Tiles that are followed since the last tick: published whole."""
        self._totals: dict[Audience, int] = {audience: len(view.order) for audience, view in board.views.items()}
        self._clock_seq = self._announcements_seq = 0
        self._neighbours = Neighbours(contest, board.views["public"], epoch)
        self.chain = ""
        """Hash of the log that the board shows."""

    def follow(self, audience: Audience, numbers: Iterable[int], now: float) -> None:
        """A gateway has viewers on these tiles; `now` is any steady clock, in seconds. The next `frames` hold the new ones, whole."""
        for number in numbers:
            if not 0 <= number < TILES:
                continue
            tile = self._tile(audience, number)
            tile.asked = now
            if not tile.followed:
                tile.followed = True
                self._new.add((audience, number))

    def follow_teams(self, numbers: Iterable[int], now: float) -> None:
        self._neighbours.follow(numbers, now)

    @property
    def has_new(self) -> bool:
        """Whether frames are due though the log has not grown."""
        return bool(self._new) or self._neighbours.has_due

    def forget(self, before: float) -> None:
        """Stops following what no gateway has asked for since then."""
        self._neighbours.forget(before)
        for tiles in self._tiles.values():
            for tile in tiles.values():
                tile.followed &= tile.asked >= before

    def frames(self, changes: dict[Audience, Change]) -> Iterator[Frame]:
        """The frames of what changed on a settled board."""
        new, self._new = self._new, set()
        for audience, change in changes.items():
            yield from self._tiles_of(self._board.views[audience], change, {number for followed, number in new if followed == audience})
        for frame in self._neighbours.frames(changes.get("public", NOTHING_NEW), self._board.settled):
            yield _whole_frame(frame)

    def clock(self, now: int) -> Frame:
        """The next clock frame; `now` is the wall clock in ms."""
        self._clock_seq += 1
        return self._clock(now)

    def announcements(self) -> Frame:
        """The next frame of announcements."""
        self._announcements_seq += 1
        return self._announcements()

    def snapshot(self, room: Room, now: int, asked: float = 0.0) -> Frame:
        """The whole of a room as last published; a tile or team is followed from now on, `asked` is when (see `follow`).

        Raises `NotFound` for a room that this contest does not have.
        """
        match room:
            case ClockRoom():
                return self._clock(now)
            case AnnouncementsRoom():
                return self._announcements()
            case TeamRoom(number=number) if (frame := self._neighbours.whole(number, asked, self._board.settled)) is not None:
                return _whole_frame(frame)
            case BoardRoom(audience=audience, tile=number) if number < TILES:
                tile = self._tile(audience, number)
                tile.asked = max(tile.asked, asked)
                if not tile.followed or (audience, number) in self._new:
                    tile.followed = True
                    self._new.discard((audience, number))
                    self._renew(self._board.views[audience], tile, number)
                return self._whole(self._board.views[audience], tile, number)
        raise NotFound(f"there is no room {room.name!r}", field="room")

    def _tile(self, audience: Audience, number: int) -> _Tile:
        return self._tiles[audience].setdefault(number, _Tile())

    def _tiles_of(self, view: View, change: Change, new: set[int]) -> Iterator[Frame]:
        followed = {number: tile for number, tile in self._tiles[view.audience].items() if tile.followed}
        total = len(view.order)
        resized, self._totals[view.audience] = total != self._totals[view.audience], total
        if len(change.teams) < len(followed):
            touched = {view.order.position(team) // TILE for team in change.teams} & followed.keys()
        else:
            touched = set(followed)
        if change.moved:
            touched |= {number for number in followed if change.first // TILE <= number <= change.last // TILE}
        if resized and 0 in followed:
            touched.add(0)  # the first tile carries the new total
        for number in sorted(touched | new):
            tile = followed[number]
            if number in new:
                self._renew(view, tile, number)
                yield self._whole(view, tile, number)
            elif (frame := self._delta(view, tile, number, change.teams, resized and number == 0)) is not None:
                yield frame

    def _renew(self, view: View, tile: _Tile, number: int) -> None:
        """Brings a tile that was not followed up to the view."""
        order, ranks = view.order.page(number * TILE, (number + 1) * TILE)
        tile.order, tile.ranks = tuple(order), tuple(ranks)
        tile.seq += 1

    def _delta(self, view: View, tile: _Tile, number: int, changed: set[int], resized: bool) -> Frame | None:
        teams, ranks_now = view.order.page(number * TILE, (number + 1) * TILE)
        order, ranks = tuple(teams), tuple(ranks_now)
        before = set(tile.order)
        rows = tuple(view.row(team) for team in order if team in changed or team not in before)
        reordered, reranked = order != tile.order, ranks != tile.ranks
        if not (rows or reordered or reranked or resized):
            return None
        tile.order, tile.ranks = order, ranks
        tile.seq += 1
        frame = TileFrame(
            room=BoardRoom(self._contest, view.audience, number).name,
            epoch=self._epoch,
            seq=tile.seq,
            at=self._board.settled,
            total=len(view.order) if resized else None,
            order=order if reordered else None,
            ranks=ranks if reranked else None,
            rows=rows,
        )
        return Frame(frame.room, self._epoch, tile.seq, False, encode(frame))

    def _whole(self, view: View, tile: _Tile, number: int) -> Frame:
        frame = TileFrame(
            room=BoardRoom(self._contest, view.audience, number).name,
            epoch=self._epoch,
            seq=tile.seq,
            at=self._board.settled,
            whole=True,
            total=self._totals[view.audience],
            order=tile.order,
            ranks=tile.ranks,
            rows=tuple(view.row(team) for team in tile.order if team in view.order),  # some may have left since
        )
        return Frame(frame.room, self._epoch, tile.seq, True, encode(frame))

    def _clock(self, now: int) -> Frame:
        contest, view = self._board.contest, self._board.views["public"]
        settings = contest.settings
        if not started(settings, now):
            settings = msgspec.structs.replace(settings, problems=())
        frame = ClockFrame(
            room=ClockRoom(self._contest).name,
            epoch=self._epoch,
            seq=self._clock_seq,
            at=self._board.settled,
            settings=settings,
            thawed=contest.thawed,
            final=contest.final,
            teams=len(view.order),
            submissions=len(contest.submissions),
            pending=view.pending,
            medal_ranks=medal_ranks(contest),
            problems=tuple(ProblemCount(view.solved[number], view.tried[number]) for number in range(len(settings.problems))),
            chain=self.chain,
            server_time=now,
        )
        return _whole_frame(frame)

    def _announcements(self) -> Frame:
        newest = tuple(self._board.contest.announcements.values())[-ANNOUNCEMENTS_SHOWN:]
        room, seq = AnnouncementsRoom(self._contest).name, self._announcements_seq
        return _whole_frame(AnnouncementsFrame(room=room, epoch=self._epoch, seq=seq, at=self._board.settled, announcements=newest))


def _whole_frame(frame: ClockFrame | AnnouncementsFrame | TeamFrame) -> Frame:
    return Frame(frame.room, frame.epoch, frame.seq, True, encode(frame))
