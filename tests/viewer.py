"""A viewer in Python: puts a board together from frames by the rules of docs/live-api.md."""

from __future__ import annotations

from realtime.protocol.frames import Row, TileFrame


class Viewer:
    def __init__(self) -> None:
        self.tiles: dict[int, TileFrame] = {}
        self.rows: dict[int, Row] = {}
        self.total = 0

    def take(self, frame: TileFrame) -> bool:
        """False: something is missing; nothing was taken."""
        number = int(frame.room.rsplit(".", 1)[1])
        held = self.tiles.get(number)
        if not frame.whole:
            if held is None or frame.epoch > held.epoch or frame.seq > held.seq + 1:
                return False
            if frame.epoch < held.epoch or frame.seq <= held.seq:
                return True
        elif held is not None and (frame.epoch, frame.seq) < (held.epoch, held.seq):
            return True
        order = frame.order if frame.order is not None else (held.order if held and not frame.whole else ())
        ranks = frame.ranks if frame.ranks is not None else (held.ranks if held and not frame.whole else ())
        self.tiles[number] = TileFrame(room=frame.room, epoch=frame.epoch, seq=frame.seq, at=frame.at, order=order, ranks=ranks)
        if frame.total is not None:
            self.total = frame.total
        for row in frame.rows:
            self.rows[row.n] = row
        return True

    def order(self) -> list[int]:
        return [n for number in sorted(self.tiles) for n in self.tiles[number].order or ()][: self.total]

    def ranks(self) -> list[int]:
        return [rank for number in sorted(self.tiles) for rank in self.tiles[number].ranks or ()][: self.total]
