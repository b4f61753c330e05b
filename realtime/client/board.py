"""A board put together from frames, without gaps, by the rules of docs/live-api.md. No network."""

from __future__ import annotations

from typing import Literal, NamedTuple

from realtime.protocol.frames import Row, TileFrame

Outcome = Literal["applied", "old", "gap"]
"""Of a frame. `gap`: something is missing; nothing was taken, and the room is to be asked for again."""


class _Tile(NamedTuple):
    epoch: int
    seq: int
    order: tuple[int, ...]
    ranks: tuple[int, ...]
    rows: dict[int, Row]
    """Of the teams in `order`: an answer for another tile that was on its way longer knows an older row of a team that moved."""


class FollowedBoard:
    def __init__(self) -> None:
        self.total = 0
        """Rows of the whole board, also of tiles that are not here."""
        self._tiles: dict[int, _Tile] = {}

    def apply(self, frame: TileFrame) -> Outcome:
        number = tile_of(frame.room)
        held = self._tiles.get(number)
        if frame.whole:
            if held and (frame.epoch, frame.seq) < (held.epoch, held.seq):
                return "old"
            order, ranks = frame.order or (), frame.ranks or ()
        else:
            if held is None or frame.epoch > held.epoch:
                return "gap"
            if frame.epoch < held.epoch or frame.seq <= held.seq:
                return "old"
            if frame.seq != held.seq + 1:
                return "gap"
            order = held.order if frame.order is None else frame.order
            ranks = held.ranks if frame.ranks is None else frame.ranks
        known = {} if held is None or frame.whole else held.rows
        known = known | {row.n: row for row in frame.rows}
        rows = {n: known[n] for n in order if n in known}
        self._tiles[number] = _Tile(frame.epoch, frame.seq, order, ranks, rows)
        if frame.total is not None:
            self.total = frame.total
        return "applied"

    def have(self, number: int) -> tuple[int, int] | None:
        """Epoch and seq of a tile's newest frame, to say when its room is asked for again."""
        held = self._tiles.get(number)
        return held and (held.epoch, held.seq)

    def order(self) -> list[int]:
        """Team numbers from the top, of the tiles that are here."""
        return [n for number in sorted(self._tiles) for n in self._tiles[number].order][: self.total]

    def numbers(self) -> set[int]:
        """Teams of which there is a row."""
        return set[int]().union(*(tile.rows for tile in self._tiles.values()))

    def standings(self) -> list[tuple[int, Row]]:
        """Ranks and rows from the top."""
        tiles = (tile for _, tile in sorted(self._tiles.items()))
        found = [(rank, tile.rows[n]) for tile in tiles for rank, n in zip(tile.ranks, tile.order, strict=False) if n in tile.rows]
        return found[: self.total]


def tile_of(room: str) -> int:
    return int(room.rsplit(".", 1)[1])
