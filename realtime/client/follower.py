"""What is known of a contest, and which rooms to ask for: messages of a gateway go in, rooms come out. No network.

On the plain WebSocket nothing answers a `subscribe` for which there is no news. The clock, which always comes, is asked for last:
when its first frame is here, the tiles that were asked for with it have said what they had to say.
"""

from __future__ import annotations

import random
from typing import Literal

import msgspec

from realtime.client.board import FollowedBoard
from realtime.client.freshness import Freshness
from realtime.protocol.client_messages import MAX_ROOMS, ErrorFrame, Leaving, Wanted
from realtime.protocol.events import Announced
from realtime.protocol.frames import TILE, AnnouncementsFrame, ClockFrame, Presence, TileFrame
from realtime.protocol.rooms import AnnouncementsRoom, Audience, BoardRoom, ClockRoom

Frame = TileFrame | ClockFrame | AnnouncementsFrame | Presence | ErrorFrame | Leaving
_decode = msgspec.json.Decoder(Frame).decode

MOST_ROWS = (MAX_ROOMS - 2) * TILE
"""Beside the tiles, a connection is in the rooms of the clock and of announcements."""
AGAIN_SECONDS = {"unavailable": 2.0, "not-found": 5.0, "unauthenticated": 2.0, "rate-limited": 10.0}
"""After so long a room that was refused is asked for again, up to twice that, drawn at random; others are not."""

Phase = Literal["before", "running", "frozen", "over", "final"]


class Follower:
    def __init__(self, contest: str, audience: Audience = "public", rows: int = MOST_ROWS) -> None:
        self.board = FollowedBoard()
        self.freshness = Freshness()
        self.clock: ClockFrame | None = None
        self.announcements: tuple[Announced, ...] = ()
        self.refused: dict[str, ErrorFrame] = {}
        """Rooms that are closed to this viewer, or to everybody for now."""
        self.skew = 0.0
        """The engine's wall clock minus ours, in ms."""
        self.leaving = False
        """The gateway stops: connect to another one."""
        self._contest, self._audience = contest, audience
        self._rows = min(rows, MOST_ROWS)
        self._clock_room, self._announcements_room = ClockRoom(contest).name, AnnouncementsRoom(contest).name
        self._tiles = 1
        self._pending = {self._clock_room, self._tile(0)}
        self._again: dict[str, float] = {}

    @property
    def is_current(self) -> bool:
        """Whether all that was asked for has come."""
        return not self._pending

    def connected(self, now: float) -> tuple[Wanted, ...]:
        """The rooms to enter, with what is known of them: after a break only what is missing comes."""
        self.leaving = False
        self._again.clear()
        self.freshness.subscribed(now)
        tiles = tuple(self._wanted(self._tile(number)) for number in range(self._tiles))
        return (*tiles, Wanted(self._announcements_room), Wanted(self._clock_room))

    def lost(self) -> None:
        """The connection broke: nothing is current."""
        self._pending = {self._clock_room, *(self._tile(number) for number in range(self._tiles))}

    def take(self, content: str | bytes, now: float, wall: float) -> tuple[Wanted, ...]:
        """A message of the gateway. Returns rooms to ask for. `now`: seconds of a steady clock; `wall`: ms since 1970."""
        frame = _decode(content)
        match frame:
            case TileFrame():
                return self._changed(frame)
            case ClockFrame():
                self._ticked(frame, now, wall)
            case AnnouncementsFrame():
                self.announcements = frame.announcements
            case ErrorFrame(room=room) if room:
                self._refuse(frame, now)
            case Leaving():
                self.leaving = True
        return ()

    def due(self, now: float) -> tuple[Wanted, ...]:
        """Refused rooms that it is time to ask for again."""
        rooms = [room for room, at in self._again.items() if at <= now]
        for room in rooms:
            del self._again[room]
        return tuple(map(self._wanted, rooms))

    def contest_time(self, wall: float) -> int | None:
        """Contest time in ms, negative before the start. `wall`: of this machine, in ms since 1970."""
        if self.clock is None:
            return None
        settings, server = self.clock.settings, wall + self.skew
        if settings.playback is not None:
            return round(settings.playback.time + (server - settings.playback.wall) * settings.playback.rate)
        return None if settings.start is None else settings.contest_time(round(server - settings.start))

    def phase(self, wall: float) -> Phase:
        time = self.contest_time(wall)
        if self.clock is not None and self.clock.final:
            return "final"
        if self.clock is None or time is None or time < 0:
            return "before"
        settings = self.clock.settings
        if not self.clock.thawed and settings.freeze is not None and time >= settings.freeze:
            return "frozen"
        return "over" if time >= settings.duration else "running"

    def _tile(self, number: int) -> str:
        return BoardRoom(self._contest, self._audience, number).name

    def _wanted(self, room: str) -> Wanted:
        have = self.board.have(int(room.rsplit(".", 1)[1])) if room.startswith("board.") else None
        return Wanted(room, *have) if have else Wanted(room)

    def _changed(self, frame: TileFrame) -> tuple[Wanted, ...]:
        if self.board.apply(frame) == "gap":
            self._pending.add(frame.room)
            return (self._wanted(frame.room),)
        self._pending.discard(frame.room)
        self.refused.pop(frame.room, None)
        wanted = max(1, -(-min(self.board.total, self._rows) // TILE))
        new = [self._tile(number) for number in range(self._tiles, wanted)]
        self._tiles = max(self._tiles, wanted)
        self._pending.update(new)
        return tuple(map(Wanted, new))

    def _ticked(self, frame: ClockFrame, now: float, wall: float) -> None:
        if self._clock_room in self._pending:  # those we have something of are as new as they can be: see above
            held = [room for room in self._pending if room != self._clock_room and self._wanted(room).seq >= 0]
            self._pending.difference_update(held, (self._clock_room,))
        self.refused.pop(frame.room, None)
        if self.freshness.clock(frame.server_time, wall, now) or self.clock is None:
            self.skew = frame.server_time - wall
        self.clock = frame

    def _refuse(self, frame: ErrorFrame, now: float) -> None:
        self.refused[frame.room] = frame
        self._pending.add(frame.room)
        if frame.room == self._clock_room:
            self.freshness.subscribed(now)  # the next clock frame may be one that the gateway has kept
        if wait := AGAIN_SECONDS.get(frame.code):
            self._again[frame.room] = now + wait * (1 + random.random())
