import asyncio
import random
import time
from typing import Any

import msgspec
import pytest

from gateway.hub import contests
from gateway.hub import hub as hub_module
from gateway.hub.fanout import SLICE
from gateway.hub.hub import Hub
from gateway.hub.recovery import RING
from realtime.protocol.client_messages import MAX_ROOMS, Wanted
from realtime.runtime.errors import Forbidden, Invalid, Limited, NotFound, Unauthenticated
from realtime.security.tokens import Claims
from tests.conftest import eventually
from tests.unit.gateway.hub.fakes import ROOM, FakeEngine, FakeViewer, enter


async def test_a_new_viewer_gets_a_whole_frame_then_every_one_that_follows(hub: Hub, engine: FakeEngine) -> None:
    viewer = FakeViewer()
    engine.seq = 5
    await enter(hub, viewer, Wanted(ROOM))
    await eventually(lambda: viewer.seqs() == [5])
    await engine.tick()
    await engine.tick()
    await eventually(lambda: viewer.seqs() == [5, 6, 7])


async def test_many_viewers_cost_one_question(hub: Hub, engine: FakeEngine) -> None:
    viewers = [FakeViewer() for _ in range(50)]
    await asyncio.gather(*(enter(hub, viewer, Wanted(ROOM)) for viewer in viewers))
    await eventually(lambda: all(viewer.seqs() == [0] for viewer in viewers))
    late = FakeViewer()
    await engine.tick()
    await enter(hub, late, Wanted(ROOM))
    await eventually(lambda: late.seqs() == [0, 1])
    assert engine.asked == 1


async def test_who_comes_back_gets_what_it_missed(hub: Hub, engine: FakeEngine) -> None:
    first, back = FakeViewer(), FakeViewer()
    await enter(hub, first, Wanted(ROOM))
    await eventually(lambda: first.seqs() == [0])
    for _ in range(4):
        await engine.tick()
    await enter(hub, back, Wanted(ROOM, epoch=1, seq=2))
    await eventually(lambda: back.seqs() == [3, 4])
    current = FakeViewer()
    await enter(hub, current, Wanted(ROOM, epoch=1, seq=4))
    await engine.tick()
    await eventually(lambda: current.seqs() == [5])


async def test_who_was_away_too_long_gets_a_whole_frame(hub: Hub, engine: FakeEngine) -> None:
    first, back = FakeViewer(), FakeViewer()
    await enter(hub, first, Wanted(ROOM))
    await eventually(lambda: first.seqs() == [0])
    for _ in range(RING + 10):
        await engine.tick()
        await asyncio.sleep(0)
    await enter(hub, back, Wanted(ROOM, epoch=1, seq=0))
    await eventually(lambda: back.got and back.got[0]["whole"] and back.seqs()[-1] == engine.seq)


async def test_a_lost_frame_is_healed_with_a_whole_one(hub: Hub, engine: FakeEngine) -> None:
    viewer = FakeViewer()
    await enter(hub, viewer, Wanted(ROOM))
    await eventually(lambda: viewer.seqs() == [0])
    await engine.tick()
    await engine.tick(lost=True)
    await engine.tick()
    await eventually(lambda: viewer.seqs() == [0, 1, 3])
    assert viewer.got[-1]["whole"]


async def test_a_gap_while_nobody_was_there_is_not_handed_on(hub: Hub, engine: FakeEngine) -> None:
    first, later = FakeViewer(), FakeViewer()
    await enter(hub, first, Wanted(ROOM))
    await eventually(lambda: first.seqs() == [0])
    hub.leave(first)
    await engine.tick(lost=True)
    await engine.tick()
    await enter(hub, later, Wanted(ROOM))
    await eventually(lambda: later.seqs() == [2])
    await enter(hub, first, Wanted(ROOM, epoch=1, seq=0))
    await eventually(lambda: first.seqs() == [0, 2])


async def test_a_new_owner_goes_before_an_old_one(hub: Hub, engine: FakeEngine) -> None:
    viewer = FakeViewer()
    await enter(hub, viewer, Wanted(ROOM))
    await eventually(lambda: viewer.seqs() == [0])
    await engine.tick()
    engine.epoch, engine.seq = 2, 0
    await engine.tick()
    await eventually(lambda: viewer.got[-1]["epoch"] == 2)
    engine.epoch, engine.seq = 1, 1
    await engine.tick()
    await asyncio.sleep(0.02)
    assert viewer.got[-1]["epoch"] == 2


async def test_frames_never_have_gaps_whatever_is_lost(hub: Hub, engine: FakeEngine) -> None:
    rng = random.Random(11)
    viewers: list[FakeViewer] = []
    for _ in range(400):
        what = rng.random()
        if what < 0.1:
            have = Wanted(ROOM, engine.epoch, rng.randrange(engine.seq + 1)) if rng.random() < 0.5 else Wanted(ROOM)
            viewers.append(FakeViewer())
            viewers[-1].got.append({"epoch": have.epoch, "seq": have.seq, "whole": True})  # what it says it has
            await enter(hub, viewers[-1], have)
        elif what < 0.15:
            engine.epoch, engine.seq = engine.epoch + 1, 0
        elif viewers and what < 0.2:
            hub.leave(viewers.pop(rng.randrange(len(viewers))))
        else:
            await engine.tick(lost=rng.random() < 0.15)
        if rng.random() < 0.3:
            await asyncio.sleep(0)
    await engine.tick()
    await eventually(lambda: all(viewer.got[-1].get("seq") == engine.seq for viewer in viewers))
    assert len(viewers) > 10
    for viewer in viewers:
        for before, after in zip(viewer.got, viewer.got[1:], strict=False):
            follows = (after["epoch"], after["seq"]) == (before["epoch"], before["seq"] + 1)
            assert after["whole"] or follows, viewer.got


async def test_a_tile_that_is_not_there_is_refused(hub: Hub) -> None:
    viewer = FakeViewer()
    assert isinstance(await enter(hub, viewer, Wanted("board.c.public.7")), NotFound)
    assert [(frame["type"], frame["code"], frame["room"]) for frame in viewer.got] == [("error", "not-found", "board.c.public.7")]
    assert not viewer.rooms


@pytest.mark.parametrize("room", ["clock.nope", "board.nope.public.0", "team.nope.1", "announcements.nope", "presence.nope"])
async def test_a_room_of_a_contest_that_is_not_there_is_refused_at_once(hub: Hub, monkeypatch: pytest.MonkeyPatch, room: str) -> None:
    monkeypatch.setattr(contests, "CREATED_SECONDS", 0.01)
    viewer = FakeViewer()
    error = await asyncio.wait_for(enter(hub, viewer, Wanted(room)), hub_module.RETRY_SECONDS)
    assert isinstance(error, NotFound)
    assert [(frame["code"], frame["room"]) for frame in viewer.got] == [("not-found", room)]
    assert not viewer.rooms
    await eventually(lambda: not hub._rooms)


async def test_a_contest_that_no_engine_holds_is_taken_back(engine: FakeEngine, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0.01)
    viewer = FakeViewer()
    assert await enter(hub, viewer, Wanted("clock.resting")) is None
    await eventually(lambda: viewer.got)
    assert engine.rested.is_set()


async def test_a_contest_that_was_just_created_is_waited_for(engine: FakeEngine, hub: Hub) -> None:
    viewer = FakeViewer()
    entering = asyncio.create_task(enter(hub, viewer, Wanted("clock.new")))
    await asyncio.sleep(0.01)
    await engine.backbone.append("contest.new.log", b"its first entry")
    assert await entering is None
    assert viewer.rooms == {"clock.new"}


async def test_a_contest_without_an_engine_keeps_its_viewers_for_a_while(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0.01)
    viewer = FakeViewer()
    assert await enter(hub, viewer, Wanted("clock.c")) is None
    assert viewer.got == []
    await eventually(lambda: viewer.got)
    assert (viewer.got[0]["code"], viewer.got[0]["message"]) == ("unavailable", "no engine is serving this contest; retry")
    assert not viewer.rooms


@pytest.mark.parametrize(
    "room", ["", "board", "board.c.everybody.0", "board.c.public.0.1", "log.c", "contest.c.log", "board.*.public.0", "clock.>", "clock.a b"]
)
async def test_only_rooms_there_are_can_be_entered(hub: Hub, room: str) -> None:
    with pytest.raises(Invalid):
        await enter(hub, FakeViewer(Claims("u", roles=("admin",), exp=2**40)), Wanted(room))


async def test_private_rooms_need_the_right_token(hub: Hub) -> None:
    soon = int(time.time()) + 60
    with pytest.raises(Unauthenticated):
        await enter(hub, FakeViewer(), Wanted("submissions.c.u1"))
    with pytest.raises(Unauthenticated):
        await enter(hub, FakeViewer(Claims("u1", exp=5)), Wanted("submissions.c.u1"))
    refused = await enter(hub, stranger := FakeViewer(Claims("u2", exp=soon)), Wanted("submissions.c.u1"))
    assert isinstance(refused, Forbidden)
    assert stranger.got[0]["code"] == "forbidden"
    with pytest.raises(Forbidden):
        await enter(hub, FakeViewer(Claims("u1", exp=soon)), Wanted("board.c.jury.0"))
    with pytest.raises(Unauthenticated):
        await enter(hub, FakeViewer(), Wanted("desk.c"))
    with pytest.raises(Forbidden):
        await enter(hub, FakeViewer(Claims("u1", exp=soon)), Wanted("desk.c"))
    await enter(hub, FakeViewer(Claims("boss", roles=("admin",), exp=soon)), Wanted("desk.c"))
    await enter(hub, FakeViewer(Claims("u1", exp=soon)), Wanted("submissions.c.u1"))
    await enter(hub, FakeViewer(Claims("boss", roles=("admin",), exp=soon)), Wanted("submissions.c.u1"))


async def test_a_token_that_expires_ends_a_private_room(hub: Hub, engine: FakeEngine) -> None:
    viewer = FakeViewer(Claims("u1", exp=int(time.time()) + 60))
    await enter(hub, viewer, Wanted("submissions.c.u1"))
    await engine.backbone.publish("submissions.c.u1", b'{"n":1}')
    viewer.claims = Claims("u1", exp=1)
    await engine.backbone.publish("submissions.c.u1", b'{"n":2}')
    await engine.backbone.publish("submissions.c.u1", b'{"n":3}')
    await eventually(lambda: len(viewer.got) == 2)
    assert viewer.got[0] == {"n": 1}
    assert viewer.got[1]["code"] == "unauthenticated"


async def test_a_connection_may_be_in_so_many_rooms(hub: Hub) -> None:
    viewer = FakeViewer()
    for number in range(MAX_ROOMS):
        hub.subscribe(viewer, Wanted(f"clock.c{number}"))
    with pytest.raises(Limited):
        hub.subscribe(viewer, Wanted("clock.more"))
    await hub.close()


async def test_a_crowd_gets_everything_in_order_and_late_comers_nothing_twice(engine: FakeEngine, hub: Hub) -> None:
    crowd = [FakeViewer() for _ in range(3 * SLICE)]
    for viewer in crowd:
        await enter(hub, viewer, Wanted(ROOM))
    await eventually(lambda: all(viewer.got for viewer in crowd))
    late = []
    for number in range(6):
        await engine.tick()
        if number % 2:  # in the middle of a message on its way to the crowd
            late.append(FakeViewer())
            await enter(hub, late[-1], Wanted(ROOM, 1, 0))
            hub.leave(crowd.pop())
        await asyncio.sleep(0)
    await eventually(lambda: all(viewer.seqs()[-1] == 6 for viewer in [*crowd, *late]))
    assert all(viewer.seqs() == list(range(7)) for viewer in crowd)
    assert all(viewer.seqs() == list(range(1, 7)) for viewer in late)


async def test_who_could_take_nothing_gets_the_newest(engine: FakeEngine, hub: Hub) -> None:
    viewer = FakeViewer()
    await enter(hub, viewer, Wanted(ROOM))
    await eventually(lambda: viewer.got)
    await engine.tick()
    viewer.got.clear()
    hub.catch_up(viewer, {ROOM, "clock.nobody"})
    await eventually(lambda: viewer.seqs() and viewer.seqs()[-1] == 1)
    assert viewer.got[0]["whole"]


async def test_engines_are_told_what_is_followed(engine: FakeEngine, hub: Hub) -> None:
    told: list[Any] = []
    await engine.backbone.subscribe("follows.c", lambda message: told.append(msgspec.json.decode(message.payload)))
    viewer = FakeViewer()
    await enter(hub, viewer, Wanted(ROOM))
    await enter(hub, viewer, Wanted("clock.c"))
    await enter(hub, viewer, Wanted("team.c.7"))
    running = asyncio.create_task(hub.run())
    await eventually(lambda: told)
    await engine.backbone.publish("who.follows", b"c")
    await engine.backbone.publish("who.follows", b"another")
    await eventually(lambda: len(told) == 2)
    running.cancel()
    assert told == [{"public": [0], "teams": [7]}] * 2


async def test_a_gateway_counts_its_viewers_and_says_once_that_there_are_none(engine: FakeEngine, hub: Hub) -> None:
    told: list[int] = []
    await engine.backbone.subscribe("viewers.c", lambda message: told.append(msgspec.json.decode(message.payload)["viewers"]))
    engine_clock = [FakeViewer(), FakeViewer()]
    for viewer in engine_clock:
        await enter(hub, viewer, Wanted("clock.c"))
    await engine.backbone.publish("clock.c", b"{}", {"epoch": "1", "seq": "1", "whole": "1"})
    await hub.interest.say_viewers()
    hub.leave(engine_clock[0])
    await hub.interest.say_viewers()
    hub.leave(engine_clock[1])
    await hub.interest.say_viewers()
    await hub.interest.say_viewers()
    assert told == [2, 1, 0]


async def test_presence_passes_through_to_everybody(engine: FakeEngine, hub: Hub) -> None:
    viewer = FakeViewer()
    await enter(hub, viewer, Wanted("presence.c"))
    await engine.backbone.publish("presence.c", b'{"type":"presence","viewers":7}')
    await eventually(lambda: viewer.got)
    assert viewer.got == [{"type": "presence", "viewers": 7}]
