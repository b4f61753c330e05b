"""Results to take away and statistics: what the freeze hides, and names that are formulas or markup."""

from __future__ import annotations

import csv
import io
from typing import Any, NamedTuple

import msgspec
import pytest_asyncio

from leaderboard import roster
from leaderboard.roster import Member
from leaderboard.scoreboard import ProblemCell, Score, Scoreboard, ScoreboardRow
from realtime.backbone import Message, Reply
from realtime.protocol import subjects
from realtime.protocol.questions import Answer, Award, packed, unpacked
from tests.api.harness import ANONYMOUS, Api, Caller
from tests.api.test_users import published, submitted
from tests.api.world import contest_body
from tests.database import execute

FORMULA, MARKUP = '=HYPERLINK("x")', "<script>alert(1)</script>"


class Ended(NamedTuple):
    """A contest that is over and frozen, with a solved problem before the freeze and another one in it."""

    api: Api
    id: str
    teams: list[Caller]
    juror: Caller

    async def get(self, what: str, by: Caller = ANONYMOUS) -> Any:
        return await self.api.call("GET", f"/contests/{self.id}/{what}", by=by)

    async def thaw(self) -> None:
        await execute(self.api.platform.pool, "update contests set thawed_at = now() where id = $1", self.id)


@pytest_asyncio.fixture(loop_scope="session")
async def ended(api: Api) -> Ended:
    admin = await api.caller("admin")
    problem = await published(api, await api.caller("creator"))
    contest = str((await api.made("/contests", contest_body(problem, freeze=1_800_000), by=admin))["id"])
    teams = [await api.caller() for _ in range(3)]
    for team, verdict, at in zip(teams, ("AC", "AC", "WA"), (60_000, 1_800_000, 1_799_999), strict=True):
        await api.made(f"/contests/{contest}/join", by=team)
        sent = await submitted(api, team, problem, verdict, contest)
        await execute(api.platform.pool, "update submissions set contest_time_ms = $2 where id = $1", sent, at)
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    names = (FORMULA, MARKUP, "-plain")
    await roster.write(api.platform.redis, contest, [Member(n, team.id, names[n], "ETH", ("a",)) for n, team in enumerate(teams)])
    cell = ProblemCell(problem_id=problem, label="A", num_judged=2, num_pending=0, solved=True, time=1)
    rows = [
        ScoreboardRow(rank=place, team_id=team.id, score=Score(num_solved=1, total_time=21), problems=[cell])
        for place, team in enumerate(teams, 1)
    ]

    async def answer(asked: Message) -> Reply:
        found: Any = Scoreboard(contest_id=contest, contest_time="1:00:00.000", rows=rows)
        if b'"awards"' in unpacked(asked.payload):
            found = [Award("winner", "Contest winner", [teams[0].id])]
        return Reply(packed(Answer(msgspec.Raw(msgspec.json.encode(found)))), {})

    await api.backbone.answer(subjects.history(contest), answer)
    return Ended(api, contest, teams, await api.juror(await api.caller(), contest))


async def test_results_are_the_jurys_until_the_freeze_is_lifted(ended: Ended) -> None:
    for form in ("results", "results.csv", "results.html"):
        assert (await ended.get(form)).status == 403
        assert (await ended.get(form, ended.juror)).status == 403  # the public's
        assert (await ended.get(f"{form}?audience=jury", ended.teams[0])).status == 403
        assert (await ended.get(f"{form}?audience=jury", ended.juror)).status == 200
    await ended.thaw()
    shown = (await ended.get("results")).json
    assert (shown["final"], shown["problems"], len(shown["teams"])) == (False, ["A"], 3)
    first = shown["teams"][0]
    assert (first["rank"], first["name"], first["solved"], first["penalty"], first["awards"]) == (1, FORMULA, 1, 21, ["winner"])
    assert [(problem["tries"], problem["time"]) for problem in first["problems"]] == [(2, 1)]


async def test_a_running_contest_has_no_results_for_the_public(ended: Ended) -> None:
    await ended.thaw()
    await execute(ended.api.platform.pool, "update contests set ends_at = now() + interval '1 hour' where id = $1", ended.id)
    assert (await ended.get("results")).status == 403


async def test_csv_has_no_formulas(ended: Ended) -> None:
    await ended.thaw()
    answer = await ended.get("results.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n") == 4
    head, *lines = csv.reader(io.StringIO(answer.content.decode(), newline=""))
    assert [line[head.index("team")] for line in lines] == [f"'{FORMULA}", MARKUP, "'-plain"]
    assert [lines[0][head.index(name)] for name in ("rank", "organization", "awards", "A tries", "A time")] == [
        "1",
        "ETH",
        "winner",
        "2",
        "1",
    ]


async def test_the_page_has_no_markup_of_teams(ended: Ended) -> None:
    await ended.thaw()
    answer = await ended.get("results.html")
    page = answer.content.decode()
    assert "<script" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


async def test_statistics_know_nothing_of_the_freeze(ended: Ended) -> None:
    public = (await ended.get("statistics")).json
    total = public["total"]
    assert (public["frozen"], total["submissions"], total["pending"], total["accepted"]) == (True, 3, 1, 1)
    assert (total["teams_tried"], total["teams_solved"], total["first_solved_ms"]) == (3, 1, 60_000)
    assert {count["name"]: count["submissions"] for count in total["verdicts"]} == {"AC": 1, "WA": 1}
    assert total["languages"] == [{"name": "python3", "submissions": 3}]
    assert public["problems"][0]["counts"] == total
    assert (await ended.get("statistics?audience=jury", ended.teams[0])).status == 403
    jury = (await ended.get("statistics?audience=jury", ended.juror)).json
    assert (jury["frozen"], jury["total"]["accepted"], jury["total"]["pending"]) == (False, 2, 0)
    await ended.thaw()
    assert (await ended.get("statistics")).json["total"] == jury["total"]


async def test_hidden_teams_count_for_the_jury_alone(ended: Ended) -> None:
    hide = """update registrations set joined = joined || '{"hidden": true}' where contest_id = $1 and team_id = $2"""
    await execute(ended.api.platform.pool, hide, ended.id, ended.teams[0].id)
    public, jury = await ended.get("statistics"), await ended.get("statistics?audience=jury", ended.juror)
    assert [answer.json["total"]["accepted"] for answer in (public, jury)] == [0, 2]


async def test_a_team_that_the_jury_has_taken_out_counts_for_nobody(ended: Ended) -> None:
    admin = await ended.api.caller("admin")
    path = f"/contests/{ended.id}/registrations/{ended.teams[0].id}"
    assert (await ended.api.call("PATCH", path, {"state": "rejected"}, by=admin)).status == 200
    public, jury = await ended.get("statistics"), await ended.get("statistics?audience=jury", ended.juror)
    counts = [(answer.json["total"]["submissions"], answer.json["total"]["accepted"]) for answer in (public, jury)]
    assert counts == [(2, 0), (2, 1)]
