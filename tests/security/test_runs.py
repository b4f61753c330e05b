"""Test runs: who may run what and when, and that nothing secret comes out by them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import pytest_asyncio

from judge_workers.evaluation.judge import Judge
from realtime.runtime import ids
from realtime.security.vault import NoKey
from realtime.storage import packages, runs
from realtime.storage.judge_queue import RunTask
from realtime.storage.packages import Case, File
from tests.api.harness import Api
from tests.api.world import problem_body
from tests.judging import real_judge
from tests.runs import URGENCY, Bench


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with real_judge(tmp_path_factory.mktemp("judge")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def bench(api: Api) -> Bench:
    return Bench(api, await api.caller(), await api.caller("admin"))


async def test_samples_are_judged_and_secret_tests_are_not_run(bench: Bench, judge: Judge) -> None:
    problem = await bench.package(tests=tuple(Case(f"{n} 2\n".encode(), f"{n + 2}\n".encode(), n in (0, 2)) for n in range(4)))
    source = "a, b = map(int, input().split()); print(a + b if a < 2 else 'no')"
    made = await bench.made(judge, source=source, problem_id=problem)
    assert [(test["test"], test["verdict"], test["output"]) for test in made["tests"]] == [(1, "AC", "2\n"), (2, "WA", "no\n")]


async def test_a_judge_of_runs_has_no_key_of_secret_tests(bench: Bench, judge: Judge) -> None:
    problem = await bench.problem()
    key = await bench.api.platform.pool.fetchval("select package_key from problem_versions where problem_id = $1", problem)
    with pytest.raises(NoKey, match="tests"):
        await packages.load(bench.api.documents, bench.handler(judge)._programs._vault, problem, key)


async def test_files_that_a_problem_adds_cannot_be_printed(bench: Bench, judge: Judge) -> None:
    problem = await bench.package(include={"python3": (File("secret.py", b"ANSWER = 3"),)})
    spying = "import secret, sys; text = open('/box/secret.py').read(); print(text); print(text, file=sys.stderr)"
    assert (await bench.send(source=spying, problem_id=problem, input="")).status == 422
    made = await bench.made(judge, source=spying, problem_id=problem)
    assert [(test["verdict"], test["output"], test["error"]) for test in made["tests"]] == [("WA", "", "")]


async def test_others_are_not_told_that_a_run_exists(bench: Bench, judge: Judge) -> None:
    run = (await bench.made(judge, input="1 2"))["id"]
    waiting = await bench.sent(input="1 2")
    other = await bench.api.caller("jury", "creator")
    for id in (run, waiting, ids.new(), "none"):
        for reader in (other, bench.admin):
            answer = await bench.get(id, reader)
            assert (answer.status, answer.json["detail"]) == (404, f"there is no run {id!r}, or none any more")


async def test_nothing_of_a_run_reaches_tables_logs_and_lists(bench: Bench, judge: Judge) -> None:
    pool = bench.api.platform.pool
    before = [await pool.fetchval(f"select count(*) from {table}") for table in ("submissions", "outbox", "audit")]
    problem = await bench.package()
    before[2] += 1  # the problem's
    await bench.made(judge, problem_id=problem)
    assert [await pool.fetchval(f"select count(*) from {table}") for table in ("submissions", "outbox", "audit")] == before
    assert bench.api.backbone.server.log == []
    assert (await bench.api.call("GET", f"/submissions/user/{bench.user.id}", by=bench.user)).json["submissions"] == []


async def test_sources_inputs_and_outputs_are_sealed(bench: Bench, judge: Judge) -> None:
    await bench.made(judge, source="print('s3cret' + input())", input="1nput")
    held = bench.api.documents._held
    kept = [document for (collection, _), document in held.items() if collection in (runs.REQUESTS, runs.RESULTS)]
    assert len(kept) == 2
    assert not any(word in bytes(document["sealed"]) for document in kept for word in (b"s3cret", b"1nput", bench.user.id.encode()))


async def test_a_request_that_was_never_accepted_is_not_run(bench: Bench, judge: Judge) -> None:
    """Whoever can write the queue asks for another user's run, to read its result as their own."""
    run, task = await bench.sent(input="1 2"), await bench.take()
    thief = await bench.api.caller()
    for forged in (RunTask(run, thief.id), RunTask(ids.new(), thief.id)):
        await asyncio.to_thread(bench.handler(judge).handle, forged, True, URGENCY)
    assert (await bench.get(run, thief)).status == 404
    assert await bench.state(run) == "queued"
    await asyncio.to_thread(bench.handler(judge).handle, task, True, URGENCY)
    assert await bench.state(run) == "done"


async def test_who_may_run_a_problem_of_a_contest(bench: Bench, judge: Judge) -> None:
    problem, foreign = await bench.problem(), await bench.problem()
    contest, elsewhere = await bench.contest(problem), await bench.contest(foreign)
    team, stranger, juror = bench.user, await bench.api.caller(), await bench.api.juror(await bench.api.caller(), contest)
    await bench.api.made(f"/contests/{contest}/join", by=team)
    sent = {"problem_id": problem, "contest_id": contest}
    assert (await bench.send(team, problem_id=problem)).status == 409  # without the contest its rules would not hold
    assert (await bench.send(stranger, **sent)).status == 403
    assert (await bench.send(team, problem_id=foreign, contest_id=contest)).status == 404
    assert (await bench.send(juror, problem_id=foreign, contest_id=contest)).status == 404
    assert (await bench.send(juror, problem_id=foreign, contest_id=elsewhere)).status == 403
    assert (await bench.send(team, problem_id=problem, contest_id="none")).status == 404
    for caller in (team, juror):
        assert [test["verdict"] for test in (await bench.made(judge, caller, **sent))["tests"]] == ["AC"]
    assert (await bench.made(judge, team, **sent, input="5 6"))["tests"][0]["output"] == "11\n"


async def test_a_contest_runs_the_samples_of_the_version_that_it_plays(bench: Bench, judge: Judge) -> None:
    """The next version is not for its contestants: neither to see nor to try out."""
    problem = await bench.package()
    contest = await bench.contest(problem)
    await bench.api.made(f"/contests/{contest}/join", by=bench.user)
    await bench.package(id=problem, tests=(Case(b"1 2\n", b"4\n", True),))
    assert [test["verdict"] for test in (await bench.made(judge, problem_id=problem, contest_id=contest))["tests"]] == ["AC"]


async def test_before_the_start_and_after_the_end_nobody_but_the_jury_runs(bench: Bench) -> None:
    coming, over = await bench.problem(), await bench.problem()
    next_one = await bench.contest(coming, begins_in=3600)
    last_one = await bench.contest(over, begins_in=-3600, duration=60_000)
    await bench.api.made(f"/contests/{next_one}/join", by=bench.user)
    juror = await bench.api.juror(await bench.api.caller(), next_one)
    assert (await bench.send(problem_id=coming, contest_id=next_one)).status == 409
    assert (await bench.send(problem_id=coming)).status == 404
    assert (await bench.send(problem_id=over, contest_id=last_one)).status == 409
    assert (await bench.send(juror, problem_id=coming, contest_id=next_one)).status == 202
    assert (await bench.send(problem_id=over)).status == 202


async def test_a_draft_is_run_by_its_author_only(bench: Bench) -> None:
    author = await bench.api.caller("creator")
    draft = (await bench.api.made("/problems", problem_body(), by=author))["id"]
    assert (await bench.send(problem_id=draft)).status == 404
    assert (await bench.send(author, problem_id=draft)).status == 202


async def test_a_contest_held_in_halls_takes_runs_from_there_only(bench: Bench) -> None:
    problem = await bench.problem()
    contest = await bench.contest(problem)
    await bench.api.made(f"/contests/{contest}/join", by=bench.user)
    path = f"/contests/{contest}/registration-settings"
    answer = await bench.api.call("PUT", path, {"networks": ["10.9.0.0/16"]}, by=bench.admin)
    assert answer.status == 200, answer.content
    assert (await bench.send(problem_id=problem, contest_id=contest)).status == 403
