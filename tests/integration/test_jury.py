"""What a jury does during a contest, through REST, on the whole platform."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from deploy.local.client import Client, Refused
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, WRONG, contestant, make_contest, make_problem, submit, verdict_of


@pytest.fixture
async def admin(platform: Platform) -> AsyncIterator[Client]:
    async with Client(platform.url) as client:
        await client.login(*platform.admin)
        yield client


async def row_of(admin: Client, contest: str, team: str, query: str = "audience=jury") -> dict[str, Any]:
    rows = (await admin.call("GET", f"/contests/{contest}/leaderboard?{query}"))["rows"]
    return next((row for row in rows if row["team_id"] == team), {})


async def test_a_team_is_adjusted_hidden_disqualified_and_forgiven(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem], awards={"medal_shares": [10, 0, 0], "honors": [{"award": "honors", "least": 1}]})
    client, user = await contestant(platform.url, contest)
    team = f"/contests/{contest}/teams/{user['id']}"
    async with client:
        assert await verdict_of(client, await submit(client, contest, problem, RIGHT)) == "AC"
        wrong = await submit(client, contest, problem, WRONG)
        assert await verdict_of(client, wrong) == "WA"

    async def looks(rank: int | None, solved: int, penalty: int) -> bool:
        row = await row_of(admin, contest, user["id"])
        return bool(row) and (row["rank"], row["score"]) == (rank, {"num_solved": solved, "total_time": penalty})

    await eventually(lambda: looks(1, 1, 0))
    body = {"team_id": user["id"], "amount": 7, "reason": "left the room"}
    adjustment = (await admin.call("POST", f"/contests/{contest}/adjustments", body))["id"]
    await eventually(lambda: looks(1, 1, 7))
    await admin.call("DELETE", f"{team}/adjustments/{adjustment}")
    await eventually(lambda: looks(1, 1, 0))
    awards = (await admin.call("GET", f"/contests/{contest}/awards?audience=jury"))["awards"]
    won = {award["id"]: award["team_ids"] for award in awards}
    assert won == {key: [user["id"]] for key in ("winner", "gold-medal", f"first-to-solve-{problem}", "honors")}
    await admin.call("PUT", team, {"disqualified": True})
    await eventually(lambda: looks(None, 0, 0))
    await admin.call("PUT", team, {"disqualified": False, "unofficial": True, "groups": ["guests"]})
    await eventually(lambda: looks(None, 1, 0))
    assert (await row_of(admin, contest, user["id"], "audience=jury&group=guests"))["score"]["num_solved"] == 1
    await admin.call("PUT", team, {"hidden": True})

    async def gone() -> bool:
        return not await row_of(admin, contest, user["id"])

    await eventually(gone)
    with pytest.raises(Refused, match="not in this contest"):
        await admin.call("PUT", f"/contests/{contest}/teams/nobody", {"hidden": True})
    client, _ = await contestant(platform.url)
    async with client:
        with pytest.raises(Refused, match="jury"):
            await client.call("PUT", team, {"hidden": False})


async def test_a_deleted_submission_never_counted(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    client, user = await contestant(platform.url, contest)
    async with client:
        accepted = await submit(client, contest, problem, RIGHT)
        assert await verdict_of(client, accepted) == "AC"

        async def solved(count: int) -> bool:
            return bool((await row_of(admin, contest, user["id"])).get("score", {}).get("num_solved") == count)

        await eventually(lambda: solved(1))
        await admin.call("DELETE", f"/submissions/{accepted}")
        await eventually(lambda: solved(0))
        assert (await client.call("GET", f"/submissions/{accepted}"))["state"] == "deleted"


async def test_the_clock_is_paused_and_a_team_extended(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    client, user = await contestant(platform.url)
    contest = await make_contest(admin, [problem], begins_in=-20, seconds=30)
    async with client:
        await client.call("POST", f"/contests/{contest}/join")
        await admin.call("PUT", f"/contests/{contest}", {"settings": {"pauses": [[10_000, 19_000]], "freeze": 25_000}})
        shown = await client.call("GET", f"/contests/{contest}")
        lasts = datetime.fromisoformat(shown["ends_at"]) - datetime.fromisoformat(shown["starts_at"])
        assert (lasts.total_seconds(), shown["settings"]["freeze"]) == (39, 25_000)
        first = await submit(client, contest, problem, WRONG)
        sent_at = (await client.call("GET", f"/submissions/{first}"))["contest_time"]
        assert 20_000 <= sent_at < 39_000
        await admin.call("PUT", f"/contests/{contest}", {"settings": {"start": round((time.time() - 300) * 1000)}})
        with pytest.raises(Refused, match="over"):
            await submit(client, contest, problem, RIGHT)
        await admin.call("PUT", f"/contests/{contest}/teams/{user['id']}", {"extension": 600})
        late = await submit(client, contest, problem, RIGHT)
        assert await verdict_of(client, late) == "AC"

        async def solved() -> bool:
            return bool((await row_of(admin, contest, user["id"])).get("score", {}).get("num_solved") == 1)

        await eventually(solved)
        with pytest.raises(Refused, match=r"pauses\[0\]"):
            await admin.call("PUT", f"/contests/{contest}", {"settings": {"pauses": [[5000, 5000]]}})


async def test_judging_again_counts_when_it_is_applied_and_not_before(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem], medals=[1, 0, 0])
    client, user = await contestant(platform.url, contest)
    right_from = time.time() + 8  # a judge that was wrong once, and is right now
    async with client:
        submission = await submit(client, contest, problem, f"import time\nif time.time() > {right_from}:\n    {RIGHT}")
        assert await verdict_of(client, submission) == "WA"

    async def verdict(wanted: str) -> bool:
        return bool((await admin.call("GET", f"/submissions/{submission}"))["verdict"] == wanted)

    base = f"/contests/{contest}/rejudgings"
    with pytest.raises(Refused, match="no judged submission"):
        await admin.call("POST", base, {"reason": "none", "problems": ["another"]})

    async def is_right() -> bool:
        return time.time() > right_from

    await eventually(is_right)
    made = await admin.call("POST", base, {"reason": "the checker was wrong", "problems": [problem]})

    async def ready() -> Any:
        found = await admin.call("GET", f"{base}/{made['id']}")
        return found if found["state"] == "ready" else None

    found = await eventually(ready, 60)
    assert [(change["submission_id"], change["old"], change["new"]) for change in found["changed"]] == [(submission, "WA", "AC")]
    preview = await admin.call("GET", f"{base}/{made['id']}/preview")
    assert (preview["total"], preview["medals"]) == (1, 1)
    assert preview["moves"][0]["team_id"] == user["id"]
    assert (preview["moves"][0]["before"]["solved"], preview["moves"][0]["after"]["medal"]) == (0, "gold")
    assert (await row_of(admin, contest, user["id"]))["score"]["num_solved"] == 0, "nothing counts yet"
    assert await verdict("WA")

    assert (await admin.call("POST", f"{base}/{made['id']}/apply"))["state"] == "applied"
    await eventually(lambda: verdict("AC"))

    async def solved() -> bool:
        return bool((await row_of(admin, contest, user["id"]))["score"]["num_solved"] == 1)

    await eventually(solved)
    with pytest.raises(Refused, match="applied already"):
        await admin.call("POST", f"{base}/{made['id']}/cancel")
    other = await admin.call("POST", base, {"reason": "again", "submissions": [submission]})
    assert (await admin.call("POST", f"{base}/{other['id']}/cancel"))["state"] == "cancelled"
    assert len((await admin.call("GET", base))["rejudgings"]) == 2


async def test_a_late_starter_races_the_contest_that_was(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    early, first = await contestant(platform.url)
    late, second = await contestant(platform.url)
    contest = await make_contest(admin, [problem], seconds=12)
    async with early, late:
        await early.call("POST", f"/contests/{contest}/join")
        assert await verdict_of(early, await submit(early, contest, problem, RIGHT)) == "AC"
        with pytest.raises(Refused, match="not over yet"):
            await late.call("POST", f"/contests/{contest}/virtual-participation")

        async def over() -> bool:
            return bool((await late.call("GET", f"/contests/{contest}"))["status"] == "ended")

        await eventually(over, 30)
        with pytest.raises(Refused, match="already"):
            await early.call("POST", f"/contests/{contest}/virtual-participation")
        taken = await late.call("POST", f"/contests/{contest}/virtual-participation")
        assert taken["team_id"] == second["id"]
        submission = await submit(late, contest, problem, RIGHT)
        assert await verdict_of(late, submission) == "AC"

        async def both() -> Any:
            found = await late.call("GET", f"/contests/{contest}/virtual-participation")
            solved = {row["team_id"] for row in found["scoreboard"]["rows"] if row["score"]["num_solved"] == 1}
            return found if solved == {first["id"], second["id"]} else None

        await eventually(both, 30)
        official = (await admin.call("GET", f"/contests/{contest}/leaderboard?audience=jury"))["rows"]
        assert [row["team_id"] for row in official] == [first["id"]]
        past = (await admin.call("GET", f"/contests/{contest}/leaderboard?at=0"))["rows"]
        assert [row["score"]["num_solved"] for row in past] == [0]
