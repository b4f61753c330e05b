"""The rooms of a gateway process: viewers enter and leave, frames come in from the backbone and go out to all members.

The gateway relays bytes: epoch and seq of a frame stand in the message's headers, so no frame is ever decoded here. How a viewer
that missed something catches up: `recovery`. How a message reaches a crowd: `fanout`. Who may enter: `access`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine, Iterable
from typing import Any, TypeVar

from prometheus_client import Counter, Gauge

from gateway.hub.access import Access, no_contest
from gateway.hub.contests import Contests
from gateway.hub.doors import Doors
from gateway.hub.interest import Interest
from gateway.hub.memberships import Memberships
from gateway.hub.outgoing import Outgoing, SharedForms
from gateway.hub.private_contests import PrivacySource
from gateway.hub.recovery import FrameBudget, NumberedFrame, Position
from gateway.hub.room import LiveRoom
from gateway.hub.viewer import Viewer
from realtime.backbone import Backbone, Message
from realtime.protocol.client_messages import Wanted
from realtime.protocol.rooms import NumberedRoom, Room, parse
from realtime.protocol.subjects import snapshot
from realtime.runtime.errors import NotFound, PodiumError, Unauthenticated, Unavailable

T = TypeVar("T")
LINGER_SECONDS = 30.0
"""How long a room that everybody left is kept."""
RETRY_SECONDS = 1.0
"""Between two questions to an engine that does not answer."""
PATIENCE = 10
"""Questions without an answer before viewers of a room are told that no engine serves it."""
FORMS_SECONDS = 1.0
"""How long the forms of frames made for those who resume are kept: in a storm, many want the same ones."""
ROOMS_HELD = 20_000
"""Rooms of one process."""
KEPT_MIB = 64.0
"""Of frames kept for viewers that come back: 20,000 rooms of 3 kB, or the rings of a few hundred busy ones."""

ROOMS = Gauge("podium_gateway_rooms", "Rooms open in this process")
RELAYED = Counter("podium_gateway_relayed_total", "Frames that came in from the engine")
GAPS = Counter("podium_gateway_gaps_total", "Gaps in a room's frames, healed with a whole frame")
RESUMED = Counter("podium_gateway_resumed_total", "Subscriptions answered", ["how"])
RESUMED_FROM_RING, RESUMED_FROM_WHOLE = RESUMED.labels("ring"), RESUMED.labels("whole")


class Hub:
    """One subscription to the backbone for each room, whatever the number of viewers."""

    def __init__(self, backbone: Backbone, private: PrivacySource, kept_mib: float = KEPT_MIB) -> None:
        """`private`: says which contests are. `kept_mib`: of frames that all rooms together keep for viewers that come back."""
        self._backbone = backbone
        self._rooms: dict[str, LiveRoom] = {}
        self._budget = FrameBudget(round(kept_mib * 2**20))
        self._contests = Contests(backbone)
        self.interest = Interest(backbone, self._rooms)
        self._private = private
        self._memberships = Memberships(backbone, self._members_changed)
        self._access = Access(self._memberships, private)
        self.doors = Doors(self._rooms, self._access, self._memberships.learn, self.unsubscribe)
        private.changed = self.doors.privacy_changed
        self._busy: set[asyncio.Future[Any]] = set()
        self._resumed = SharedForms(FORMS_SECONDS)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.interest.run())
            group.create_task(self._memberships.run(self.doors.users_in_question))
            group.create_task(self._private.run())

    # viewers

    def subscribe(self, viewer: Viewer, wanted: Wanted) -> Awaitable[PodiumError | None] | None:
        """Lets a viewer into a room. With a future, it is not yet known whether there is such a room: done with the error that the
        viewer is refused with, or with None when it may stay.

        Raises `Invalid`, `NotFound`, `Unauthenticated`, `Forbidden`, `Limited` or `Unavailable`.
        """
        live = self._rooms.get(wanted.room)
        room = parse(wanted.room) if live is None else live.room
        if live is None or live.private:
            if (user := self._access.must_learn(viewer, room)) is not None:
                viewer.place_for(wanted.room).add(wanted.room)
                return self._in_background(self._enter_when_known(viewer, wanted, user))
            self._access.check(viewer, room)
        rooms = viewer.place_for(wanted.room)
        live = live or self._open_room(room)
        rooms.add(live.name)
        if live.closing is not None:
            live.closing.cancel()
            live.closing = None
        if live.numbered is None:
            live.members.add(viewer)
            return live.outcome() if live.opening is not None else None
        return None if self._bring_up(live, viewer, (wanted.epoch, wanted.seq)) else live.outcome()

    async def _enter_when_known(self, viewer: Viewer, wanted: Wanted, user: str) -> PodiumError | None:
        """Lets a viewer into the room of a team once it is known in which teams `user` is."""
        await self._memberships.learn(user)
        if viewer.rooms is None or wanted.room not in viewer.rooms:
            return None  # it has left meanwhile
        viewer.rooms.discard(wanted.room)
        try:
            if viewer.claims is None or viewer.claims.sub != user:
                raise Unauthenticated("somebody else has said hello on this connection")
            self._access.check(viewer, parse(wanted.room))
            outcome = self.subscribe(viewer, wanted)
        except PodiumError as error:
            viewer.refuse(error, wanted.room)
            return error
        return None if outcome is None else await outcome

    def _in_background(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return task

    def _members_changed(self, contest: str, team: str) -> None:
        self.doors.members_changed(contest, team)

    def catch_up(self, viewer: Viewer, names: Iterable[str]) -> None:
        """A viewer that could take nothing for a while gets what is newest in these rooms."""
        for name in names:
            live = self._rooms.get(name)
            if live is not None and live.private:
                self.doors.put_out_strangers(live)
            if live is not None and viewer in live.members:
                self._bring_up(live, viewer, (0, -1))

    def unsubscribe(self, viewer: Viewer, name: str) -> None:
        if viewer.rooms is not None:
            viewer.rooms.discard(name)
        live = self._rooms.get(name)
        if live is None:
            return
        live.members.discard(viewer)
        live.waiting.pop(viewer, None)
        self._let_close(live)

    def leave(self, viewer: Viewer) -> None:
        for name in list(viewer.rooms or ()):
            self.unsubscribe(viewer, name)

    def _turn_away(self, live: LiveRoom, viewers: Iterable[Viewer], error: PodiumError) -> None:
        """Puts out everybody who has just come in, and settles what becomes of them."""
        for viewer in list(viewers):
            self.doors.put_out(viewer, live, error)
        live.settle(error)

    def _bring_up(self, live: LiveRoom, viewer: Viewer, have: Position) -> bool:
        """Sends what the viewer misses and makes it a member; else it waits for a whole frame."""
        history = live.history
        if (missed := history.since(have)) is not None:
            RESUMED_FROM_RING.inc()
        elif (missed := history.whole_and_since()) is not None:
            RESUMED_FROM_WHOLE.inc()
        else:
            live.members.discard(viewer)
            live.waiting[viewer] = have
            self._fetch(live)
            return False
        for frame in missed:
            viewer.send(frame.message)
            self._resumed.keep(frame.message)
        live.members.add(viewer)
        return True

    # rooms

    def _open_room(self, room: Room) -> LiveRoom:
        if len(self._rooms) >= ROOMS_HELD:
            raise Unavailable("this gateway holds as many rooms as it can", retry_after=30)
        live = self._rooms[room.name] = LiveRoom(room, self._budget, private=self._access.is_private(room))
        live.opening = asyncio.create_task(self._open(live))
        ROOMS.inc()
        return live

    async def _open(self, live: LiveRoom) -> None:
        try:
            if not await self._contests.exists(live.room.contest):
                raise no_contest(live.room)
            live.subscription = await self._backbone.subscribe(live.name, lambda message: self._received(live, message))
        except PodiumError as error:
            self._turn_away(live, [*live.members, *live.waiting], error)
            self._close(live)
            return
        live.opening = None
        if live.waiting:
            self._fetch(live)
        if live.numbered is None:
            live.settle()

    def _let_close(self, live: LiveRoom) -> None:
        """Closes an empty room: after `LINGER_SECONDS` if it keeps frames, else at once."""
        if live.members or live.waiting or live.closing is not None:
            return
        linger = LINGER_SECONDS if live.history.last is not None else 0.0
        live.closing = asyncio.get_running_loop().call_later(linger, self._close, live)

    def _close(self, live: LiveRoom) -> None:
        if self._rooms.get(live.name) is not live:
            return  # closed already; a later one may have its name
        del self._rooms[live.name]
        ROOMS.dec()
        live.settle()
        live.fanout.stop()
        live.history.forget()
        for task in (live.opening, live.fetching):
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        if live.subscription is not None:
            self._in_background(live.subscription.stop())

    async def close(self) -> None:
        await self._memberships.close()
        for live in list(self._rooms.values()):
            self._close(live)

    # frames

    def _received(self, live: LiveRoom, message: Message) -> None:
        RELAYED.inc()
        if live.private:
            self.doors.look(live)
        if live.numbered is None:
            # nothing heals a passing room, and the newest counts
            live.fanout.cast(Outgoing(message.payload), supersedes=live.fanout.is_full)
            return
        frame, history = live.frame_of(message), live.history
        if not history.is_new(frame):
            return
        if "whole" in message.headers:
            self._restart(live, frame)
        elif (follows := history.follows(frame)) and not live.fanout.is_full:
            history.append(frame)
            live.fanout.cast(frame.message)
        elif live.members or live.waiting:
            if history.last is not None and not follows:
                GAPS.inc()
            history.hold(frame)
            self._fetch(live)
        else:  # nobody to heal it for: whoever comes next must not be given what stands before the gap
            history.forget()

    def _restart(self, live: LiveRoom, whole: NumberedFrame) -> None:
        """A whole frame is news for everybody."""
        live.members.update(live.waiting)
        live.waiting.clear()
        live.settle()
        for frame in live.history.restart(whole):
            live.fanout.cast(frame.message, supersedes=frame is whole)
        if live.history.has_gap:
            self._fetch(live)

    def _fetch(self, live: LiveRoom) -> None:
        if live.opening is not None:
            return  # what comes while we cannot hear the room yet would be missing behind it
        if live.numbered is not None and (live.fetching is None or live.fetching.done()):
            live.fetching = asyncio.create_task(self._fetch_whole(live, live.numbered))

    async def _fetch_whole(self, live: LiveRoom, room: NumberedRoom) -> None:
        """Asks the contest's engine for a whole frame until it comes or nobody waits for it.

        A crowd that is told more slowly than frames come is told first what waits for it; one whole frame stands for what came since.
        """
        tries = 0
        while live.waiting or (live.members and live.history.has_gap):
            await live.fanout.drained()
            try:
                answer = await self._backbone.request(snapshot(room), b"")
            except Unavailable:
                tries += 1
                if not await self._go_on_without_engine(live, tries):
                    return
                await asyncio.sleep(RETRY_SECONDS)
                continue
            match answer.headers.get("code"):
                case None:
                    self._take_answer(live, live.frame_of(answer))
                case Unavailable.code:  # its engine has only just taken over
                    live.settle()
                case _:
                    self._turn_away(live, live.waiting, NotFound(f"there is no room {room.name!r}", field="room"))
                    return
            if live.waiting or live.history.has_gap:
                await asyncio.sleep(RETRY_SECONDS / 4)

    async def _go_on_without_engine(self, live: LiveRoom, tries: int) -> bool:
        """No engine answers: whether to ask again. Viewers stay as long as there may be one soon."""
        await self._contests.ask_for_owner(live.room.contest)
        if live.history.last is not None:
            return True
        if tries == 1 and not await self._contests.exists(live.room.contest):
            self._turn_away(live, live.waiting, no_contest(live.room))
            return False
        live.settle()
        if tries >= PATIENCE:
            self._turn_away(live, live.waiting, Unavailable("no engine is serving this contest; retry"))
            return False
        return True

    def _take_answer(self, live: LiveRoom, whole: NumberedFrame) -> None:
        if live.private:
            self.doors.put_out_strangers(live)
        if live.history.is_new(whole):
            self._restart(live, whole)
            return
        # frames went on while it was under way: it still serves, with what came behind it
        live.history.refresh(whole)
        waiting = dict(live.waiting)
        live.waiting.clear()
        for viewer, have in waiting.items():
            self._bring_up(live, viewer, have)
        if not live.waiting:
            live.settle()
