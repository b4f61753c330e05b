"""What a gateway knows of who is in which team."""

from __future__ import annotations

import asyncio

import msgspec

from gateway.hub.memberships import Memberships
from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.protocol.questions import packed


async def test_those_who_come_together_are_asked_about_together() -> None:
    backbone, questions = MemoryBackbone(), []

    async def answer(message: Message) -> Reply:
        questions.append(msgspec.json.decode(message.payload, type=TeamsOf).users)
        return Reply(packed([Membership("u0", "c", "t")]), {})

    await backbone.answer(subjects.ASK_TEAMS, answer)
    known = Memberships(backbone, lambda *_: None)
    await asyncio.gather(*(known.learn(f"u{n % 150}") for n in range(300)))
    assert [len(users) for users in questions] == [100, 50]
    assert (known.team_of("u0", "c"), known.team_of("u1", "c"), known.team_of("u200", "c")) == ("t", "", None)


async def test_a_change_that_overtakes_an_answer_holds() -> None:
    backbone, lost = MemoryBackbone(), []
    known = Memberships(backbone, lambda contest, team: lost.append((contest, team)))
    listening = asyncio.create_task(known.run(list))
    await asyncio.sleep(0)
    teams = "t"

    async def answer(message: Message) -> Reply:
        nonlocal teams
        reply = Reply(packed([Membership("ann", "c", teams)] if teams else []), {})
        if teams:  # she leaves between the look into the database and the arrival of what it said
            teams = ""
            await backbone.publish(subjects.MEMBERSHIPS, msgspec.json.encode([Membership("ann", "c", "")]))
        return reply

    await backbone.answer(subjects.ASK_TEAMS, answer)
    await known.learn("ann")
    assert known.team_of("ann", "c") == ""
    assert lost == []
    listening.cancel()


async def test_what_cannot_be_understood_changes_nothing() -> None:
    backbone = MemoryBackbone()
    known = Memberships(backbone, lambda *_: None)
    listening = asyncio.create_task(known.run(list))
    await asyncio.sleep(0)
    for reply in (Reply(b"", {"code": "unavailable"}), Reply(b"{}", {}), Reply(packed({"a": 1}), {})):

        async def answer(_: Message, reply: Reply = reply) -> Reply:
            return reply

        held = await backbone.answer(subjects.ASK_TEAMS, answer)
        await known.learn("ann")
        assert known.team_of("ann", "c") is None
        await held.stop()
    await backbone.publish(subjects.MEMBERSHIPS, b"\xff")
    listening.cancel()
