"""A private contest on the whole platform: its rooms are for those who see it, and its admin watches it in a terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.cli._app import main
from deploy.local.client import Client
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, contestant, make_contest, make_problem, submit, verdict_of
from tests.integration.test_live_rooms import Listener

CODE = "blue-walrus-17"


@asynccontextmanager
async def listening(client: Client, contest: str) -> AsyncIterator[Listener]:
    async with client.live(contest) as socket:
        listener = Listener(socket)
        if client.token:
            await listener.say(type="hello", token=client.token)
        yield listener


async def test_a_private_contest_is_lived_and_watched_by_those_who_see_it(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Client(platform.url) as admin, Client(platform.url) as nobody:
        await admin.login(*platform.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem], visibility="private")
        await admin.call("PUT", f"/contests/{contest}/registration-settings", {"code": CODE}, {"If-Match": "*"})
        team, user = await contestant(platform.url)
        clock = f"clock.{contest}"
        async with listening(team, contest) as inside, listening(nobody, contest) as outside:
            for listener in (inside, outside):
                await listener.enter(clock)
                assert (await listener.until(type="error"))["code"] == "not-found"
            await team.call("POST", f"/contests/{contest}/join", {"code": CODE})

            async def is_let_in() -> bool:
                """The gateway asks about her again within seconds, or has heard of it."""
                await inside.enter(clock)
                return bool((await inside.until(room=clock))["type"] == "clock")

            await eventually(is_let_in, 30)
            sent = await submit(team, contest, problem, RIGHT)
            assert await verdict_of(team, sent) == "AC"
            await outside.enter(clock, f"board.{contest}.public.0", f"presence.{contest}")
            for _ in range(3):
                assert (await outside.until(type="error"))["code"] == "not-found"
        await team.__aexit__()

    monkeypatch.setenv("PODIUM_ADMIN_EMAIL", platform.admin[0])
    monkeypatch.setenv("PODIUM_ADMIN_PASSWORD", platform.admin[1])
    watch = ["admin", "contest", "watch", contest, "--once", "--url", platform.url]
    assert await asyncio.to_thread(main, [*watch, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [(row["rank"], row["team"], row["solved"]) for row in printed["board"]] == [(1, user["name"], 1)]
    assert printed["queue"] == []
    assert await asyncio.to_thread(main, watch) == 0
    assert user["name"] in capsys.readouterr().out
