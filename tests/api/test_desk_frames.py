"""The jury is told which of its lists changed."""

from __future__ import annotations

import msgspec
import pytest_asyncio

from realtime.protocol.frames import DeskFrame
from tests.api.harness import Api
from tests.api.judging import reach, tasks
from tests.api.world import World, make_world


@pytest_asyncio.fixture(loop_scope="session")
async def world(api: Api) -> World:
    return await make_world(api)


async def told(world: World) -> list[str]:
    """Lists that changed since the last call, as the outbox has them for the jury."""
    pool, room = world.api.platform.pool, f"desk.{world.contest}"
    rows = await pool.fetch("select payload from outbox where kind = 'frame' and target = $1 order by id", room)
    frames = [msgspec.json.decode(row["payload"], type=DeskFrame) for row in rows]
    assert {frame.room for frame in frames} <= {room}
    return [name for frame in frames for name in frame.changed]


async def test_what_a_juror_does_is_told_to_the_others(world: World) -> None:
    juror, path = world.callers["jury of the contest"], f"/contests/{world.contest}"

    async def does(method: str, what: str, body: object = None) -> str:
        before = len(await told(world))
        answer = await world.api.call(method, what, body, by=juror)
        assert answer.status in (200, 201, 202), answer.content
        (news,) = (await told(world))[before:]
        return news

    task = (await tasks(world.api, world.submission))[0]
    await reach(world.api, task, "AC")
    assert await does("PUT", f"{path}/submissions/{world.submission}/review") == "submissions"
    assert await does("DELETE", f"{path}/submissions/{world.submission}/review") == "submissions"
    balloon = f"{path}/balloons/{world.owner.id}.{world.problem}/delivery"
    assert await does("PUT", balloon) == "balloons"
    before = len(await told(world))
    await world.api.call("PUT", balloon, by=juror)
    assert len(await told(world)) == before, "nothing changed"
    assert await does("POST", f"{path}/rejudgings", {"reason": "again", "submissions": [world.submission]}) == "rejudgings"
    assert await does("POST", f"{path}/rejudgings/{world.rejudging}/cancel") == "rejudgings"
    assert await does("DELETE", f"/submissions/{world.submission}") == "submissions"


async def test_a_print_is_told(world: World) -> None:
    path, before = f"/contests/{world.contest}/prints", len(await told(world))
    sent = await world.api.made(path, {"source": "print(1)"}, by=world.callers["owner"])
    await world.api.call("POST", f"{path}/{sent['id']}/delivered", by=world.callers["jury of the contest"])
    assert (await told(world))[before:] == ["prints", "prints"]


async def test_verdicts_are_told_one_frame_for_each_contest(world: World) -> None:
    heard: list[DeskFrame] = []
    room = f"desk.{world.contest}"
    await world.api.backbone.subscribe(room, lambda message: heard.append(msgspec.json.decode(message.payload, type=DeskFrame)))
    first, rejudged = await tasks(world.api, world.submission)
    await reach(world.api, first, "WA")
    await reach(world.api, rejudged, "AC")
    assert [frame.changed for frame in heard] == [("submissions",), ("rejudgings",)]
