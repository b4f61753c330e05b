"""Private rooms, on a connection that changes hands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from gateway.hub import memberships
from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.protocol.questions import packed
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
        # in which teams the judge is, nobody has asked while it did not matter
        assert (said["code"], said["room"]) == ("unavailable" if room.startswith("submissions") else "forbidden", room)
        client.close()


class Teams:
    """Answers as core_api does."""

    def __init__(self, teams: dict[str, str]) -> None:
        self.of = teams
        """In the contest, by user."""
        self.asked: list[str] = []

    async def answer(self, message: Message) -> Reply:
        users = msgspec.json.decode(message.payload, type=TeamsOf).users
        self.asked += users
        return Reply(packed([Membership(user, CONTEST, self.of[user]) for user in users if user in self.of]), {})

    async def move(self, backbone: MemoryBackbone, user: str, team: str, contest: str = CONTEST) -> None:
        if contest == CONTEST:
            self.of[user] = team
        await backbone.publish(subjects.MEMBERSHIPS, msgspec.json.encode([Membership(user, contest, team)]))


@asynccontextmanager
async def with_teams(**of: str) -> AsyncIterator[tuple[Gateway, Teams]]:
    teams = Teams(of)
    async with running(teams=teams.answer) as gateway:
        work = asyncio.create_task(gateway.hub.run())
        await eventually(lambda: any(subject == subjects.MEMBERSHIPS for subject, _ in gateway.backbone.server.handlers))
        yield gateway, teams
        work.cancel()


ROOM = f"submissions.{CONTEST}.three-coders"


async def test_members_hear_of_their_teams_submissions_and_nobody_else() -> None:
    async with with_teams(ann="three-coders", bob="three-coders", eve="others") as (gateway, teams):
        ann, bob, eve = [await gateway.open() for _ in range(3)]
        for client, user in ((ann, "ann"), (bob, "bob"), (eve, "eve")):
            await hello(gateway, client, user)
        for client in (ann, bob):
            client.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        await eventually(lambda: len(gateway.hub._rooms[ROOM].members) == 2 if ROOM in gateway.hub._rooms else False)
        eve.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        assert (await eve.hear())["code"] == "forbidden"
        await gateway.backbone.publish(ROOM, b'{"state":"running"}')
        assert await ann.hear() == await bob.hear() == {"state": "running"}
        eve.say(json.dumps({"type": "subscribe", "rooms": [{"room": f"clock.{CONTEST}"}, {"room": f"submissions.{CONTEST}.eve"}]}))
        assert await eve.hear() == {"whole": True}
        assert sorted(teams.asked) == ["ann", "bob", "eve"]  # rooms for everybody, and those of oneself, need no question


async def test_who_leaves_a_team_leaves_its_room_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memberships, "ASK_SECONDS", 60.0)  # not found by asking again
    async with with_teams(ann="three-coders", bob="three-coders") as (gateway, teams):
        ann, bob = await gateway.open(), await gateway.open()
        for client, user in ((ann, "ann"), (bob, "bob")):
            await hello(gateway, client, user)
            client.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        await eventually(lambda: len(gateway.hub._rooms[ROOM].members) == 2 if ROOM in gateway.hub._rooms else False)
        await teams.move(gateway.backbone, "bob", "others", contest="another")
        await teams.move(gateway.backbone, "bob", "")
        said = await bob.hear()
        assert (said["code"], said["room"]) == ("forbidden", ROOM)
        await gateway.backbone.publish(ROOM, b'{"secret":1}')
        assert await ann.hear() == {"secret": 1}
        bob.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        assert (await bob.hear())["code"] == "forbidden"  # and not the frame


async def test_a_change_that_got_lost_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memberships, "ASK_SECONDS", 0.05)
    async with with_teams(ann="three-coders") as (gateway, teams):
        ann = await gateway.open()
        await hello(gateway, ann, "ann")
        await subscribed(gateway, ann, ROOM)
        teams.of["ann"] = "others"
        assert (await ann.hear())["code"] == "forbidden"


async def test_without_an_answer_the_rooms_of_teams_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(teams=None) as gateway:
        ann = await gateway.open()
        await hello(gateway, ann, "ann")
        ann.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        said = await ann.hear()
        assert (said["code"], said["room"]) == ("unavailable", ROOM)
        assert ROOM not in gateway.hub._rooms
    monkeypatch.setattr(memberships, "MAX_AGE", 0.2)
    monkeypatch.setattr(memberships, "ASK_SECONDS", 60.0)
    async with with_teams(ann="three-coders") as (gateway, _):
        ann = await gateway.open()
        await hello(gateway, ann, "ann")
        await subscribed(gateway, ann, ROOM)
        await asyncio.sleep(0.3)  # longer than what is known of her holds
        await gateway.backbone.publish(ROOM, b'{"secret":1}')
        assert (await ann.hear())["code"] == "unavailable"


async def test_who_leaves_or_changes_while_it_is_asked_is_not_let_in() -> None:
    waits, asked = asyncio.Event(), asyncio.Event()

    async def slow(_: Message) -> Reply:
        asked.set()
        await waits.wait()
        return Reply(packed([Membership("ann", CONTEST, "three-coders")]), {})

    async with running(teams=slow) as gateway:
        ann, other = await gateway.open(), await gateway.open()
        for client in (ann, other):
            client.say(json.dumps({"type": "hello", "token": SIGNER.sign("ann", "ann", ())}))
            client.say(json.dumps({"type": "subscribe", "rooms": [{"room": ROOM}]}))
        await asyncio.wait_for(asked.wait(), 10)
        ann.say(json.dumps({"type": "hello", "token": SIGNER.sign("bob", "bob", ())}))
        other.say(json.dumps({"type": "unsubscribe", "rooms": [ROOM]}))
        await eventually(lambda: any(viewer.claims and viewer.claims.sub == "bob" for viewer in gateway.server.plain.links))
        await eventually(lambda: any(viewer.rooms == set() for viewer in gateway.server.plain.links))
        waits.set()
        assert (await ann.hear())["code"] == "unauthenticated"
        assert ROOM not in gateway.hub._rooms
