"""A whole contest run by REST alone, from packages and accounts to ratings and a verified log."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from deploy.local.client import Client, Refused
from realtime.storage.packages import MIB, Case, Package
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, WRONG, contestant, fresh, make_contest, submit, verdict_of
from tests.integration.test_cli import podium
from tests.integration.test_survival import VICTIMS

MINUTE = 60_000
DURATION, FREEZE = 300 * MINUTE, 240 * MINUTE
PROBLEMS = 8
WRONG_TEST = 6
"""Number of the problem that has one until it is corrected."""
EVERY_SECONDS = 10.0
"""A process is killed, in the test that does."""
PATIENCE = 150.0
"""Seconds until what was accepted has its effect: who waits may meet several kills, each of which costs a lease or a sweep."""


class Team(NamedTuple):
    id: str
    members: list[Client]


class Stage:
    """A contest with its people."""

    def __init__(self, platform: Platform, admin: Client, stack: AsyncExitStack) -> None:
        self.platform, self.admin, self._stack = platform, admin, stack
        self.contest = ""
        self.problems: list[str] = []

    @property
    def path(self) -> str:
        return f"/contests/{self.contest}"

    async def person(self) -> tuple[Client, str]:
        client, user = await contestant(self.platform.url)
        self._stack.push_async_exit(client)
        return client, user["id"]

    async def team(self, name: str, members: int = 3) -> Team:
        """Made by its captain with an invitation code, and in the contest."""
        people = [(await self.person())[0] for _ in range(members)]
        captain, *others = people
        made = await captain.call("POST", "/teams", {"name": fresh(name), "organization": name})
        if others:
            code = (await captain.call("POST", f"/teams/{made['id']}/invitations", {"uses": len(others)}))["code"]
        for other in others:
            await other.call("POST", "/teams/join", {"code": code})
        await captain.call("POST", f"{self.path}/join", {"team_id": made["id"]})
        return Team(made["id"], people)

    async def juror(self) -> Client:
        client, id_ = await self.person()
        await self.admin.call("PUT", f"{self.path}/jury/{id_}")
        return client

    async def now_is(self, jury: Client, minute: float) -> None:
        """Moves the start, so that the contest is in this minute of it."""
        start = round(time.time() * 1000 - minute * MINUTE)
        await jury.call("PUT", self.path, {"settings": {"start": start}}, {"If-Match": "*"})

    async def solves(self, team: Team, problems: list[str], source: str = RIGHT) -> None:
        """Each member a share of the problems."""
        sent = [
            (member, await submit(member, self.contest, problem, source))
            for member, problem in zip(team.members * PROBLEMS, problems, strict=False)
        ]
        for member, submission in sent:
            assert await verdict_of(member, submission, PATIENCE) == ("AC" if source == RIGHT else "WA")

    async def solved(self, client: Client, audience: str) -> dict[str, int]:
        rows = (await client.call("GET", f"{self.path}/leaderboard?audience={audience}"))["rows"]
        return {row["team_id"]: row["score"]["num_solved"] for row in rows}

    async def shows(self, client: Client, audience: str, wanted: dict[str, int]) -> None:
        async def as_wanted() -> bool:
            return await self.solved(client, audience) == wanted

        await eventually(as_wanted, PATIENCE)


@asynccontextmanager
async def staged(platform: Platform) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        admin = await stack.enter_async_context(Client(platform.url))
        await admin.login(*platform.admin)
        made = Stage(platform, admin, stack)
        made.problems = [await uploaded(admin, wrong=number == WRONG_TEST) for number in range(PROBLEMS)]
        made.contest = await make_contest(
            admin, made.problems, seconds=DURATION // 1000, freeze=FREEZE, medals=[1, 1, 1], rated="codeforces"
        )
        await admin.call("PUT", f"{made.path}/registration-settings", {"members_max": 3}, {"If-Match": "*"})
        yield made


async def uploaded(admin: Client, *, wrong: bool = False) -> str:
    """A problem by its package. `wrong`: with a wrong answer."""
    id_ = fresh("sum")
    package = Package(
        problem=id_,
        version=1,
        time_limit_ms=2000,
        memory_limit=64 * MIB,
        output_limit=MIB,
        checker="tokens",
        tolerance=0.0,
        checker_source="",
        tests=(Case(b"1 2\n", b"3\n", sample=True), Case(b"20 22\n", b"41\n" if wrong else b"42\n", sample=False)),
    )
    body = {"title": id_, "statement": "Add two numbers.", "package": package}
    await admin.send("PUT", f"/problems/{id_}/package", msgspec.msgpack.encode(body), {"Content-Type": "application/msgpack"})
    return id_


async def withdraw(stage: Stage, juror: Client, problem: str) -> None:
    """What was sent to it does not count any more."""
    chosen = (await juror.call("GET", stage.path))["settings"]["problems"]
    left = [each for each in chosen if each["id"] != problem]
    await juror.call("PUT", f"{stage.path}/problems", {"problems": left}, {"If-Match": "*"})


async def prints(stage: Stage, sender: Client, juror: Client) -> None:
    sent = await sender.call("POST", f"{stage.path}/prints", {"source": RIGHT, "file_name": "sum.py"})
    (waiting,) = (await juror.call("GET", f"{stage.path}/prints?delivered=false"))["prints"]
    assert (waiting["id"], waiting["file_name"]) == (sent["id"], "sum.py")
    await juror.call("POST", f"{stage.path}/prints/{sent['id']}/delivered")
    assert (await juror.call("GET", f"{stage.path}/prints?delivered=false"))["prints"] == []


async def rated(person: Client, contest: str) -> None:
    """Whoever was alone in a team gets a rating from the final result."""
    user = (await person.call("GET", "/users/profile"))["id"]

    async def changes() -> list[str]:
        return [change["contest_id"] for change in (await person.call("GET", f"/users/{user}/ratings"))["changes"]]

    assert await eventually(changes, PATIENCE) == [contest]


async def clarify(stage: Stage, jurors: list[Client], asker: Team, other: Team) -> None:
    """Two questions: one is claimed and answered to its team, one is answered to all."""
    desk, (first, second) = f"{stage.path}/clarifications", jurors
    asked = (await asker.members[1].call("POST", desk, {"question": "Is zero a number?", "problem_id": stage.problems[0]}))["id"]
    await first.call("POST", f"{desk}/{asked}/claim")
    with pytest.raises(Refused, match="claimed"):
        await second.call("PUT", f"{desk}/{asked}/answer", {"answer": "No."})
    await first.call("PUT", f"{desk}/{asked}/answer", {"answer": "Yes."})
    for member in asker.members:
        (seen,) = (await member.call("GET", desk))["clarifications"]
        assert (seen["answer"], seen["unread"]) == ("Yes.", True)
    assert (await other.members[0].call("GET", desk))["clarifications"] == []
    asked = (await other.members[0].call("POST", desk, {"question": "Until when may we print?"}))["id"]
    await second.call("PUT", f"{desk}/{asked}/answer", {"answer": "Until the last minute.", "to_all": True})
    assert [said["text"] for said in await asker.members[0].call("GET", f"{stage.path}/announcements")] == ["Until the last minute."]


async def correct_a_test(stage: Stage, juror: Client, team: Team) -> None:
    """A right program was rejected by a wrong test; its author corrects that, the jury switches the contest and applies the rejudging."""
    problem, member = stage.problems[WRONG_TEST], team.members[0]
    rejected = await submit(member, stage.contest, problem, RIGHT)
    assert await verdict_of(member, rejected, PATIENCE) == "WA"
    test = (await stage.admin.call("GET", f"/testcases/{problem}"))["testcases"][1]["id"]
    corrected = await stage.admin.call("PUT", f"/testcases/{test}", {"input": "20 22\n", "answer": "42\n"}, {"If-Match": "*"})
    switch = {"version": corrected["version"], "reason": "20 + 22 is 42"}
    made = await juror.call("POST", f"{stage.path}/problems/{problem}/version", switch)
    base = f"{stage.path}/rejudgings/{made['id']}"

    async def ready() -> bool:
        return bool((await juror.call("GET", base))["state"] == "ready")

    await eventually(ready, PATIENCE)
    assert team.id in {move["team_id"] for move in (await juror.call("GET", f"{base}/preview"))["moves"]}
    await juror.call("POST", f"{base}/apply")

    async def accepted() -> bool:
        return bool((await member.call("GET", f"/submissions/{rejected}"))["verdict"] == "AC")

    await eventually(accepted, PATIENCE)


async def balloons(stage: Stage, runner: Client) -> int:
    """Brings all that are due; how many those are."""
    due = (await runner.call("GET", f"{stage.path}/balloons?delivered=false&limit=200"))["balloons"]
    for balloon in due:
        await runner.call("PUT", f"{stage.path}/balloons/{balloon['id']}/delivery")
    return len(due)


async def reveal_all(stage: Stage, juror: Client) -> list[str]:
    """Teams in the order in which their cells were shown."""
    shown: list[str] = []
    while True:
        revealed = await juror.call("POST", f"{stage.path}/reveal", {})
        shown.append(revealed["team_id"])
        if not revealed["left"]:
            return shown


async def verify(stage: Stage, juror: Client, log: Path) -> None:
    """The exported log gives the board that the jury sees."""
    exported = await asyncio.to_thread(podium, "export", stage.contest, "--data", str(stage.platform.data))
    log.write_text(exported.stdout)
    verified = await asyncio.to_thread(podium, "verify", str(log), "--json")
    assert verified.returncode == 0, verified.stderr
    assert json.loads(verified.stdout)["rows"] == (await juror.call("GET", f"{stage.path}/leaderboard?audience=jury"))["rows"]


async def run(stage: Stage, tmp_path: Path) -> None:
    """From the first account to the verified result."""
    jurors = [await stage.juror() for _ in range(2)]
    juror = jurors[0]
    teams = [await stage.team(f"University {n}") for n in range(5)]
    for count, team in enumerate(teams, 1):
        await stage.solves(team, stage.problems[:count])
    await stage.solves(teams[0], [stage.problems[7]], WRONG)
    await withdraw(stage, juror, stage.problems[7])
    await prints(stage, teams[0].members[1], jurors[1])
    await clarify(stage, jurors, teams[0], teams[1])
    late = await stage.team("Late arrival", members=1)
    await juror.call("PUT", f"{stage.path}/teams/{late.id}", {"extension": 1800})

    await correct_a_test(stage, juror, teams[0])
    before = {team.id: count for count, team in enumerate(teams, 1)} | {late.id: 0, teams[0].id: 2}
    await stage.shows(stage.admin, "public", before)
    assert await balloons(stage, jurors[1]) == sum(before.values())
    await stage.now_is(juror, 250)
    await stage.solves(teams[0], stage.problems[1:4])
    await stage.now_is(juror, 310)
    with pytest.raises(Refused, match="over"):
        await submit(teams[0].members[0], stage.contest, stage.problems[5], RIGHT)
    await stage.solves(late, stage.problems[:2])
    after = {**before, teams[0].id: 5, late.id: 2}
    await stage.shows(juror, "jury", after)
    assert await stage.solved(teams[0].members[0], "public") == before, "the board is frozen"
    assert await balloons(stage, jurors[1]) == 0, "nor does a balloon tell what is behind the freeze"
    with pytest.raises(Refused, match="time"):
        await juror.call("POST", f"{stage.path}/finalize", {})

    await stage.now_is(juror, 331)
    with pytest.raises(Refused, match="frozen"):
        await juror.call("POST", f"{stage.path}/finalize", {})
    shown = await reveal_all(stage, juror)
    assert shown[0] == late.id, "from the last row upwards"
    await stage.shows(teams[0].members[0], "public", after)
    await juror.call("POST", f"{stage.path}/thaw")
    assert await balloons(stage, jurors[1]) == sum(after.values()) - sum(before.values())
    assert (await juror.call("POST", f"{stage.path}/finalize", {}))["phase"] == "final"
    with pytest.raises(Refused, match="final"):
        await juror.call("PUT", f"{stage.path}/teams/{late.id}", {"hidden": True})
    awards = {award["id"]: award["team_ids"] for award in (await juror.call("GET", f"{stage.path}/awards"))["awards"]}
    assert awards["winner"] == [teams[4].id]
    assert awards[f"first-to-solve-{stage.problems[0]}"] == [teams[0].id]

    async def is_kept() -> bool:
        results = (await juror.call("GET", f"/teams/{teams[4].id}/statistics"))["results"]
        return [(result["place"], result["teams"], result["solved"]) for result in results] == [(1, 6, 5)]

    await eventually(is_kept, PATIENCE)

    await rated(late.members[0], stage.contest)
    await verify(stage, juror, tmp_path / "log.ndjson")


@pytest.mark.timeout(300)
async def test_a_contest_from_accounts_to_a_verified_result(platform: Platform, tmp_path: Path) -> None:
    async with staged(platform) as stage:
        await run(stage, tmp_path)


@pytest.mark.timeout(900)
async def test_the_same_while_random_processes_are_killed(own_platform: Platform, tmp_path: Path) -> None:
    order, killed = random.Random(13).sample(VICTIMS, len(VICTIMS)), list[str]()

    async def kill() -> None:
        for victim in itertools.cycle(order):
            os.kill(own_platform.pid_of(victim), signal.SIGKILL)
            killed.append(victim)
            await asyncio.sleep(EVERY_SECONDS)

    async with staged(own_platform) as stage:
        killer = asyncio.create_task(kill())
        await run(stage, tmp_path)
        killer.cancel()
        with pytest.raises(asyncio.CancelledError):  # not before: it has not failed
            await killer
    assert len(killed) > 1, "the contest was over before much was killed"
