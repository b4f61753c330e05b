"""Private rooms, on a connection that changes hands."""

from __future__ import annotations

import json

import pytest

from tests.conftest import eventually
from tests.security.edge import CONTEST, SIGNER, Client, Gateway, running


async def hello(gateway: Gateway, client: Client, user: str, *roles: str) -> None:
    client.say(json.dumps({"type": "hello", "token": SIGNER.sign(user, user, roles)}))
    await eventually(lambda: any(viewer.claims and viewer.claims.sub == user for viewer in gateway.server.plain.links))


async def subscribed(gateway: Gateway, client: Client, room: str) -> None:
    client.say(json.dumps({"type": "subscribe", "rooms": [{"room": room}]}))
    await eventually(lambda: (live := gateway.hub._rooms.get(room)) is not None and live.opening is None and live.members)


@pytest.mark.parametrize("room", [f"submissions.{CONTEST}.ann", f"board.{CONTEST}.jury.0"])
async def test_who_says_hello_as_somebody_else_leaves_private_rooms(room: str) -> None:
    async with running() as gateway:
        client = await gateway.open()
        await hello(gateway, client, "ann", "admin")
        await subscribed(gateway, client, room)
        if room.startswith("board"):
            assert await client.hear() == {"whole": True}
        await hello(gateway, client, "bob")
        said = await client.hear()
        assert (said["type"], said["code"], said["room"]) == ("error", "unauthenticated", room)
        await gateway.backbone.publish(room, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        client.say(json.dumps({"type": "subscribe", "rooms": [{"room": room}]}))
        assert (await client.hear())["code"] == "forbidden"
        client.close()


@pytest.mark.parametrize("room", [f"submissions.{CONTEST}.ann", f"board.{CONTEST}.jury.0"])
async def test_a_role_that_is_gone_ends_rooms_of_that_role(room: str) -> None:
    """The same person, by a newer token: the owner is checked at every frame."""
    async with running() as gateway:
        client = await gateway.open()
        await hello(gateway, client, "judge", "admin")
        await subscribed(gateway, client, room)
        if room.startswith("board"):
            assert await client.hear() == {"whole": True}
        client.say(json.dumps({"type": "hello", "token": SIGNER.sign("judge", "judge", ())}))
        await eventually(lambda: all(viewer.claims and not viewer.claims.roles for viewer in gateway.server.plain.links))
        await gateway.backbone.publish(room, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        said = await client.hear()
        assert (said["code"], said["room"]) == ("forbidden", room)
        client.close()
