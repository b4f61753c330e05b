"""Who a viewer says it is: so many connections a user, and tokens that are taken back."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.hub.hub import Hub
from gateway.hub.sessions import Sessions
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol.client_messages import Hello, Subscribe, Wanted
from realtime.runtime.errors import Unauthenticated
from realtime.security.tokens import Signer
from tests.unit.gateway.hub.fakes import FakeViewer

SIGNER = Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def codes(viewer: FakeViewer) -> list[str]:
    return [frame["code"] for frame in viewer.got]


async def test_a_user_may_have_so_many_connections() -> None:
    sessions = Sessions(Hub(MemoryBackbone()), SIGNER.verifier, per_user=2)
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
    hub = Hub(MemoryBackbone())
    sessions = Sessions(hub, SIGNER.verifier)
    mine, other = SIGNER.sign("u1", "Ann", ()), SIGNER.sign("u1", "Ann", ())
    rooms = Subscribe((Wanted("submissions.c.u1"), Wanted("clock.c")))
    viewers = [FakeViewer(), FakeViewer()]
    for viewer, token in zip(viewers, (mine, other), strict=True):
        sessions.said(viewer, Hello(token))
        sessions.said(viewer, rooms)
    sessions.revoked("u1", SIGNER.verifier.check(mine).jti)
    assert [viewer.rooms for viewer in viewers] == [{"clock.c"}, {"clock.c", "submissions.c.u1"}]
    assert [codes(viewer) for viewer in viewers] == [["unauthenticated"], []]
    sessions.said(viewers[0], Subscribe((Wanted("submissions.c.u1"),)))
    assert codes(viewers[0])[1:] == ["unauthenticated"]
    await hub.close()


def test_a_token_that_was_revoked_says_nothing_any_more() -> None:
    sessions = Sessions(Hub(MemoryBackbone()), SIGNER.verifier)
    token = SIGNER.sign("u1", "Ann", ())
    assert sessions.authenticate(token).sub == "u1"
    SIGNER.verifier.revoked = {SIGNER.verifier.check(token).jti}
    for bad in (token, token[:-5], "nonsense"):
        with pytest.raises(Unauthenticated):
            sessions.authenticate(bad)
    SIGNER.verifier.revoked = ()
