"""What is frozen stays inside the engine: seen from the subjects that the public's gateways listen to."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

import msgspec

from realtime.backbone import Message
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import events, subjects
from realtime.protocol.frames import FOLLOW_SECONDS, ClockFrame, Follows, TileFrame
from tests.conftest import eventually
from tests.integration.conftest import Engines
from tests.logs import signed
from tests.unit.contest_engine.contests import configured, sent, teams

decode = msgspec.json.Decoder(TileFrame).decode


async def test_no_subject_of_the_public_tells_a_frozen_verdict(engines: Engines, backbone: NatsBackbone) -> None:
    contest = uuid.uuid4().hex
    public: list[TileFrame] = []
    jury: list[TileFrame] = []
    others: list[Message] = []

    def received(message: Message) -> None:
        match message.subject.split("."):
            case ["board", _, "public", _]:
                public.append(decode(message.payload))
            case ["board", _, "jury", _]:
                jury.append(decode(message.payload))
            case _:
                others.append(message)

    for subject in (f"board.{contest}.>", f"*.{contest}.>", f"*.{contest}"):
        await backbone.subscribe(subject, received)

    async def follow() -> None:
        while True:
            await backbone.publish(subjects.follows(contest), msgspec.json.encode(Follows((0,), (0,))))
            await asyncio.sleep(FOLLOW_SECONDS)

    following = asyncio.create_task(follow())

    async def say(*what: events.Event) -> None:
        await backbone.append(subjects.log(contest), signed(contest, *what))

    def seen(frames: list[TileFrame], judged: int, pending: int, solved: int) -> bool:
        return any(
            cell[1:4] == (judged, pending, solved)
            for frame in frames
            for row in frame.rows
            for cell in map(msgspec.structs.astuple, row.cells)
        )

    await say(configured(), *teams("a", "b"), *sent("a", "A", 10, "WA"))
    await eventually(_when(lambda: seen(public, 1, 0, 0) and seen(jury, 1, 0, 0)), 30)
    received_event, verdict = sent("a", "A", 250, "AC", "frozen")
    await say(received_event)
    await eventually(_when(lambda: seen(public, 1, 1, 0)), 20)
    told = len(public)
    await say(verdict)
    await eventually(_when(lambda: seen(jury, 2, 0, 2)), 20)
    await say(*sent("b", "B", 251))  # something the public is told: it comes behind whatever the verdict could have made
    await eventually(_when(lambda: len(public) > told), 20)
    following.cancel()

    assert not any(cell.solved for frame in public for row in frame.rows for cell in row.cells)
    assert all(row.n == 1 for frame in public[told:] for row in frame.rows), "not even that there was one"
    for message in others:
        if message.subject.startswith("clock."):
            clock = msgspec.json.decode(message.payload, type=ClockFrame)
            assert [problem.solved for problem in clock.problems] in ([], [0, 0, 0])
        else:
            assert b"frozen" not in message.payload or message.subject == subjects.log(contest)


def _when(true: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        return true()

    return asked
