"""Recordings for the time machine: the jury's is everybody's once the freeze is lifted, and many readers cost one question."""

from __future__ import annotations

import json
import time

import msgspec

from realtime.backbone import Message, Reply
from realtime.protocol import subjects
from realtime.protocol.frames import Cell
from realtime.protocol.questions import Answer, packed, unpacked
from realtime.protocol.recording import Change, Recording
from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body

HOUR = 3_600_000


async def ended(api: Api, admin: Caller, asked: list[str]) -> str:
    """A contest that is over and frozen, with a role `history` whose answers tell whose recording it is."""
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    contest = str((await api.made("/contests", contest_body(problem, freeze=0), by=admin))["id"])

    async def answer(message: Message) -> Reply:
        audience = json.loads(unpacked(message.payload))["audience"]
        asked.append(audience)
        solved = int(audience == "jury")
        start = Change(0, 0, 0, 0, None, (0, 0, 0), ())
        change = Change(61, 0, solved, solved, None, (-solved, solved, solved), (Cell(0, solved, 1 - solved, solved),))
        made = Recording(3600, [0], [], [], [start], [change])
        return Reply(packed(Answer(msgspec.Raw(msgspec.json.encode(made)))), {})

    await api.backbone.answer(subjects.history(contest), answer)
    settings = {"settings": {"start": round(time.time() * 1000) - 2 * HOUR}}
    assert (await api.call("PUT", f"/contests/{contest}", settings, by=admin)).status == 202
    return contest


async def test_the_jurys_recording_is_everybodys_once_the_freeze_is_lifted(api: Api) -> None:
    admin, asked = await api.caller("admin"), list[str]()
    path = f"/contests/{await ended(api, admin, asked)}"
    public = await api.call("GET", f"{path}/recording")
    assert public.json["changes"] == [[61, 0, 0, 0, None, [0, 0, 0], [[0, 0, 1, 0, -1, None]]]]
    assert (await api.call("GET", f"{path}/recording?audience=jury")).status == 401
    assert (await api.call("GET", f"{path}/recording?audience=jury", by=await api.caller())).status == 403
    jury = await api.call("GET", f"{path}/recording?audience=jury", by=admin)
    assert jury.json["changes"][0][2] == 1
    assert (await api.call("POST", f"{path}/thaw", by=admin)).status == 200
    assert (await api.call("GET", f"{path}/recording?audience=jury")).json == jury.json
    assert (await api.call("DELETE", f"{path}/thaw", by=admin)).status == 200
    assert (await api.call("GET", f"{path}/recording?audience=jury")).status == 401


async def test_a_recording_is_made_once_for_many_and_has_a_tag(api: Api) -> None:
    admin, asked = await api.caller("admin"), list[str]()
    path = f"/contests/{await ended(api, admin, asked)}/recording"
    first = await api.call("GET", path)
    again = await api.call("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, asked) == (200, 304, ["public"])
    assert (await api.call("GET", "/contests/none/recording")).status == 404
