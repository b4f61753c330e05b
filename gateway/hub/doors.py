"""Puts viewers out of rooms in which they may not be any more: a token expired, a right or a team changed, a contest became private."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping

from gateway.hub.access import Access, needs_token
from gateway.hub.room import LiveRoom
from gateway.hub.viewer import Viewer
from realtime.protocol.rooms import ClarificationsRoom, SubmissionsRoom
from realtime.runtime.errors import PodiumError

CROWD_SECONDS = 1.0
"""How often everybody in a room of a private contest is looked at again: a crowd in it would cost more than its frames. What changes is
told at once; this finds tokens that expired."""


class Doors:
    def __init__(
        self, rooms: Mapping[str, LiveRoom], access: Access, learn: Callable[[str], Awaitable[None]], leave: Callable[[Viewer, str], None]
    ) -> None:
        """`learn`: asks about a user. `leave`: takes a viewer out of a room."""
        self._rooms = rooms
        self._access = access
        self._learn_of = learn
        self._leave = leave
        self._learning: set[asyncio.Task[None]] = set()

    def put_out(self, viewer: Viewer, live: LiveRoom, error: PodiumError) -> None:
        viewer.refuse(error, live.name)
        self._leave(viewer, live.name)

    def put_out_strangers(self, live: LiveRoom, *, asked: bool = True) -> None:
        """Whoever may not be in a private room now, though it might when it entered, gets nothing more of it.

        `asked`: core_api has been asked about users; else only those go of whom it need not be.
        """
        live.looked_at = asyncio.get_running_loop().time()
        for viewer in [*live.members, *live.waiting]:
            if not asked and self._access.asks_about(viewer, live.room) is not None:
                continue
            if (error := self._access.refusal(viewer, live.room)) is not None:
                self.put_out(viewer, live, error)

    def look(self, live: LiveRoom) -> None:
        """Before something is said in a private room."""
        if needs_token(live.room) or asyncio.get_running_loop().time() - live.looked_at >= CROWD_SECONDS:
            self.put_out_strangers(live)

    def users_in_question(self) -> set[str]:
        """Users whose teams and contests decide whether they may stay where they are."""
        return {
            user
            for live in self._rooms.values()
            if live.private
            for viewer in live.members
            if (user := self._access.asks_about(viewer, live.room)) is not None
        }

    def members_changed(self, contest: str, team: str) -> None:
        """Somebody is not in a team any more, or does not see a contest any more."""
        for live in self._of(contest):
            if live.private and (not needs_token(live.room) or _is_of(live, team)):
                self.put_out_strangers(live)

    def privacy_changed(self, contest: str) -> None:
        """A contest became private: who has no token is put out at once, others when core_api has been asked about them. What is known of
        users from before does not count: of a public contest it lacks guests and teams of one.
        """
        wanted: set[str] = set()
        for live in self._of(contest):
            live.private = self._access.is_private(live.room)
            if live.private:
                wanted |= {user for viewer in [*live.members, *live.waiting] if (user := self._access.asks_about(viewer, live.room))}
                self.put_out_strangers(live, asked=False)
        if wanted:
            learning = asyncio.ensure_future(self._learn(contest, wanted))
            self._learning.add(learning)
            learning.add_done_callback(self._learning.discard)

    async def _learn(self, contest: str, users: set[str]) -> None:
        await asyncio.gather(*(self._learn_of(user) for user in users))
        for live in self._of(contest):
            if live.private:
                self.put_out_strangers(live)

    def _of(self, contest: str) -> Iterator[LiveRoom]:
        return iter([live for live in self._rooms.values() if live.room.contest == contest])

    def leave_private(self, viewer: Viewer, why: PodiumError) -> None:
        """It is not who it was when it entered."""
        for live in self._private_rooms(viewer):
            self.put_out(viewer, live, why)

    def leave_forbidden(self, viewer: Viewer) -> None:
        """Its rights changed."""
        for live in self._private_rooms(viewer):
            if (error := self._access.refusal(viewer, live.room)) is not None:
                self.put_out(viewer, live, error)

    def _private_rooms(self, viewer: Viewer) -> list[LiveRoom]:
        found = (self._rooms.get(name) for name in viewer.rooms or ())
        return [live for live in found if live is not None and live.private]


def _is_of(live: LiveRoom, team: str) -> bool:
    return isinstance(live.room, SubmissionsRoom | ClarificationsRoom) and live.room.team == team
