"""Rooms: who is in, what was said last, and how a viewer that missed something catches up.

The gateway relays bytes: epoch and seq of a frame stand in the message's headers, so no frame is ever decoded here.
A numbered room (see `realtime.protocol.rooms`) keeps a short ring of frames and the last whole one. A viewer that names the frame it
has gets what followed from the ring, or a whole frame. A passing room (`submissions…`, `presence…`) has neither numbers nor memory.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from prometheus_client import Counter, Gauge

from gateway.hub.room import Numbered, Room, numbered
from gateway.hub.viewer import SENT, Outgoing, Viewer
from realtime.backbone import Backbone, Message
from realtime.protocol.client_messages import MAX_ROOMS, Wanted
from realtime.protocol.frames import FOLLOW_SECONDS, Viewers
from realtime.protocol.rooms import BoardRoom, SubmissionsRoom, TeamRoom, parse
from realtime.protocol.subjects import WHO_FOLLOWS, follows, snapshot, viewers
from realtime.runtime import ids
from realtime.runtime.errors import Forbidden, Limited, NotFound, PodiumError, Unauthenticated, Unavailable

log = logging.getLogger(__name__)

LINGER_SECONDS = 30.0
"""How long a room that everybody left is kept."""
RETRY_SECONDS = 1.0
PATIENCE = 10
"""Questions without an answer before viewers of a room are told that nobody speaks for it."""
SLICE = 500
"""Viewers that get a message in one go."""
ROOMS_HELD = 20_000
"""Rooms of one process."""

ROOMS = Gauge("podium_gateway_rooms", "Rooms open in this process")
RELAYED = Counter("podium_gateway_relayed_total", "Frames that came in from the engine")
GAPS = Counter("podium_gateway_gaps_total", "Gaps in a room's frames, healed with a whole frame")
RESUMED = Counter("podium_gateway_resumed_total", "Subscriptions answered", ["how"])


class Hub:
    """All rooms of this process. One subscription to the backbone for each, whatever the number of viewers."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._rooms: dict[str, Room] = {}
        self._name = ids.new()
        self._counted: set[str] = set()
        """Contests that had viewers here when we last counted."""
        self._busy: set[asyncio.Future[None]] = set()

    async def run(self) -> None:
        """Keeps telling engines which tiles and teams have viewers here, and at once when an engine asks."""
        asking = await self._backbone.subscribe(WHO_FOLLOWS, self._who_follows)
        try:
            for turn in itertools.count():
                if turn % FOLLOW_SECONDS == 0:
                    await self._say_follows()
                await self._say_viewers()
                await asyncio.sleep(1.0)
        finally:
            await asking.stop()

    def _who_follows(self, message: Message) -> None:
        saying = asyncio.ensure_future(self._say_follows(message.payload.decode()))
        self._busy.add(saying)
        saying.add_done_callback(self._busy.discard)

    async def _say_follows(self, only: str | None = None) -> None:
        held: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for name in self._rooms:
            match parse(name):
                case BoardRoom(contest=contest, audience=audience, tile=tile) if only in (None, contest):
                    held[contest][audience].append(tile)
                case TeamRoom(contest=contest, number=number) if only in (None, contest):
                    held[contest]["teams"].append(number)
        for contest, followed in held.items():
            try:
                await self._backbone.publish(follows(contest), msgspec.json.encode(followed))
            except Unavailable as error:
                log.info("engines are not told what is followed: %s", error.message)

    async def _say_viewers(self) -> None:
        """How many follow each contest's clock, to its engine; that there are none any more, once."""
        here = {name.removeprefix("clock."): len(room.members) for name, room in self._rooms.items() if name.startswith("clock.")}
        for contest in [*here, *(self._counted - here.keys())]:
            count = here.get(contest, 0)
            if count or contest in self._counted:
                try:
                    await self._backbone.publish(viewers(contest), msgspec.json.encode(Viewers(self._name, count)))
                except Unavailable as error:
                    log.info("engines are not told who watches: %s", error.message)
        self._counted = {contest for contest, count in here.items() if count}

    def subscribe(self, viewer: Viewer, wanted: Wanted) -> asyncio.Task[None] | None:
        """Lets a viewer into a room. A task: the room is only being opened, and heard once that is done.

        Raises `Invalid`, `Unauthenticated`, `Forbidden`, `Limited` or `Unavailable`.
        """
        _check(viewer, wanted.room)
        if viewer.rooms is None:
            viewer.rooms = set()
        if wanted.room not in viewer.rooms and len(viewer.rooms) >= MAX_ROOMS:
            raise Limited(f"a connection may be in {MAX_ROOMS} rooms")
        room = self._room(wanted.room)
        viewer.rooms.add(wanted.room)
        if room.closing is not None:
            room.closing.cancel()
            room.closing = None
        if room.numbered:
            self._bring_up(room, viewer, wanted)
        else:
            room.members.add(viewer)
        return room.opening

    def catch_up(self, viewer: Viewer, names: Iterable[str]) -> None:
        """A viewer that could take nothing for a while gets what is newest in these rooms."""
        for name in names:
            room = self._rooms.get(name)
            if room is not None and viewer in room.members:
                self._bring_up(room, viewer, Wanted(name))

    def unsubscribe(self, viewer: Viewer, name: str) -> None:
        if viewer.rooms is not None:
            viewer.rooms.discard(name)
        room = self._rooms.get(name)
        if room is None:
            return
        room.members.discard(viewer)
        room.waiting.pop(viewer, None)
        self._let_close(room)

    def _let_close(self, room: Room) -> None:
        """Closes a room nobody is in: after a while if it has something worth keeping, else at once."""
        if room.members or room.waiting or room.closing is not None:
            return
        linger = LINGER_SECONDS if room.last is not None else 0.0
        room.closing = asyncio.get_running_loop().call_later(linger, self._close, room)

    def leave(self, viewer: Viewer) -> None:
        for name in list(viewer.rooms or ()):
            self.unsubscribe(viewer, name)

    def leave_private(self, viewer: Viewer) -> None:
        """Its token is good no longer."""
        for name in list(viewer.rooms or ()):
            if (room := self._rooms.get(name)) is not None and room.private:
                self._put_out(viewer, room, "the access token was revoked")

    def _put_out(self, viewer: Viewer, room: Room, why: str) -> None:
        viewer.refuse(Unauthenticated(why), room.name)
        self.unsubscribe(viewer, room.name)

    async def close(self) -> None:
        for room in list(self._rooms.values()):
            self._close(room)

    def _room(self, name: str) -> Room:
        room = self._rooms.get(name)
        if room is None:
            if len(self._rooms) >= ROOMS_HELD:
                raise Unavailable("this gateway holds as many rooms as it can", retry_after=30)
            room = self._rooms[name] = Room(name)
            room.opening = asyncio.create_task(self._start(room))
            ROOMS.inc()
        return room

    async def _start(self, room: Room) -> None:
        try:
            room.subscription = await self._backbone.subscribe(room.name, lambda message: self._received(room, message))
        except Unavailable as error:
            for viewer in [*room.members, *room.waiting]:
                viewer.refuse(error, room.name)
                self.unsubscribe(viewer, room.name)
            self._close(room)
            return
        room.opening = None
        if room.waiting:
            self._fetch(room)

    def _close(self, room: Room) -> None:
        if self._rooms.pop(room.name, None) is None:
            return
        ROOMS.dec()
        for task in (room.opening, room.fetching, room.casting):
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        if room.subscription is not None:
            stopping = asyncio.ensure_future(room.subscription.stop())
            self._busy.add(stopping)
            stopping.add_done_callback(self._busy.discard)

    def _bring_up(self, room: Room, viewer: Viewer, wanted: Wanted) -> None:
        """Sends what the viewer misses and makes it a member, or lets it wait for a whole frame."""
        missed = room.since(wanted.epoch, wanted.seq)
        if missed is not None:
            RESUMED.labels("ring").inc()
        elif room.whole is not None and (behind := room.since(*room.whole.at)) is not None:
            RESUMED.labels("whole").inc()
            missed = [room.whole, *behind]
        else:
            room.members.discard(viewer)
            room.waiting[viewer] = wanted
            self._fetch(room)
            return
        for frame in missed:
            viewer.send(frame.message)
        room.members.add(viewer)

    def _received(self, room: Room, message: Message) -> None:
        RELAYED.inc()
        if room.private:
            for viewer in [one for one in room.members if not one.is_current()]:
                self._put_out(viewer, room, "the access token has expired")
        if not room.numbered:
            self._cast(room, Outgoing(message.payload))
            return
        frame = numbered(room, message)
        if room.last is not None and frame.at <= room.last:
            return  # an old owner's, or here already by a whole frame
        if "whole" in message.headers:
            self._take_whole(room, frame)
        elif room.last is not None and frame.at == (room.last[0], room.last[1] + 1):
            room.last = frame.at
            room.remember(frame)
            self._cast(room, frame.message)
        else:
            if room.last is not None:
                GAPS.inc()
            if room.members or room.waiting:
                room.ahead.append(frame)
                self._fetch(room)
            else:  # nobody to heal it for: whoever comes next must not be given what stands before the gap
                room.forget()

    def _take_whole(self, room: Room, frame: Numbered) -> None:
        """A whole frame is news for everybody."""
        room.whole, room.last = frame, frame.at
        room.remember(frame)
        for viewer in room.waiting:
            room.members.add(viewer)
        room.waiting.clear()
        self._cast(room, frame.message)
        self._go_on(room)

    def _go_on(self, room: Room) -> None:
        """What came while a whole frame was missing follows it now; where something is missing there too, another one is asked for."""
        ahead = sorted(room.ahead, key=lambda one: one.at)
        room.ahead.clear()
        for frame in ahead:
            assert room.last is not None  # a whole frame has come
            if frame.at == (room.last[0], room.last[1] + 1):
                room.last = frame.at
                room.remember(frame)
                self._cast(room, frame.message)
            elif frame.at > room.last:
                room.ahead.append(frame)
        if room.ahead:
            self._fetch(room)

    def _cast(self, room: Room, message: Outgoing) -> None:
        """Sends to everybody in a room: to a crowd in slices, so that one huge room does not hold up all else."""
        SENT.inc(len(room.members))
        if len(room.members) <= SLICE and not room.uncast:
            for viewer in room.members:
                viewer.send(message)
            return
        room.uncast.append((message, list(room.members)))
        if room.casting is None or room.casting.done():
            room.casting = asyncio.create_task(self._cast_on(room))

    async def _cast_on(self, room: Room) -> None:
        while room.uncast:
            message, viewers = room.uncast[0]
            for start in range(0, len(viewers), SLICE):
                for viewer in viewers[start : start + SLICE]:
                    if viewer in room.members:
                        viewer.send(message)
                await asyncio.sleep(0)
            room.uncast.popleft()

    def _fetch(self, room: Room) -> None:
        if room.opening is not None:
            return  # what comes while we cannot hear the room yet would be missing behind it
        if room.fetching is None or room.fetching.done():
            room.fetching = asyncio.create_task(self._fetch_whole(room))

    async def _fetch_whole(self, room: Room) -> None:
        """Asks the contest's engine for a whole frame until it comes or nobody waits for it."""
        tries = 0
        while room.members or room.waiting:
            try:
                answer = await self._backbone.request(snapshot(parse(room.name)), b"")
            except Unavailable:
                tries += 1
                if tries >= PATIENCE and room.last is None:
                    self._turn_away(room, Unavailable("nobody speaks for this room"))
                    return
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if answer.headers.get("code") == Unavailable.code:  # its engine has only just taken over
                await asyncio.sleep(RETRY_SECONDS / 4)
                continue
            if "code" in answer.headers:
                self._turn_away(room, NotFound("there is no such room"))
                return
            frame = numbered(room, answer)
            if room.last is None or frame.at >= room.last:
                room.last = None  # so that equal is taken too: those who wait have nothing yet
                self._take_whole(room, frame)
                if not room.ahead:
                    return
                await asyncio.sleep(RETRY_SECONDS / 4)
                continue
            # frames went on while it was under way: it still serves, with what came behind it
            room.whole = frame
            waiting, room.waiting = room.waiting, {}
            for viewer, wanted in waiting.items():
                self._bring_up(room, viewer, wanted)
            if not room.waiting:
                return

    def _turn_away(self, room: Room, error: PodiumError) -> None:
        for viewer in list(room.waiting):
            viewer.refuse(error, room.name)
            self.unsubscribe(viewer, room.name)


def _check(viewer: Viewer, name: str) -> None:
    """Whether this viewer may be in that room."""
    match parse(name):
        case BoardRoom(audience="jury"):
            owner = None
        case SubmissionsRoom(team=owner):
            pass
        case _:
            return
    if viewer.claims is None or not viewer.is_current():
        raise Unauthenticated(f"room {name} needs a valid access token: say hello first")
    if not viewer.claims.is_admin and viewer.claims.sub != owner:
        raise Forbidden(f"room {name} is not yours")
