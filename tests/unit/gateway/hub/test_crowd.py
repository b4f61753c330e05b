"""A crowd that is told more slowly than frames come: what waits for it is bounded, and nobody is left with a gap."""

from __future__ import annotations

import asyncio
import itertools

from gateway.hub.fanout import SLICE, UNSENT
from gateway.hub.hub import Hub
from realtime.protocol.client_messages import Wanted
from tests.conftest import eventually
from tests.unit.gateway.hub.fakes import ROOM, FakeEngine, FakeViewer, enter


async def test_a_crowd_that_is_told_too_slowly_gets_a_whole_frame_for_what_it_missed(hub: Hub, engine: FakeEngine) -> None:
    crowd = [FakeViewer() for _ in range(SLICE + 1)]
    await asyncio.gather(*(enter(hub, viewer, Wanted(ROOM)) for viewer in crowd))
    for _ in range(5 * UNSENT):
        await engine.tick()
        assert len(hub._rooms[ROOM].fanout._unsent) <= UNSENT + 1
    await eventually(lambda: all(viewer.seqs()[-1:] == [engine.seq] for viewer in crowd))
    for viewer in (crowd[0], crowd[-1]):
        missed = [frame for frame, before in itertools.pairwise(viewer.got[::-1]) if frame["seq"] != before["seq"] + 1]
        assert missed and all(frame["whole"] for frame in missed), "a frame behind a gap stands for all before it"
    await engine.tick()
    await eventually(lambda: all(viewer.seqs()[-2:] == [engine.seq - 1, engine.seq] for viewer in crowd))


async def test_whole_frames_supersede_those_that_wait_for_a_crowd(hub: Hub, engine: FakeEngine) -> None:
    crowd = [FakeViewer() for _ in range(SLICE + 1)]
    await asyncio.gather(*(enter(hub, viewer, Wanted(ROOM)) for viewer in crowd))
    for _ in range(50):
        engine.seq += 1
        await engine.backbone.publish(ROOM, *engine.frame(True))
        assert len(hub._rooms[ROOM].fanout._unsent) <= 2
    await eventually(lambda: all(viewer.seqs()[-1:] == [50] for viewer in crowd))
    assert len(crowd[0].got) < 50


async def test_of_a_passing_room_a_crowd_gets_the_newest(hub: Hub, engine: FakeEngine) -> None:
    crowd = [FakeViewer() for _ in range(SLICE + 1)]
    await asyncio.gather(*(enter(hub, viewer, Wanted("presence.c")) for viewer in crowd))
    for seq in range(5 * UNSENT):
        await engine.backbone.publish("presence.c", b'{"seq": %d}' % seq, {})
        assert len(hub._rooms["presence.c"].fanout._unsent) <= UNSENT
    await eventually(lambda: all(viewer.seqs()[-1:] == [5 * UNSENT - 1] for viewer in crowd))
