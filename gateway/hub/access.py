"""Who may enter which room.

A room of a private contest is for those who may see the contest: its jury, its teams and its guests. Others are answered as for a contest
that does not exist. Beyond that, rooms of one team are for the team and the jury, and the jury's board and desk are for the jury.
"""

from __future__ import annotations

from gateway.hub.memberships import Memberships
from gateway.hub.private_contests import PrivacySource
from gateway.hub.viewer import Viewer
from realtime.protocol.rooms import BoardRoom, DeskRoom, Room, TeamsRoom
from realtime.runtime.errors import Forbidden, NotFound, PodiumError, Unauthenticated, Unavailable


def needs_token(room: Room) -> bool:
    """Whether a room needs a token in any contest, for as long as a viewer stays in it."""
    return isinstance(room, TeamsRoom | DeskRoom) or (isinstance(room, BoardRoom) and room.audience == "jury")


def no_contest(room: Room) -> NotFound:
    return NotFound(f"there is no contest {room.contest!r}", field="room")


class Access:
    def __init__(self, memberships: Memberships, private: PrivacySource) -> None:
        self._memberships = memberships
        self._private = private

    def is_private(self, room: Room) -> bool:
        """Whether not everybody may be in a room, or that is not known yet."""
        return needs_token(room) or self._private.holds(room.contest) is not False

    def asks_about(self, viewer: Viewer, room: Room) -> str | None:
        """The user whose teams and contests say whether a viewer may enter; None: that can be told without them.

        A team of one has its user's id.
        """
        claims = viewer.claims
        if claims is None or claims.is_jury_of(room.contest):
            return None
        if self._private.holds(room.contest) or (isinstance(room, TeamsRoom) and claims.sub != room.team):
            return claims.sub
        return None

    def must_learn(self, viewer: Viewer, room: Room) -> str | None:
        """The user that has to be asked about first; None: what decides is known."""
        user = self.asks_about(viewer, room)
        return user if user is not None and self._memberships.team_of(user, room.contest) is None else None

    def check(self, viewer: Viewer, room: Room) -> None:
        """Raises `NotFound`, `Unauthenticated`, `Forbidden` or `Unavailable` for a viewer that may not enter."""
        if (error := self.refusal(viewer, room)) is not None:
            raise error

    def refusal(self, viewer: Viewer, room: Room) -> PodiumError | None:
        """Why a viewer may not be in a room, now."""
        private = self._private.holds(room.contest)
        if private is None:
            return Unavailable("nobody says which contests are private now; retry", retry_after=1)
        if needs_token(room):
            return self._not_entitled(viewer, room, private=private)
        if private:
            return self._unseen(viewer, room) or _without_token(viewer, room)
        return None

    def _not_entitled(self, viewer: Viewer, room: Room, *, private: bool) -> PodiumError | None:
        """Why a viewer may not be in a room that needs a token. Of a private contest it is what any other contest would answer, and only
        in one's own room, which a contest that does not exist lets in as well, that there is none.
        """
        claims = viewer.claims
        if claims is None or not viewer.is_current():
            return _without_token(viewer, room)
        if claims.is_jury_of(room.contest):
            return None
        if isinstance(room, TeamsRoom):
            if claims.sub == room.team:
                return self._unseen(viewer, room) if private else None
            team = self._memberships.team_of(claims.sub, room.contest)
            if team is None:
                return Unavailable("nobody says who is in which team now; retry")
            if team == room.team:
                return None
        return Forbidden(f"room {room.name} is not yours")

    def _unseen(self, viewer: Viewer, room: Room) -> PodiumError | None:
        """Why a viewer may not know that a private contest exists; an expired token tells nobody else's."""
        claims = viewer.claims
        if claims is None:
            return no_contest(room)
        if claims.is_jury_of(room.contest):
            return None
        sees = self._memberships.sees(claims.sub, room.contest)
        if sees is None:
            return Unavailable("nobody says who may see which contest now; retry")
        return None if sees else no_contest(room)


def _without_token(viewer: Viewer, room: Room) -> Unauthenticated | None:
    """What a viewer without a valid token is told; None: it has one."""
    if viewer.claims is None:
        return Unauthenticated(f"room {room.name} needs a valid access token: say hello first")
    return None if viewer.is_current() else Unauthenticated("the access token has expired")
