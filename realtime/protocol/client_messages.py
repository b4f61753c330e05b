"""What viewers say to a gateway, over Socket.IO (event name = `type`) and over the plain WebSocket (one JSON object a message)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_MESSAGE = 16 * 1024
"""Bytes of one message of a viewer."""
MAX_ROOMS = 64
"""Rooms one connection may be in."""

RoomName = Annotated[str, msgspec.Meta(max_length=200)]


class Wanted(msgspec.Struct, frozen=True):
    """A room, and the last frame of it that the viewer has."""

    room: RoomName
    epoch: int = 0
    seq: int = -1


class Subscribe(msgspec.Struct, frozen=True, tag="subscribe"):
    """Enters rooms; the frames that follow the one named come first."""

    rooms: Annotated[tuple[Wanted, ...], msgspec.Meta(max_length=MAX_ROOMS)]
    v: Literal[1] = 1


class Unsubscribe(msgspec.Struct, frozen=True, tag="unsubscribe"):
    """Leaves rooms."""

    rooms: Annotated[tuple[RoomName, ...], msgspec.Meta(max_length=MAX_ROOMS)]
    v: Literal[1] = 1


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """Says who one is; needed for private rooms only."""

    token: Annotated[str, msgspec.Meta(max_length=4096)]
    v: Literal[1] = 1


FromViewer = Subscribe | Unsubscribe | Hello


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What could not be done and why: `code` as in REST errors, `room` where it was about one."""

    code: str
    message: str
    room: str = ""


class ErrorFrame(Refusal, frozen=True, tag="error", omit_defaults=True):
    """Something could not be done, or a room ends for this viewer."""

    v: Literal[1] = 1


class Acknowledgement(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to `subscribe`, `unsubscribe` and `hello` over Socket.IO, once it is known what becomes of all that was asked.

    `ok`: all of it was done. Otherwise `errors` has an entry for each room that was refused, or one for the whole message.
    """

    ok: bool
    errors: tuple[Refusal, ...] = ()


class Leaving(msgspec.Struct, frozen=True, tag="leaving"):
    """The gateway stops and will close this connection in `seconds`: open another one now, resume there, then leave this one."""

    seconds: float
    code: Literal["server-restart"] = "server-restart"
    v: Literal[1] = 1


CLOSE_CODES = {
    1001: "the gateway is stopping: connect again, to any gateway",
    1008: "a message that the protocol does not allow, or too many of them",
    1009: "a message that is too large",
    1011: "the gateway failed: connect again",
    4001: "idle: nothing was subscribed to",
    4008: "too slow: frames piled up; connect again and resume",
    4013: "full: room was needed for contestants; come back later",
}
"""Close codes of the plain WebSocket, with what a client should make of them."""
NOT_ALLOWED = 1008
FAILED = 1011
IDLE = 4001
TOO_SLOW = 4008
FULL = 4013
