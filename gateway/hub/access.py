"""Who may enter which room."""

from __future__ import annotations

from gateway.hub.viewer import Viewer
from realtime.protocol.rooms import BoardRoom, Room, SubmissionsRoom
from realtime.runtime.errors import Forbidden, Unauthenticated


def is_private(room: Room) -> bool:
    """Whether a room needs a token, for as long as a viewer stays in it."""
    return isinstance(room, SubmissionsRoom) or (isinstance(room, BoardRoom) and room.audience == "jury")


def check_access(viewer: Viewer, room: Room) -> None:
    """Raises `Unauthenticated` or `Forbidden` for a viewer that may not enter."""
    if not is_private(room):
        return
    if viewer.claims is None or not viewer.is_current():
        raise Unauthenticated(f"room {room.name} needs a valid access token: say hello first")
    owner = room.team if isinstance(room, SubmissionsRoom) else None
    if not viewer.claims.is_admin and viewer.claims.sub != owner:
        raise Forbidden(f"room {room.name} is not yours")
