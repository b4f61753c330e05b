"""Makes the frames viewers get: one for each tile that changed, numbered, and whole ones on request. No I/O.

Deterministic: the same log settled at the same moments gives the same frames, byte for byte (the clock's `server_time`
apart).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from contest_engine.board import Board
from contest_engine.view import Change, View
from realtime import subjects
from realtime.board import TILE, Audience, ClockFrame, ProblemFrame, TileFrame, encode
from realtime.errors import NotFound
from realtime.events import ContestConfigured


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

    __slots__ = ("order", "ranks", "seq")

    def __init__(self) -> None:
        self.order: tuple[int, ...] = ()
        self.ranks: tuple[int, ...] = ()
        self.seq = 0


def started(config: ContestConfigured, now: int) -> bool:
    """Whether viewers may know the problems; `now` is the wall clock in ms. A recording is no secret."""
    return config.playback is not None or (config.start is not None and now >= config.start)


class Publisher:
    def __init__(self, contest: str, board: Board, epoch: int) -> None:
        self._contest = contest
        self._board = board
        self._epoch = epoch
        self._tiles: dict[Audience, list[_Tile]] = {audience: [_Tile()] for audience in board.views}
        self._totals: dict[Audience, int] = dict.fromkeys(board.views, 0)
        self._clock_seq = 0
        self.chain = ""
        """Hash of the log that the board shows."""

    def frames(self, changes: dict[Audience, Change]) -> Iterator[Frame]:
        """The frames of what a settled board has to tell."""
        for audience, change in changes.items():
            yield from self._tiles_of(self._board.views[audience], change)

    def clock(self, now: int) -> Frame:
        """The next clock frame; `now` is the wall clock in ms."""
        self._clock_seq += 1
        return self._clock(now)

    def snapshot(self, room: str, now: int) -> Frame:
        """The whole of a room as last published. Raises `NotFound` for a room of no contest or audience."""
        match room.split("."):
            case ["clock", _]:
                return self._clock(now)
            case ["board", _, ("public" | "jury") as audience, tile] if tile.isdigit() and int(tile) < 1_000_000:
                return self._whole(audience, int(tile))
        raise NotFound(f"there is no room {room!r}")

    def _tiles_of(self, view: View, change: Change) -> Iterator[Frame]:
        tiles, total = self._tiles[view.audience], len(view.order)
        count = max(1, -(-total // TILE))
        resized = total if total != self._totals[view.audience] else None
        self._totals[view.audience] = total
        while len(tiles) < count:
            tiles.append(_Tile())
        touched = {view.order.position(team) // TILE for team in change.teams}
        number = change.first // TILE if change.moved else len(tiles)
        moving = change.moved
        while moving and number < len(tiles):
            touched.add(number)
            number += 1
            if number * TILE > change.last:
                # behind the last move only ranks of a tie group can differ: on until a tile is as it was
                moving = number < len(tiles) and self._differs(view, tiles[number], number)
        if resized is not None:
            touched.add(0)  # the first tile tells the new total
        for number in sorted(touched):
            if (frame := self._delta(view, tiles[number], number, change.teams, resized if number == 0 else None)) is not None:
                yield frame

    def _differs(self, view: View, tile: _Tile, number: int) -> bool:
        order, ranks = view.order.page(number * TILE, (number + 1) * TILE)
        return tuple(order) != tile.order or tuple(ranks) != tile.ranks

    def _delta(self, view: View, tile: _Tile, number: int, changed: set[int], total: int | None) -> Frame | None:
        teams, ranks_now = view.order.page(number * TILE, (number + 1) * TILE)
        order, ranks = tuple(teams), tuple(ranks_now)
        before = set(tile.order)
        rows = tuple(view.row(team) for team in order if team in changed or team not in before)
        reordered, reranked = order != tile.order, ranks != tile.ranks
        if not (rows or reordered or reranked or total is not None):
            return None
        tile.order, tile.ranks = order, ranks
        tile.seq += 1
        whole = tile.seq == 1  # the first frame of a tile holds all of it
        room = subjects.board(self._contest, view.audience, number)
        frame = TileFrame(
            room=room,
            epoch=self._epoch,
            seq=tile.seq,
            at=self._board.settled,
            whole=whole,
            total=len(view.order) if whole else total,
            order=order if reordered else None,
            ranks=ranks if reranked else None,
            rows=rows,
        )
        return Frame(room, self._epoch, tile.seq, whole, encode(frame))

    def _whole(self, audience: Audience, number: int) -> Frame:
        view, tiles = self._board.views[audience], self._tiles[audience]
        tile = tiles[number] if number < len(tiles) else _Tile()
        room = subjects.board(self._contest, audience, number)
        frame = TileFrame(
            room=room,
            epoch=self._epoch,
            seq=tile.seq,
            at=self._board.settled,
            whole=True,
            total=self._totals[audience],
            order=tile.order,
            ranks=tile.ranks,
            rows=tuple(view.row(team) for team in tile.order),
        )
        return Frame(room, self._epoch, tile.seq, True, encode(frame))

    def _clock(self, now: int) -> Frame:
        contest, view = self._board.contest, self._board.views["public"]
        config = contest.config
        shown = config.problems if started(config, now) else ()
        room = subjects.clock(self._contest)
        frame = ClockFrame(
            room=room,
            epoch=self._epoch,
            seq=self._clock_seq,
            at=self._board.settled,
            name=config.name,
            start=config.start,
            duration=config.duration,
            freeze=config.freeze,
            thawed=contest.thawed,
            final=contest.final,
            playback=config.playback,
            teams=len(view.order),
            submissions=len(contest.submissions),
            pending=view.pending,
            problems=tuple(ProblemFrame(p.id, p.label, p.name, p.rgb, view.solved[n], view.tried[n]) for n, p in enumerate(shown)),
            chain=self.chain,
            server_time=now,
        )
        return Frame(room, self._epoch, self._clock_seq, True, encode(frame))
