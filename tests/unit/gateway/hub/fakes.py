"""A viewer and an engine as a hub meets them."""

import asyncio
from typing import Any

import msgspec

from gateway.hub.hub import Hub
from gateway.hub.outgoing import Outgoing
from gateway.hub.viewer import Viewer
from realtime.backbone import Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol.client_messages import Wanted
from realtime.protocol.questions import packed
from realtime.protocol.subjects import ASK_TEAMS
from realtime.runtime.errors import PodiumError
from realtime.security.tokens import Claims

ROOM = "board.c.public.0"


class FakeViewer(Viewer):
    """A connection whose transport is a list."""

    def __init__(self, claims: Claims | None = None) -> None:
        super().__init__()
        self.claims = claims
        self.got: list[Any] = []

    def send(self, message: Outgoing) -> None:
        self.got.append(msgspec.json.decode(message.payload))

    def close(self, code: int, reason: str = "") -> None:
        self.gone = True

    def seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.got if "seq" in frame]


class FakeEngine:
    """Speaks for a contest: numbered frames, and whole ones when asked."""

    def __init__(self, backbone: MemoryBackbone, epoch: int = 1) -> None:
        self.backbone = backbone
        self.epoch = epoch
        self.seq = 0
        self.asked = 0
        self.rested = asyncio.Event()
        """Set when a contest that rests is wanted."""

    async def start(self) -> None:
        await self.backbone.append("contest.c.log", b"a contest")
        await self.backbone.append("contest.resting.log", b"an ended contest")
        await self.backbone.answer("ask.snapshot.board.c.>", self.whole)
        await self.backbone.answer("ask.owner.*", self.wanted)
        await self.backbone.answer(ASK_TEAMS, self.nobody)

    async def wanted(self, message: Message) -> Reply:
        if message.subject != "ask.owner.resting":
            return Reply(b"", {"code": "not-found"})
        if not self.rested.is_set():
            self.rested.set()
            await self.backbone.answer("ask.snapshot.clock.resting", self.clock)
        return Reply(b"", {})

    async def nobody(self, _: Message) -> Reply:
        """As core_api says it: nobody is in a team."""
        return Reply(packed([]), {})

    async def clock(self, message: Message) -> Reply:
        return Reply(*self.frame(True))

    def frame(self, whole: bool) -> tuple[bytes, dict[str, str]]:
        body = msgspec.json.encode({"type": "board", "epoch": self.epoch, "seq": self.seq, "whole": whole})
        return body, {"epoch": str(self.epoch), "seq": str(self.seq), **({"whole": "1"} if whole else {})}

    async def whole(self, message: Message) -> Reply:
        self.asked += 1
        if not message.subject.endswith(ROOM):
            return Reply(b"", {"code": "not-found"})
        return Reply(*self.frame(True))

    async def tick(self, lost: bool = False) -> None:
        self.seq += 1
        if not lost:
            await self.backbone.publish(ROOM, *self.frame(False))


async def enter(hub: Hub, viewer: Viewer, wanted: Wanted) -> PodiumError | None:
    """Subscribes, and waits until it is known what becomes of it."""
    outcome = hub.subscribe(viewer, wanted)
    return None if outcome is None else await outcome
