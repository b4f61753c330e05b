"""Who may enter which room."""

from __future__ import annotations

from gateway.hub.viewer import Viewer
from realtime.protocol.rooms import BoardRoom, Room, SubmissionsRoom
from realtime.runtime.errors import Forbidden, PodiumError, Unauthenticated


def is_private(room: Room) -> bool:
    """Whether a room needs a token, for as long as a viewer stays in it."""
    return isinstance(room, SubmissionsRoom) or (isinstance(room, BoardRoom) and room.audience == "jury")


def check_access(viewer: Viewer, room: Room) -> None:
    """Raises `Unauthenticated` or `Forbidden` for a viewer that may not enter."""
    if (error := refusal(viewer, room)) is not None:
        raise error


def refusal(viewer: Viewer, room: Room) -> PodiumError | None:
    """Why a viewer may not be in a room, now."""
    if not is_private(room):
        return None
    if viewer.claims is None:
        return Unauthenticated(f"room {room.name} needs a valid access token: say hello first")
    if not viewer.is_current():
        return Unauthenticated("the access token has expired")
    owner = room.team if isinstance(room, SubmissionsRoom) else None
    if not viewer.claims.is_admin and viewer.claims.sub != owner:
        return Forbidden(f"room {room.name} is not yours")
    return None
