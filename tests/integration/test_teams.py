"""Teams of several members on the whole platform: what they see live, and those of a contest hall, from files to a login."""

from __future__ import annotations

import asyncio
import csv
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import socketio

from deploy.local.client import Client
from tests.conftest import ROOT, Platform, eventually
from tests.integration.flow import RIGHT, contestant, fresh, make_contest, make_problem, submit, verdict_of


def podium(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "deploy", *arguments], env=env, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
async def admin(platform: Platform) -> AsyncIterator[Client]:
    async with Client(platform.url) as client:
        await client.login(*platform.admin)
        yield client


class Watcher:
    """A Socket.IO client that keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[Any] = []
        self._client = socketio.AsyncClient()
        self._client.on("frame", self.frames.append)

    async def enter(self, url: str, token: str, room: str) -> Any:
        await self._client.connect(url, auth={"token": token}, transports=["websocket"])
        return await self._client.call("subscribe", {"rooms": [{"room": room}]})

    def states(self, submission: str) -> list[str]:
        return [frame["state"] for frame in self.frames if frame.get("submission") == submission]

    def saw_done(self, submissions: list[str]) -> bool:
        return all("done" in self.states(submission) for submission in submissions)

    def refusals(self) -> list[str]:
        return [frame["code"] for frame in self.frames if frame.get("type") == "error"]

    async def close(self) -> None:
        await self._client.disconnect()


async def test_two_members_submit_and_both_see_it_live_until_one_is_removed(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    path = f"/contests/{contest}"
    await admin.call("PUT", f"{path}/registration-settings", {"members_max": 3}, {"If-Match": "*"})
    (ann, her), (bob, him), (eve, _) = [await contestant(platform.url) for _ in range(3)]
    team = (await ann.call("POST", "/teams", {"name": fresh("Two coders"), "organization": "ETH"}))["id"]
    code = (await ann.call("POST", f"/teams/{team}/invitations", {}))["code"]
    await bob.call("POST", "/teams/join", {"code": code})
    await ann.call("POST", f"{path}/join", {"team_id": team})
    await eve.call("POST", f"{path}/join")

    room = f"submissions.{contest}.{team}"
    watchers = [Watcher() for _ in range(3)]
    answers = [await watcher.enter(platform.url, client.token, room) for watcher, client in zip(watchers, (ann, bob, eve), strict=True)]
    assert [answer["ok"] for answer in answers] == [True, True, False]
    sent = [await submit(client, contest, problem, RIGHT) for client in (ann, bob)]
    for client, submission in ((bob, sent[0]), (ann, sent[1])):  # each reads the other's
        assert await verdict_of(client, submission) == "AC"
    for watcher in watchers[:2]:
        await eventually(partial(watcher.saw_done, sent))
    assert watchers[2].states(sent[0]) == []

    async def rows() -> Any:
        board = await admin.call("GET", f"{path}/leaderboard")
        return [(row["team_id"], row["score"]["num_solved"]) for row in board["rows"] if row["score"]["num_solved"]]

    assert await eventually(rows) == [(team, 1)]

    await admin.call("PATCH", f"{path}/registrations/{team}", {"members": [her["id"]]}, {"If-Match": "*"})
    await eventually(lambda: watchers[1].refusals() == ["forbidden"])
    third = await submit(ann, contest, problem, RIGHT)
    await eventually(lambda: "done" in watchers[0].states(third))
    assert watchers[1].states(third) == []
    assert him["id"] not in str(await admin.call("GET", f"{path}/registrations"))
    for watcher in watchers:
        await watcher.close()
    for client in (ann, bob, eve):
        await client.__aexit__()


async def test_a_contest_hall_from_its_files_to_a_login(platform: Platform, admin: Client, tmp_path: Path) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    teams = [f"{n}\t\t1\t{fresh(f'Team {n}')}\tETH Zürich\tETH\tCHE" for n in range(1, 31)]
    (tmp_path / "teams.tsv").write_text("\n".join(["teams\t1", *teams, ""]))
    accounts = [f"team\t{line.split(chr(9))[3]}\tteam-{n:03}\t" for n, line in enumerate(teams, 1)]
    (tmp_path / "accounts.tsv").write_text("\n".join(["accounts\t1", *accounts, ""]))
    out, sheet = tmp_path / "out.tsv", tmp_path / "slips.html"
    command = ["admin", "team", "import", str(tmp_path / "teams.tsv"), "--accounts", str(tmp_path / "accounts.tsv"), "--contest", contest]
    done = await asyncio.to_thread(podium, *command, "--out", str(out), "--sheet", str(sheet), "--data", str(platform.data))
    assert done.returncode == 0, done.stderr
    assert "30 teams (30 new), 30 accounts (30 new), 30 passwords" in done.stdout
    assert "passwords: 30 of 30" in done.stderr
    slips = list(csv.DictReader(out.open(), delimiter="\t"))
    assert sheet.read_text().count("<section>") == len(slips) == 30
    async with Client(platform.url) as somebody:
        await somebody.login(slips[6]["login"], slips[6]["password"])
        submission = await submit(somebody, contest, problem, RIGHT)
        assert await verdict_of(somebody, submission) == "AC"

    async def names() -> Any:
        return {member["name"] for member in await admin.call("GET", f"/contests/{contest}/teams")} or None

    assert slips[6]["team"] in await eventually(names)
    again = await asyncio.to_thread(podium, *command, "--data", str(platform.data))
    assert "30 teams (30 same), 30 accounts (0 new), 0 passwords" in again.stdout, again.stderr
    found = await asyncio.to_thread(podium, "admin", "team", "list", "--name", slips[6]["team"], "--data", str(platform.data))
    assert slips[6]["team"] in found.stdout, found.stderr
