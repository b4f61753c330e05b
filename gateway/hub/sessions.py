"""What viewers say, handled once for every lane, and who they say they are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import msgspec

from gateway.hub.handlers import Answer
from gateway.hub.hub import Hub
from gateway.hub.pace import Pace
from gateway.hub.viewer import Peer, Viewer
from realtime.protocol import client_messages
from realtime.protocol.client_messages import Acknowledgement, FromViewer, Hello, Refusal, Subscribe, Unsubscribe
from realtime.runtime.errors import Limited, Malformed, PodiumError, Unauthenticated
from realtime.security.revocations import Revoked
from realtime.security.tokens import KEY_PREFIX, Claims, Verifier

MESSAGES: dict[str, Any] = {str(kind.__struct_config__.tag): kind for kind in (Subscribe, Unsubscribe, Hello)}
"""What may be said, by its name."""
ALL_DONE = (msgspec.to_builtins(Acknowledgement(True)),)

CHANGES = 400
"""Messages and rooms they name, of one connection within `CHANGES_SECONDS`; a page that scrolls through a board needs some 20 a second.
At twice as many the connection is closed.
"""
CHANGES_SECONDS = 10.0
HELLO = 10
"""What a `hello` counts for: a signature is checked."""

Pending = list[tuple[str, Awaitable[PodiumError | None]]]
"""Rooms that are only being opened, with what becomes of the viewer there."""


class Sessions:
    """As Socket.IO handlers (see `gateway.hub.handlers.Handlers`), and for the plain WebSocket by `said`."""

    namespaces = frozenset("/")

    def __init__(self, hub: Hub, verifier: Verifier, per_user: int = 200) -> None:
        """`per_user`: connections that a user may have with this gateway."""
        self._hub = hub
        self._verifier = verifier
        self._per_user = per_user
        self._of_user: dict[str, set[Viewer]] = {}
        self._pace = Pace(CHANGES_SECONDS)

    def said(self, viewer: Viewer, message: FromViewer) -> tuple[list[Refusal], Pending]:
        """What could not be done, and what is not known yet. The viewer gets an error frame for each refusal, also for those to come."""
        refusals: list[Refusal] = []
        pending: Pending = []

        def refuse(error: PodiumError, room: str = "") -> None:
            viewer.refuse(error, room)
            refusals.append(Refusal(error.code, error.message, room))

        if self._is_too_much(viewer, message):
            refuse(Limited(f"at most {CHANGES} messages and changes of rooms in {CHANGES_SECONDS:.0f} s", retry_after=CHANGES_SECONDS))
            return refusals, pending
        match message:
            case Hello(token=token):
                try:
                    self.enter(viewer, self.authenticate(token, viewer))
                except PodiumError as error:
                    refuse(error)
            case Subscribe(rooms=rooms):
                for wanted in rooms:
                    try:
                        if (outcome := self._hub.subscribe(viewer, wanted)) is not None:
                            pending.append((wanted.room, outcome))
                    except PodiumError as error:
                        refuse(error, wanted.room)
            case Unsubscribe(rooms=rooms):
                for room in rooms:
                    self._hub.unsubscribe(viewer, room)
        return refusals, pending

    def _is_too_much(self, viewer: Viewer, message: FromViewer) -> bool:
        spent = self._pace.spend(viewer, HELLO if isinstance(message, Hello) else 1 + len(message.rooms))
        if spent > 2 * CHANGES:
            viewer.close(client_messages.NOT_ALLOWED, "too many messages")
        return spent > CHANGES

    def caught_up(self, viewer: Viewer, rooms: set[str]) -> None:
        """A viewer reads again that could take nothing for a while."""
        self._hub.catch_up(viewer, rooms)

    def connect(self, peer: Peer, namespace: str, auth: dict[str, Any]) -> None:
        if token := auth.get("token"):
            if not isinstance(token, str):
                raise Malformed("token must be a text", field="token")
            self.enter(peer, self.authenticate(token, peer))

    def event(self, peer: Peer, namespace: str, name: str, arguments: list[Any]) -> Answer:
        """The acknowledgement comes when it is known what becomes of every room that the message names."""
        try:
            said = _decode(name, arguments)
        except Malformed as error:
            peer.refuse(error)
            return _acknowledge([Refusal(error.code, error.message)])
        refusals, pending = self.said(peer, said)
        return _acknowledge_later(refusals, pending) if pending else _acknowledge(refusals)

    def left(self, peer: Viewer, namespace: str = "/") -> None:
        self._hub.leave(peer)
        self._forget(peer)
        self._pace.forget(peer)

    def authenticate(self, token: str, viewer: Viewer | None = None) -> Claims:
        """Who a token says somebody is. Raises `Unauthenticated`, or `Limited` for a user that has too many other connections."""
        if token.startswith(KEY_PREFIX):
            raise Unauthenticated("API keys are for REST: a live connection needs an access token")
        claims = self._verifier.check(token)
        held = self._of_user.get(claims.sub, ())
        if viewer not in held and len(held) >= self._per_user:
            raise Limited(f"a user may have {self._per_user} connections")
        return claims

    def enter(self, viewer: Viewer, claims: Claims) -> None:
        """This connection is theirs from now on, and not in private rooms of who had it before."""
        if viewer.claims is not None and viewer.claims.sub != claims.sub:
            self._forget(viewer)
            self._hub.doors.leave_private(viewer, Unauthenticated("somebody else has said hello on this connection"))
        self._of_user.setdefault(claims.sub, set()).add(viewer)
        viewer.claims = claims

    def revoked(self, revoked: Revoked) -> None:
        """A session has ended: viewers that showed a token of it become anonymous and leave private rooms."""
        for viewer in list(self._of_user.get(revoked.user, ())):
            if viewer.claims is not None and viewer.claims.sid == revoked.session:
                self._forget(viewer)
                self._hub.doors.leave_private(viewer, Unauthenticated("the access token was revoked"))

    def rights_changed(self, user: str) -> None:
        """Viewers of a user have the rights of now: they leave private rooms that are not for them any more."""
        for viewer in list(self._of_user.get(user, ())):
            assert viewer.claims is not None
            try:
                viewer.claims = self._verifier.current(viewer.claims)
            except Unauthenticated as error:
                self._forget(viewer)
                self._hub.doors.leave_private(viewer, error)
            else:
                self._hub.doors.leave_forbidden(viewer)

    def _forget(self, viewer: Viewer) -> None:
        if viewer.claims is None:
            return
        held = self._of_user.get(viewer.claims.sub, set())
        held.discard(viewer)
        if not held:
            self._of_user.pop(viewer.claims.sub, None)
        viewer.claims = None


def _decode(name: str, arguments: list[Any]) -> FromViewer:
    """The message of a Socket.IO event. Raises `Malformed`."""
    kind = MESSAGES.get(name)
    if kind is None:
        raise Malformed(f"there is no event {name[:80]!r}")
    body = arguments[0] if arguments else None
    try:
        message: FromViewer = msgspec.convert({**body, "type": name} if isinstance(body, dict) else body, kind)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None
    return message


def _acknowledge(refusals: list[Refusal]) -> Sequence[Any]:
    return (msgspec.to_builtins(Acknowledgement(False, tuple(refusals))),) if refusals else ALL_DONE


async def _acknowledge_later(refusals: list[Refusal], pending: Pending) -> Sequence[Any]:
    for room, outcome in pending:
        if (error := await asyncio.shield(outcome)) is not None:
            refusals.append(Refusal(error.code, error.message, room))
    return _acknowledge(refusals)
