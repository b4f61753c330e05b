"""Statistics of problems and teams over contests: what everybody may know, whatever the people in it show of themselves."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest_asyncio

from tests.api.harness import ANONYMOUS, Api, Caller, fresh
from tests.api.test_final_results import finalized, keeper
from tests.api.test_ratings import contest_with
from tests.api.test_users import published, submitted
from tests.api.world import contest_body, problem_body
from tests.database import execute

HOUR = 3_600_000


class Solved(NamedTuple):
    """A contest that is over, with a freeze: two teams solve the problem, one of them in the freeze, a third does not."""

    api: Api
    admin: Caller
    problem: str
    contest: str
    teams: list[Caller]

    async def statistics(self, by: Caller = ANONYMOUS) -> Any:
        answer = await self.api.call("GET", f"/problems/{self.problem}/statistics", by=by)
        assert answer.status == 200, answer.content
        return answer.json

    async def forget(self) -> None:
        """What tests write past the services ends no cache."""
        tags = [f"problem/{self.problem}"]
        await self.api.platform.caches.store.renew(tags)
        self.api.platform.caches.forget(tags)

    async def seen(self) -> tuple[int, int]:
        """Without ending anything: what a reader is told."""
        found = (await self.api.call("GET", f"/problems/{self.problem}/statistics")).json
        return found["submissions"], found["accepted"]


@pytest_asyncio.fixture(loop_scope="session")
async def solved(api: Api) -> Solved:
    admin, problem = await api.caller("admin"), await published(api, await api.caller("creator"))
    contest = str((await api.made("/contests", contest_body(problem, freeze=HOUR // 2), by=admin))["id"])
    teams = [await api.caller() for _ in range(3)]
    for team, verdict, at in zip(teams, ("AC", "AC", "WA"), (60_000, HOUR // 2, 30_000), strict=True):
        await api.made(f"/contests/{contest}/join", by=team)
        sent = await submitted(api, team, problem, verdict, contest)
        await execute(api.platform.pool, "update submissions set contest_time_ms = $2 where id = $1", sent, at)
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    return Solved(api, admin, problem, contest, teams)


async def test_nothing_of_a_frozen_contest_is_counted_until_the_thaw_and_again_when_it_is_taken_back(solved: Solved) -> None:
    api, admin = solved.api, solved.admin
    practising = await api.caller()
    await submitted(api, practising, solved.problem, "WA")
    assert await solved.seen() == (1, 0)
    await api.made(f"/contests/{solved.contest}/thaw", by=admin)
    assert await solved.seen() == (4, 2)
    assert (await api.call("DELETE", f"/contests/{solved.contest}/thaw", by=admin)).status == 200
    assert await solved.seen() == (1, 0)
    for reader in (admin, solved.teams[0]):  # the same for all: it is cached
        assert (await solved.statistics(reader))["submissions"] == 1


async def test_a_problem_is_counted_over_contests_and_outside_of_them(solved: Solved) -> None:
    api, first = solved.api, solved.teams[0]
    await api.made(f"/contests/{solved.contest}/thaw", by=solved.admin)
    for verdict, language in (("AC", "cpp"), ("TLE", "cpp"), ("JE", "cpp"), (None, "cpp")):
        await submitted(api, first, solved.problem, verdict, language=language)
    deleted = await submitted(api, first, solved.problem, "WA")
    await execute(api.platform.pool, "update submissions set state = 'deleted' where id = $1", deleted)
    found = await solved.statistics()
    assert (found["submissions"], found["accepted"], found["acceptance"]) == (5, 3, 0.6)
    assert (found["users"], found["solvers"]) == (3, 2)
    assert {count["name"]: count["submissions"] for count in found["verdicts"]} == {"AC": 3, "WA": 1, "TLE": 1}
    assert found["languages"] == [
        {"language": "python3", "submissions": 3, "accepted": 2},
        {"language": "cpp", "submissions": 2, "accepted": 1},
    ]
    assert [(solve["team_id"], solve["team_name"], solve["contest_time"]) for solve in found["fastest"]] == [
        (first.id, first.name, 60_000),
        (solved.teams[1].id, solved.teams[1].name, HOUR // 2),
    ]


async def test_hidden_teams_and_people_who_hide_are_in_no_list(solved: Solved) -> None:
    api, (first, second, _) = solved.api, solved.teams
    await api.made(f"/contests/{solved.contest}/thaw", by=solved.admin)
    hide = """update registrations set joined = joined || '{"hidden": true}' where contest_id = $1 and team_id = $2"""
    await execute(api.platform.pool, hide, solved.contest, first.id)
    await solved.forget()
    found = await solved.statistics()
    assert (found["submissions"], found["users"], [solve["team_id"] for solve in found["fastest"]]) == (2, 2, [second.id])
    await api.call("PUT", "/users/profile/privacy", {"statistics": "members"}, by=second)
    await solved.forget()
    found = await solved.statistics()
    assert (found["submissions"], found["fastest"]) == (2, [])


async def test_a_problem_that_one_may_not_see_has_no_statistics(api: Api) -> None:
    author, user = await api.caller("creator"), await api.caller()
    draft = str((await api.made("/problems", problem_body(), by=author))["id"])
    await submitted(api, author, draft, "AC")
    for reader in (ANONYMOUS, user):
        assert (await api.call("GET", f"/problems/{draft}/statistics", by=reader)).status == 404
    found = (await api.call("GET", f"/problems/{draft}/statistics", by=author)).json
    assert (found["submissions"], found["acceptance"]) == (0, None)  # what an author tries is nobody's result


async def test_a_withdrawn_problem_and_verdicts_of_the_contests_own_count_as_they_should(api: Api) -> None:
    admin, team = await api.caller("admin"), await api.caller()
    stays, goes = [await published(api, await api.caller("creator")) for _ in range(2)]
    types = {"OK": {"solved": True, "penalty": False}, "AC": {"solved": False, "penalty": True}}
    body = contest_body(stays, judgement_types=types)
    body["settings"]["problems"].append({"id": goes, "label": "B"})
    contest = str((await api.made("/contests", body, by=admin))["id"])
    await api.made(f"/contests/{contest}/join", by=team)
    for problem, verdict in ((stays, "OK"), (stays, "AC"), (goes, "OK")):
        await submitted(api, team, problem, verdict, contest)
    found = (await api.call("GET", f"/contests/{contest}/statistics?audience=jury", by=admin)).json["total"]
    assert (found["submissions"], found["accepted"], found["teams_solved"]) == (3, 2, 1)
    await api.call("PUT", f"/contests/{contest}/problems", {"problems": [{"id": stays, "label": "A"}]}, by=admin)
    found = (await api.call("GET", f"/contests/{contest}/statistics", by=ANONYMOUS)).json
    assert (found["total"]["submissions"], found["total"]["accepted"]) == (2, 1)
    assert found["total"] == found["problems"][0]["counts"]


async def of_team(api: Api, team: str, by: Caller = ANONYMOUS) -> Any:
    answer = await api.call("GET", f"/teams/{team}/statistics", by=by)
    assert answer.status == 200, answer.content
    return answer.json


async def test_a_team_has_its_places_in_final_contests(api: Api) -> None:
    admin, best, last, reader = await api.caller("admin"), *[await api.caller() for _ in range(3)]
    first, second = await contest_with(api, admin, best, last), await contest_with(api, admin, last, best)
    assert (await of_team(api, best.id, reader))["contests"] == 0
    for contest in (first, second):
        await finalized(api, admin, contest)
        assert await keeper(api, contest).look() == 1
    found = await of_team(api, last.id)
    assert (found["contests"], found["best_place"], found["submissions"], found["accepted"], found["solved"]) == (2, 1, 2, 2, 2)
    assert [(line["contest_id"], line["place"], line["teams"], line["solved"]) for line in found["results"]] == [
        (second, 1, 2, 1),
        (first, 2, 2, 1),
    ]


async def test_statistics_of_a_team_are_shown_where_all_of_its_members_show_theirs(api: Api) -> None:
    captain, mate, stranger, admin = [await api.caller(*roles) for roles in ((), (), (), ("admin",))]
    team = str((await api.made("/teams", {"name": fresh("Team")}, by=captain))["id"])
    await execute(api.platform.pool, "insert into team_members (team_id, user_id) values ($1, $2)", team, mate.id)
    path = f"/teams/{team}/statistics"
    readers = (ANONYMOUS, stranger, captain, mate, admin)
    for shown, expected in (
        ("everybody", [200, 200, 200, 200, 200]),
        ("members", [401, 200, 200, 200, 200]),
        ("nobody", [403, 403, 200, 200, 200]),
    ):
        await api.call("PUT", "/users/profile/privacy", {"statistics": shown}, by=mate)
        assert [(await api.call("GET", path, by=reader)).status for reader in readers] == expected
    assert (await api.call("GET", "/teams/no-such-team/statistics")).status == 404
