"""Gap-free and in order, whatever gets lost: two gateways, viewers that change between them, frames dropped and doubled, engines that change."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import msgspec
import pytest

from gateway.hub.hub import Hub
from gateway.hub.outgoing import Outgoing
from gateway.hub.private_contests import AllPublic
from gateway.hub.viewer import Viewer
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.protocol.client_messages import Wanted
from tests.conftest import eventually
from tests.unit.gateway.hub.fakes import ROOM, FakeEngine


class Follower(Viewer):
    """Keeps the three rules of docs/live-api.md, and notes what it has applied."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.hub = hub
        self.at = (0, -1)
        self.applied: list[tuple[int, int, bool]] = []
        self.deaf = False
        """Whether what is sent to it gets lost."""

    def join(self, hub: Hub) -> None:
        """Reconnects, to any gateway, with the last frame it has."""
        self.hub.leave(self)
        self.hub = hub
        self.hub.subscribe(self, Wanted(ROOM, *self.at))

    def close(self, code: int, reason: str = "") -> None:
        raise AssertionError(reason)

    def send(self, message: Outgoing) -> None:
        if self.deaf:
            return
        frame: dict[str, Any] = msgspec.json.decode(message.payload)
        at = (frame["epoch"], frame["seq"])
        if frame["whole"]:
            if at < self.at:
                return
        elif at <= self.at:
            return
        elif at != (self.at[0], self.at[1] + 1):  # something is missing
            asyncio.get_running_loop().call_soon(self.join, self.hub)
            return
        self.applied.append((*at, frame["whole"]))
        self.at = at


@pytest.mark.parametrize("seed", range(25))
async def test_every_viewer_has_every_frame_or_a_whole_one_behind_it(seed: int) -> None:  # noqa: C901, PLR0912  # steps drawn at random, a branch each
    rng, server = random.Random(seed), MemoryServer()
    engine = FakeEngine(MemoryBackbone(server))
    await engine.start()
    hubs = [Hub(MemoryBackbone(server), AllPublic()) for _ in range(2)]
    viewers = [Follower(rng.choice(hubs)) for _ in range(6)]
    for viewer in viewers:
        viewer.join(viewer.hub)
    for _ in range(120):
        match rng.randrange(10):
            case 0:
                rng.choice(viewers).join(rng.choice(hubs))
            case 1:
                victim = rng.choice(viewers)
                victim.deaf = not victim.deaf
                if not victim.deaf:  # it notices that it was cut off, and comes back
                    victim.join(rng.choice(hubs))
            case 2:
                await engine.tick(lost=True)
            case 3 if engine.seq:
                await engine.backbone.publish(ROOM, *engine.frame(False))  # once more
            case 4 if rng.random() < 0.3:
                engine.epoch, engine.seq = engine.epoch + 1, 1
                await engine.backbone.publish(ROOM, *engine.frame(True))
            case _:
                await engine.tick()
        for _ in range(rng.randrange(3)):
            await asyncio.sleep(0)
    for viewer in viewers:
        viewer.deaf = False
        viewer.join(rng.choice(hubs))
    await asyncio.sleep(0)
    await engine.tick()
    await eventually(lambda: all(viewer.at == (engine.epoch, engine.seq) for viewer in viewers))
    for viewer in viewers:
        for before, after in zip(viewer.applied, viewer.applied[1:], strict=False):
            assert after[2] or after[:2] == (before[0], before[1] + 1), "a frame that does not follow"
            assert after[:2] >= before[:2], "back in time"
    for hub in hubs:
        await hub.close()
