"""Who a viewer says it is: so many connections a user, and tokens that are taken back."""

from __future__ import annotations

import time

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol.client_messages import Hello, Subscribe, Wanted
from realtime.runtime.errors import Unauthenticated
from realtime.security.revocations import Revoked
from realtime.security.tokens import KEY_PREFIX, Claims, Signer, Verifier
from tests.unit.gateway.hub.fakes import FakeViewer

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SIGNER = Signer(KEY)
UNTIL = int(time.time()) + 3600


def codes(viewer: FakeViewer) -> list[str]:
    return [frame["code"] for frame in viewer.got]


async def test_a_user_may_have_so_many_connections() -> None:
    sessions = Sessions(Hub(MemoryBackbone(), AllPublic()), SIGNER.verifier, per_user=2)
    token = SIGNER.sign("u1", "Ann", ())
    viewers = [FakeViewer() for _ in range(3)]
    for viewer in viewers:
        sessions.said(viewer, Hello(token))
        sessions.said(viewer, Hello(token))  # again is not once more
    assert [codes(viewer) for viewer in viewers] == [[], [], ["rate-limited"] * 2]
    sessions.left(viewers[0])
    sessions.said(viewers[2], Hello(token))
    assert viewers[2].claims is not None
    sessions.said(viewers[1], Hello(SIGNER.sign("u2", "Bob", ())))  # somebody else now
    sessions.said(viewers[0], Hello(token))
    assert viewers[0].claims is not None


async def test_a_revoked_token_ends_private_rooms_and_no_others() -> None:
    hub = Hub(MemoryBackbone(), AllPublic())
    sessions = Sessions(hub, SIGNER.verifier)
    mine, other = SIGNER.sign("u1", "Ann", ()), SIGNER.sign("u1", "Ann", ())
    rooms = Subscribe((Wanted("submissions.c.u1"), Wanted("clock.c")))
    viewers = [FakeViewer(), FakeViewer()]
    for viewer, token in zip(viewers, (mine, other), strict=True):
        sessions.said(viewer, Hello(token))
        sessions.said(viewer, rooms)
    sessions.revoked(Revoked(SIGNER.verifier.check(mine).sid, "u1", UNTIL))
    assert [viewer.rooms for viewer in viewers] == [{"clock.c"}, {"clock.c", "submissions.c.u1"}]
    assert [codes(viewer) for viewer in viewers] == [["unauthenticated"], []]
    sessions.said(viewers[0], Subscribe((Wanted("submissions.c.u1"),)))
    assert codes(viewers[0])[1:] == ["unauthenticated"]
    await hub.close()


async def test_rights_that_changed_count_for_connections_that_are_open() -> None:
    hub, verifier = Hub(MemoryBackbone(), AllPublic()), Verifier(KEY.public_key())
    sessions = Sessions(hub, verifier)
    juror, viewer = SIGNER.sign("u1", "Ann", (), ("c",)), FakeViewer()
    rooms = Subscribe((Wanted("board.c.jury.0"), Wanted("submissions.c.team"), Wanted("submissions.c.u1"), Wanted("clock.c")))
    sessions.said(viewer, Hello(juror))
    sessions.said(viewer, rooms)
    assert viewer.rooms == {wanted.room for wanted in rooms.rooms}

    verifier.current = lambda claims: msgspec.structs.replace(claims, jury_of=())
    sessions.rights_changed("u1")
    sessions.rights_changed("nobody")
    assert viewer.rooms == {"submissions.c.u1", "clock.c"}
    assert sorted(codes(viewer)) == ["forbidden", "unavailable"]  # nobody has asked whether they are in the team

    verifier.current = lambda claims: msgspec.structs.replace(claims, jury_of=("c",))
    sessions.rights_changed("u1")  # and may come in again, without another token
    sessions.said(viewer, Subscribe((Wanted("board.c.jury.0"),)))
    assert "board.c.jury.0" in viewer.rooms

    def disabled(claims: Claims) -> Claims:
        raise Unauthenticated("this account is disabled")

    verifier.current = disabled
    sessions.rights_changed("u1")
    assert (viewer.rooms, viewer.claims) == ({"clock.c"}, None)
    sessions.said(viewer, Hello(juror))
    assert viewer.claims is None
    await hub.close()


async def test_a_refreshed_token_on_a_running_connection_keeps_its_rooms() -> None:
    hub = Hub(MemoryBackbone(), AllPublic())
    sessions, viewer = Sessions(hub, SIGNER.verifier), FakeViewer()
    sessions.said(viewer, Hello(SIGNER.sign("u1", "Ann", (), (), "s1")))
    sessions.said(viewer, Subscribe((Wanted("submissions.c.u1"), Wanted("clock.c"))))
    later = SIGNER.sign("u1", "Ann", (), (), "s1")
    sessions.said(viewer, Hello(later))
    assert viewer.rooms == {"clock.c", "submissions.c.u1"}
    assert viewer.claims == SIGNER.verifier.check(later)
    sessions.revoked(Revoked("s1", "u1", UNTIL))
    assert viewer.rooms == {"clock.c"}
    await hub.close()


def test_an_api_key_is_told_that_it_is_for_rest() -> None:
    sessions = Sessions(Hub(MemoryBackbone(), AllPublic()), SIGNER.verifier)
    with pytest.raises(Unauthenticated, match="needs an access token"):
        sessions.authenticate(f"{KEY_PREFIX}01kb1h0w1h9m3k5n7p9r1t3v5x_secret")


def test_a_token_that_was_revoked_says_nothing_any_more() -> None:
    sessions = Sessions(Hub(MemoryBackbone(), AllPublic()), SIGNER.verifier)
    token = SIGNER.sign("u1", "Ann", ())
    assert sessions.authenticate(token).sub == "u1"
    SIGNER.verifier.revoked = {SIGNER.verifier.check(token).sid}
    for bad in (token, token[:-5], "nonsense"):
        with pytest.raises(Unauthenticated):
            sessions.authenticate(bad)
    SIGNER.verifier.revoked = ()
