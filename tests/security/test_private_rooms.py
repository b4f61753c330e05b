"""Live rooms of a private contest: nothing of it reaches those who may not see it, not even that it exists."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from gateway.hub import doors, private_contests
from gateway.hub.access import needs_token
from gateway.hub.private_contests import PrivateContests
from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.protocol.privacy import PAGE, Privacy, PrivateAfter
from realtime.protocol.questions import packed
from realtime.protocol.rooms import parse
from tests.conftest import eventually
from tests.security.edge import CONTEST, SIGNER, Client, Gateway, running

ROOMS = [
    f"board.{CONTEST}.public.0",
    f"board.{CONTEST}.jury.0",
    f"clock.{CONTEST}",
    f"team.{CONTEST}.1",
    f"announcements.{CONTEST}",
    f"presence.{CONTEST}",
    f"submissions.{CONTEST}.eve",
    f"submissions.{CONTEST}.ann",
    f"clarifications.{CONTEST}.eve",
    f"desk.{CONTEST}",
]
CLOCK = f"clock.{CONTEST}"


class Core:
    """Answers as core_api does: ann takes part, the guest sees the contest without a team."""

    def __init__(self, backbone: MemoryBackbone, *private: str) -> None:
        self.backbone = backbone
        self.private = set(private)
        self.page = PAGE
        self.inside = [Membership("ann", CONTEST, "three-coders"), Membership("guest", CONTEST, "", guest=True)]

    async def teams(self, message: Message) -> Reply:
        users = msgspec.json.decode(message.payload, type=TeamsOf).users
        return Reply(packed([membership for membership in self.inside if membership.user in users]), {})

    async def which(self, message: Message) -> Reply:
        after = msgspec.json.decode(message.payload, type=PrivateAfter).id
        return Reply(packed([contest for contest in sorted(self.private) if contest > after][: self.page]), {})

    async def make(self, *, private: bool, told: bool = True) -> None:
        (self.private.add if private else self.private.discard)(CONTEST)
        if told:
            await self.backbone.publish(subjects.PRIVACY, msgspec.json.encode(Privacy(CONTEST, private)))

    async def put_out(self, user: str) -> None:
        self.inside = [membership for membership in self.inside if membership.user != user]
        await self.backbone.publish(subjects.MEMBERSHIPS, msgspec.json.encode([Membership(user, CONTEST, "")]))


async def no_owner(_: Message) -> Reply:
    """As an engine says it of a contest that has no log."""
    return Reply(b"", {"code": "not-found"})


@asynccontextmanager
async def with_core(*private: str, answers: bool = True) -> AsyncIterator[tuple[Gateway, Core]]:
    source = PrivateContests(MemoryBackbone())
    async with running(teams=None, private=source) as gateway:
        core = Core(gateway.backbone, *private)
        source._backbone = gateway.backbone
        await gateway.backbone.answer(subjects.ASK_TEAMS, core.teams)
        await gateway.backbone.answer(subjects.OWNER_QUESTIONS, no_owner)
        if answers:
            await gateway.backbone.answer(subjects.ASK_PRIVATE, core.which)
        work = asyncio.create_task(gateway.hub.run())
        await eventually(lambda: {subjects.MEMBERSHIPS, subjects.PRIVACY} <= {subject for subject, _ in gateway.backbone.server.handlers})
        if answers:
            await eventually(source.ready)
        yield gateway, core
        work.cancel()


async def viewer(gateway: Gateway, user: str = "", roles: Sequence[str] = (), jury_of: Sequence[str] = ()) -> Client:
    client = await gateway.open()
    if user:
        client.say(json.dumps({"type": "hello", "token": SIGNER.sign(user, user, tuple(roles), tuple(jury_of))}))
        await eventually(lambda: any(link.claims and link.claims.sub == user for link in gateway.server.plain.links))
    return client


async def ask(client: Client, *rooms: str) -> None:
    client.say(json.dumps({"type": "subscribe", "rooms": [{"room": room} for room in rooms]}))


async def said(client: Client, room: str) -> dict[str, Any]:
    await ask(client, room)
    return await client.hear()


@pytest.mark.parametrize("room", ROOMS)
async def test_a_stranger_is_told_what_is_told_of_a_contest_that_does_not_exist(room: str) -> None:
    async with with_core(CONTEST) as (gateway, _):
        for client in (await viewer(gateway), await viewer(gateway, "eve")):
            refused = await said(client, room)
            missing = await said(client, room.replace(f".{CONTEST}", ".nothing", 1))
            assert refused == json.loads(json.dumps(missing).replace("nothing", CONTEST))
            assert refused["code"] == "not-found" or needs_token(parse(room))
            assert refused["room"] == room
            assert room not in gateway.hub._rooms


async def test_teams_guests_and_jury_are_let_in() -> None:
    async with with_core(CONTEST) as (gateway, _):
        for client in (
            await viewer(gateway, "ann"),
            await viewer(gateway, "guest"),
            await viewer(gateway, "juror", jury_of=[CONTEST]),
            await viewer(gateway, "admin", ["admin"]),
        ):
            assert await said(client, CLOCK) == {"whole": True}
            client.close()
        ann = await viewer(gateway, "ann")
        assert (await said(ann, f"board.{CONTEST}.jury.0"))["code"] == "forbidden"
        other = await viewer(gateway, "juror-of-another", jury_of=["another"])
        assert (await said(other, CLOCK))["code"] == "not-found"


@pytest.mark.parametrize("user", ["ann", "guest"])
async def test_who_is_put_out_of_the_contest_leaves_its_rooms_at_once(user: str) -> None:
    async with with_core(CONTEST) as (gateway, core):
        client, stays = await viewer(gateway, user), await viewer(gateway, "admin", ["admin"])
        assert await said(client, CLOCK) == await said(stays, CLOCK) == {"whole": True}
        await core.put_out(user)
        out = await client.hear()
        assert (out["code"], out["room"]) == ("not-found", CLOCK)
        await gateway.backbone.publish(CLOCK, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        assert await stays.hear() == {"secret": 1}
        assert (await said(client, CLOCK))["code"] == "not-found"  # and not the frame


@pytest.mark.parametrize("told", [True, False])
async def test_a_contest_that_becomes_private_is_closed_to_strangers(monkeypatch: pytest.MonkeyPatch, told: bool) -> None:
    """Also where the word of it got lost; its teams stay, without being asked about before."""
    monkeypatch.setattr(private_contests, "ASK_SECONDS", 60.0 if told else 0.05)
    async with with_core() as (gateway, core):
        clients = {user: await viewer(gateway, user) for user in ("", "eve", "ann")}
        for client in clients.values():
            assert await said(client, CLOCK) == {"whole": True}
        await core.make(private=True, told=told)
        for user in ("", "eve"):
            out = await clients[user].hear()
            assert (out["code"], out["room"]) == ("not-found", CLOCK)
        await gateway.backbone.publish(CLOCK, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        assert await clients["ann"].hear() == {"secret": 1}
        assert (await said(clients[""], CLOCK))["code"] == "not-found"
        await core.make(private=False)
        assert await said(clients[""], CLOCK) in ({"whole": True}, {"secret": 1})


async def test_what_was_known_of_users_before_a_contest_became_private_does_not_put_them_out() -> None:
    """A team of one in a public contest is not told: it is asked about anew."""
    async with with_core() as (gateway, core):
        core.inside.clear()
        clients = {user: await viewer(gateway, user) for user in ("ann", "eve")}
        for client in clients.values():
            assert (await said(client, f"submissions.{CONTEST}.others"))["code"] == "forbidden"
            assert await said(client, CLOCK) == {"whole": True}
        core.inside.append(Membership("ann", CONTEST, "ann"))
        await core.make(private=True)
        out = await clients["eve"].hear()
        assert (out["code"], out["room"]) == ("not-found", CLOCK)
        await gateway.backbone.publish(CLOCK, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        assert await clients["ann"].hear() == {"secret": 1}


async def test_a_token_that_ends_closes_the_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "CROWD_SECONDS", 0.0)
    async with with_core(CONTEST) as (gateway, _):
        ann = await viewer(gateway, "ann")
        assert await said(ann, CLOCK) == {"whole": True}
        for link in gateway.server.plain.links:
            assert link.claims is not None
            link.claims = msgspec.structs.replace(link.claims, exp=0)
        await gateway.backbone.publish(CLOCK, b'{"secret":1}', {"epoch": "1", "seq": "2"})
        assert (await ann.hear())["code"] == "unauthenticated"


async def test_nobody_is_let_in_before_it_is_known_which_contests_are_private() -> None:
    async with with_core(CONTEST, answers=False) as (gateway, core):
        client = await viewer(gateway)
        assert (await said(client, CLOCK))["code"] == "unavailable"
        await core.make(private=False)  # a word of one contest is no list of all
        assert (await said(client, CLOCK))["code"] == "unavailable"
        assert CLOCK not in gateway.hub._rooms


async def test_the_last_list_holds_while_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_contests, "ASK_SECONDS", 0.05)
    source = PrivateContests(MemoryBackbone())
    core = Core(MemoryBackbone(), "a", "b", "c")
    monkeypatch.setattr(private_contests, "PAGE", 2)
    core.page = 2
    source._backbone = core.backbone
    held = await core.backbone.answer(subjects.ASK_PRIVATE, core.which)
    work = asyncio.create_task(source.run())
    await eventually(source.ready)
    assert [source.holds(contest) for contest in "abcd"] == [True, True, True, False]
    await held.stop()
    await core.backbone.publish(subjects.PRIVACY, b"\xff")
    await core.backbone.publish(subjects.PRIVACY, msgspec.json.encode(Privacy("d", private=True)))
    assert [source.holds(contest) for contest in "abcd"] == [True, True, True, True]
    work.cancel()


async def test_a_change_counts_that_comes_while_the_first_list_is_asked_for() -> None:
    """Whether the answer knows of it already or not."""
    core = Core(MemoryBackbone(), "a", "b")
    source = PrivateContests(core.backbone)

    async def which(message: Message) -> Reply:
        answer = await core.which(message)
        for contest, private in (("a", True), ("b", False), ("c", True)):
            await core.backbone.publish(subjects.PRIVACY, msgspec.json.encode(Privacy(contest, private)))
        return answer

    await core.backbone.answer(subjects.ASK_PRIVATE, which)
    work = asyncio.create_task(source.run())
    await eventually(source.ready)
    assert [source.holds(contest) for contest in "abc"] == [True, False, True]
    work.cancel()
