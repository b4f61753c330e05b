"""`podium demo`: the story as it was judged, scored and told, on a platform that stays up afterwards."""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter
from pathlib import Path

import pytest

from deploy.demo.story import FREEZE
from deploy.local.client import Client
from tests.conftest import read_until, start_podium
from tests.workers import free_port

TEAMS, SECONDS = 12, 60


@pytest.mark.timeout(400)
def test_the_demo_tells_its_story_and_stays_up(tmp_path: Path) -> None:
    port = free_port()
    process = start_podium(
        "demo", "--seconds", str(SECONDS), "--contestants", str(TEAMS), "--port", str(port), "--data", str(tmp_path / "data")
    )
    try:
        said = read_until(process, "the platform stays up", 300)
        assert "Final standings" in said
        assert "NOT AS EXPECTED" not in said
        (contest,) = set(re.findall(r"/contests/(demo-[\d-]+)", said))
        accounts = dict(re.findall(r"(\w+)@demo\.localhost +password (\S+)", said))
        asyncio.run(_look(f"http://127.0.0.1:{port}", f"/contests/{contest}", accounts))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(40)
    logs = "".join(log.read_text() for log in (tmp_path / "data" / "logs").iterdir())
    assert not re.findall(r'.*(?:"level":"error"|Traceback|RuntimeWarning|same type twice).*', logs)


async def _look(url: str, path: str, accounts: dict[str, str]) -> None:
    async with Client(url) as jury, Client(url) as contestant:
        await jury.login("jury@demo.localhost", accounts["jury"])
        user = (await contestant.login("contestant@demo.localhost", accounts["contestant"]))["user"]
        await _the_board(jury, path)
        await _the_correction(jury, contestant, path)
        registration = await contestant.call("GET", f"{path}/registration")
        assert user["id"] in {member["user_id"] for member in registration["members"]}
        team = await contestant.call("GET", f"/teams/{registration['team_id']}")
        assert team["picture"]
        assert team["organization"]
        assert (await contestant.call("GET", f"{path}/own-submissions"))["submissions"], "its team has sent something"


async def _the_board(jury: Client, path: str) -> None:
    final = (await jury.call("GET", f"{path}/leaderboard"))["rows"]
    solved = Counter(row["score"]["num_solved"] for row in final)
    assert final[0]["score"]["num_solved"] == 8
    assert min(solved) <= 1
    assert len(solved) >= 6
    leaders = [await _leader(jury, path, at) for at in (0.3, 0.5, FREEZE)]
    assert len({*leaders, final[0]["team_id"]}) >= 3, "the lead changes, and once more behind the freeze"
    assert leaders[-1] != final[0]["team_id"]
    assert (await jury.call("GET", f"{path}/ceremony"))["phase"] == "final"


async def _leader(jury: Client, path: str, at: float) -> str:
    """Of the board at a part of the contest."""
    board = await jury.call("GET", f"{path}/leaderboard?audience=jury&limit=1&at={round(at * SECONDS)}")
    return str(board["rows"][0]["team_id"])


async def _the_correction(jury: Client, contestant: Client, path: str) -> None:
    (rejudging,) = (await jury.call("GET", f"{path}/rejudgings"))["rejudgings"]
    assert rejudging["state"] == "applied"
    changed = (await jury.call("GET", f"{path}/rejudgings/{rejudging['id']}"))["changed"]
    assert {(change["old"], change["new"]) for change in changed} == {("WA", "AC")}
    said = [announcement["text"] for announcement in await contestant.call("GET", f"{path}/announcements")]
    assert any("judged again" in text for text in said)
    own = (await contestant.call("GET", f"{path}/clarifications"))["clarifications"]
    assert any(question.get("answer") for question in own)
    everything = (await jury.call("GET", f"{path}/clarifications"))["clarifications"]
    assert not all(question.get("answer") for question in everything), "one is left for whoever tries the jury's pages"


@pytest.mark.timeout(400)
def test_the_demo_ends_by_itself_when_it_is_to(tmp_path: Path) -> None:
    options = ("--exit", "--seconds", "10", "--contestants", "3", "--port", str(free_port()), "--data", str(tmp_path / "data"))
    process = start_podium("demo", *options)
    try:
        said = read_until(process, "everything has stopped", 300)
        assert process.wait(40) == 0
    finally:
        process.kill()
        process.wait(10)
    assert "Final standings" in said
    assert "the platform stays up" not in said
