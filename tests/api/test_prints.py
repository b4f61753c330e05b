"""Prints: what a team sends, who sees it, its PDF, who brought it, and that sources are sealed and removed."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from core_api.domains.prints.models import MAX_SOURCE
from core_api.domains.prints.service import MAX_WAITING_OF_TEAM
from core_api.workers.print_sweeper import KEPT_DAYS, PrintSweeper
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute
from tests.pdf import pages

SECRET = "int the_trick_that_nobody_may_see = 42;"


class Hall:
    """A running contest with two teams, of which the first has two members, and a juror."""

    def __init__(self, api: Api, contest: str, problem: str, people: list[Caller], team: str) -> None:
        self.api, self.contest, self.problem, self.team = api, contest, problem, team
        self.ada, self.bob, self.other, self.juror = people

    async def call(self, method: str, what: str = "", body: Any = None, by: Caller | None = None, **more: Any) -> Answer:
        return await self.api.call(method, f"/contests/{self.contest}/prints{what}", body, by=by or self.juror, **more)

    async def sent(self, by: Caller | None = None, **body: Any) -> Any:
        answer = await self.call("POST", "", body or {"source": SECRET, "file_name": "a.cpp"}, by or self.ada)
        assert answer.status == 201, answer.content
        return answer.json

    async def ids(self, query: str = "", by: Caller | None = None) -> list[str]:
        return [entry["id"] for entry in (await self.call("GET", query, by=by)).json["prints"]]

    async def execute(self, statement: str, *arguments: object) -> None:
        await execute(self.api.platform.pool, statement, *arguments)

    async def over(self, days: int = 0) -> None:
        await self.execute(
            "update contests set starts_at = starts_at - make_interval(days => $2), ends_at = now() - make_interval(days => $2),"
            " settings = jsonb_set(settings, '{duration}', '10000') where id = $1",
            self.contest,
            days,
        )


@pytest_asyncio.fixture(loop_scope="session")
async def hall(api: Api) -> Hall:
    admin = await api.caller("admin")
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    contest = (await api.made("/contests", contest_body(problem, begins_in=-60), by=admin))["id"]
    await api.call("PUT", f"/contests/{contest}/registration-settings", {"members_max": 2}, by=admin)
    ada, bob, other = [await api.caller() for _ in range(3)]
    team = (await api.made("/teams", {"name": fresh("Trio")}, by=ada))["id"]
    code = (await api.made(f"/teams/{team}/invitations", {}, by=ada))["code"]
    await api.made("/teams/join", {"code": code}, by=bob)
    await api.made(f"/contests/{contest}/join", {"team_id": team}, by=ada)
    await api.made(f"/contests/{contest}/join", by=other)
    juror = await api.juror(await api.caller(), contest)
    return Hall(api, contest, problem, [ada, bob, other, juror], team)


async def test_a_team_sends_a_text_and_the_jury_gets_it_as_pdf(hall: Hall) -> None:
    path = f"/contests/{hall.contest}/registrations/{hall.team}"
    await hall.api.call("PATCH", path, {"location": "Hall 2, table 17"}, by=hall.juror)
    made = await hall.sent()
    assert (made["team_id"], made["location"], made["file_name"]) == (hall.team, "Hall 2, table 17", "a.cpp")
    assert 60_000 <= made["contest_time"] < 600_000
    assert "source" not in made
    answer = await hall.call("GET", f"/{made['id']}.pdf")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    (page,) = pages(answer.content)
    for words in (made["team_name"], "Hall 2, table 17", "sent at 0:01:", "page 1 of 1", "a.cpp"):
        assert words in page
    assert "the_trick_that_nobody_may_see" in page


async def test_a_team_prints_its_own_submissions_only(hall: Hall) -> None:
    path = f"/contests/{hall.contest}/submissions"
    own = (await hall.api.made(path, submission_body(hall.problem, "print(4711)"), by=hall.bob))["id"]
    made = await hall.sent(submission_id=own)
    assert (made["submission_id"], made["language"], made["file_name"]) == (own, "python3", "main.py")
    assert "4711" in pages((await hall.call("GET", f"/{made['id']}.pdf")).content)[0]
    refused = await hall.call("POST", "", {"submission_id": own}, by=hall.other)
    unknown = await hall.call("POST", "", {"submission_id": "none"}, by=hall.other)
    assert (refused.status, unknown.status) == (404, 404)
    assert refused.json["detail"].replace(own, "") == unknown.json["detail"].replace("none", "")


async def test_of_a_submission_all_files_are_printed(hall: Hall) -> None:
    files = [{"name": "main.py", "text": "import helper"}, {"name": "helper.py", "text": "print(4712)"}]
    body = {"problem_id": hall.problem, "language": "python3", "files": files}
    own = (await hall.api.made(f"/contests/{hall.contest}/submissions", body, by=hall.bob))["id"]
    made = await hall.sent(submission_id=own)
    assert made["file_name"] == "main.py"
    (page,) = pages((await hall.call("GET", f"/{made['id']}.pdf")).content)
    packed = "".join(page.split())  # highlighting prints word by word
    places = [packed.index(words) for words in ("==>main.py<==", "importhelper", "==>helper.py<==", "4712")]
    assert places == sorted(places)


async def test_what_cannot_be_printed_is_refused_by_field(hall: Hall) -> None:
    for body, status, field in (
        ({}, 422, "source"),
        ({"source": "a", "submission_id": "b"}, 422, "source"),
        ({"source": "a", "language": "brainfuck"}, 422, "language"),
        ({"source": "a", "file_name": "a\u202egpj.c"}, 422, "file_name"),
        ({"source": "é" * (MAX_SOURCE // 2 + 1)}, 413, "source"),
    ):
        answer = await hall.call("POST", "", body, by=hall.ada)
        assert (answer.status, answer.json["field"]) == (status, field), answer.content
    assert await hall.ids() == []


async def test_the_queue_of_a_team_is_bounded_and_no_retry_prints_twice(hall: Hall) -> None:
    key = {"Idempotency-Key": fresh("key")}
    first, again = [await hall.call("POST", "", {"source": "a"}, by=hall.ada, headers=key) for _ in range(2)]
    assert (first.status, first.json) == (201, again.json)
    for _ in range(MAX_WAITING_OF_TEAM - 1):
        await hall.sent(by=hall.bob)
    assert (await hall.call("POST", "", {"source": "a"}, by=hall.ada)).status == 409
    await hall.sent(by=hall.other)  # another team's paper
    await hall.call("POST", f"/{first.json['id']}/delivered")
    await hall.sent()


async def test_only_who_takes_part_now_prints(hall: Hall) -> None:
    stranger = await hall.api.caller()
    assert (await hall.call("POST", "", {"source": "a"}, by=stranger)).status == 403
    assert (await hall.call("POST", "", {"source": "a"})).status == 403  # the jury has printers of its own
    await hall.over()
    refused = await hall.call("POST", "", {"source": "a"}, by=hall.ada)
    assert (refused.status, refused.json["detail"]) == (409, "the contest is over")
    virtual = await hall.api.caller()
    await hall.api.made(f"/contests/{hall.contest}/virtual-participation", by=virtual)
    assert (await hall.call("POST", "", {"source": "a"}, by=virtual)).status == 409


async def test_a_hall_prints_from_its_network(hall: Hall) -> None:
    path = f"/contests/{hall.contest}/registration-settings"
    await hall.api.call("PUT", path, {"members_max": 2, "networks": ["10.1.0.0/16"]}, by=await hall.api.caller("admin"))
    assert (await hall.call("POST", "", {"source": "a"}, by=hall.ada)).status == 403


async def test_the_jury_sees_the_queue_in_its_order_and_teams_their_own(hall: Hall) -> None:
    mine, others, last = await hall.sent(), await hall.sent(by=hall.other), await hall.sent(by=hall.bob)
    assert await hall.ids() == [mine["id"], others["id"], last["id"]]
    assert await hall.ids(f"?team={hall.other.id}") == [others["id"]]
    for member in (hall.ada, hall.bob):
        assert await hall.ids(by=member) == [mine["id"], last["id"]]
        assert await hall.ids(f"?team={hall.other.id}", by=member) == [mine["id"], last["id"]], "no filter shows another team's"
    assert await hall.ids(by=hall.other) == [others["id"]]
    await hall.call("POST", f"/{mine['id']}/delivered")
    assert await hall.ids("?delivered=false") == [others["id"], last["id"]]
    assert await hall.ids("?delivered=true") == [mine["id"]]
    page = (await hall.call("GET", "?limit=2")).json
    assert [entry["id"] for entry in page["prints"]] == [mine["id"], others["id"]]
    assert await hall.ids(f"?limit=2&cursor={page['next']}") == [last["id"]]


async def test_a_print_is_delivered_once_and_each_change_leaves_one_row(hall: Hall) -> None:
    id = (await hall.sent())["id"]
    first = (await hall.call("POST", f"/{id}/delivered")).json
    second_juror = await hall.api.juror(await hall.api.caller(), hall.contest)
    assert (await hall.call("POST", f"/{id}/delivered", by=second_juror)).json == first
    assert first["delivered_by"] == hall.juror.name
    assert [(await hall.call("DELETE", f"/{id}/delivered")).json["delivered_by"] for _ in range(2)] == [None, None]
    assert (await hall.call("POST", f"/{id}/delivered", by=second_juror)).json["delivered_by"] == second_juror.name
    rows = await hall.api.platform.pool.fetchval("select count(*) from audit where kind = 'print' and object = $1", id)
    assert rows == 4  # sent, delivered, taken back, delivered


async def test_a_team_takes_its_waiting_print_back_and_no_other(hall: Hall) -> None:
    id = (await hall.sent())["id"]
    assert (await hall.call("DELETE", f"/{id}", by=hall.other)).status == 404
    assert (await hall.call("DELETE", f"/{id}", by=hall.bob)).status == 204
    assert await hall.ids() == []
    delivered = (await hall.sent())["id"]
    await hall.call("POST", f"/{delivered}/delivered")
    assert (await hall.call("DELETE", f"/{delivered}", by=hall.ada)).status == 409


async def test_a_foreign_jury_reaches_no_print(hall: Hall) -> None:
    id = (await hall.sent())["id"]
    admin = await hall.api.caller("admin")
    elsewhere = (await hall.api.made("/contests", contest_body(hall.problem), by=admin))["id"]
    foreign = await hall.api.juror(await hall.api.caller(), elsewhere)
    assert (await hall.call("GET", f"/{id}.pdf", by=foreign)).status == 403
    for method, what in (("GET", f"/{id}.pdf"), ("POST", f"/{id}/delivered"), ("DELETE", f"/{id}"), ("GET", f"/{id}")):
        answer = await hall.api.call(method, f"/contests/{elsewhere}/prints{what}", by=foreign)
        assert (answer.status, answer.json["code"]) == (404, "not-found")


async def test_sources_are_sealed_and_removed_some_days_after_the_contest(hall: Hall) -> None:
    pool = hall.api.platform.pool
    id = (await hall.sent())["id"]
    sealed = await pool.fetchval("select source_sealed from prints where id = $1", id)
    assert b"trick" not in sealed
    other = (await hall.sent(source="x"))["id"]
    await hall.execute("update prints set source_sealed = $2 where id = $1", other, sealed)  # in another's place
    assert (await hall.call("GET", f"/{other}.pdf")).status == 500

    await hall.over(KEPT_DAYS - 1)
    await PrintSweeper(pool).sweep()
    assert await pool.fetchval("select source_sealed is not null from prints where id = $1", id)
    await hall.over(KEPT_DAYS + 1)
    assert await PrintSweeper(pool).sweep() >= 2
    shown = (await hall.call("GET", f"/{id}")).json
    assert (shown["has_source"], shown["file_name"]) == (False, "a.cpp")
    assert (await hall.call("GET", f"/{id}.pdf")).status == 404


async def test_no_source_is_in_the_audit_log(hall: Hall) -> None:
    id = (await hall.sent())["id"]
    await hall.call("DELETE", f"/{id}", by=hall.ada)
    rows = await hall.api.platform.pool.fetch("select before::text, after::text from audit where object = $1", id)
    assert len(rows) == 2
    assert "trick" not in str([tuple(row) for row in rows])
