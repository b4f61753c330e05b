"""Run times beside those of others: of the same version and language, each team once, and nothing while a contest hides it."""

from __future__ import annotations

from typing import Any

import pytest

from core_api.domains.submissions.run_times import FEWEST
from tests.api.harness import Api, Caller
from tests.api.test_reuse import Practice
from tests.api.world import contest_body, submission_body
from tests.database import execute


async def sent(practice: Practice, run_time: int, by: Caller | None = None, **changes: Any) -> tuple[str, Caller]:
    """An accepted program of somebody, unlike all others."""
    by = by or await practice.api.caller()
    id = (await practice.submit(by, f"print({run_time})  # {by.id}", **changes))["id"]
    await practice.judged(id, run_time=run_time)
    return id, by


async def faster_than(api: Api, id: str, by: Caller) -> int | None:
    answer = await api.call("GET", f"/submissions/{id}/result", by=by)
    assert answer.status == 200, answer.content
    found: int | None = answer.json["faster_than"]
    return found


async def others(practice: Practice, *run_times: int) -> list[Caller]:
    return [(await sent(practice, run_time))[1] for run_time in run_times]


async def test_percent_of_the_others_that_take_longer(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, 50, 100, 200, 300, 400, 500)
    id, user = await sent(practice, 100)
    assert await faster_than(api, id, user) == 66  # four of six


async def test_each_team_counts_once_with_its_best_and_oneself_not_at_all(api: Api) -> None:
    practice = await Practice.make(api)
    (spammer, *_) = await others(practice, 10, 20, 30, 40, 50)
    for run_time in (900, 901, 902):
        await sent(practice, run_time, spammer)
    id, user = await sent(practice, 100)
    await sent(practice, 500, user)
    assert await faster_than(api, id, user) == 0


async def test_too_few_others_are_no_comparison(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, *range(100, 100 + FEWEST - 1))
    id, user = await sent(practice, 50)
    assert await faster_than(api, id, user) is None


@pytest.mark.parametrize("change", ["verdict = 'WA'", "problem_version = 2", "language = 'cpp'", "state = 'deleted'", "run_time_ms = null"])
async def test_other_programs_do_not_count(api: Api, change: str) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400)
    left_out, _ = await sent(practice, 500)
    await execute(api.platform.pool, f"update submissions set {change} where id = $1", left_out)
    id, user = await sent(practice, 50)
    assert await faster_than(api, id, user) is None


@pytest.mark.parametrize("verdict", ["WA", "TLE", "CE"])
async def test_only_accepted_programs_are_compared(api: Api, verdict: str) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400, 500)
    id, user = await sent(practice, 50)
    await practice.judged(id, verdict, 50)
    assert await faster_than(api, id, user) is None


async def contest_of(practice: Practice, user: Caller, **settings: Any) -> tuple[str, str]:
    """A contest that runs, with an accepted program of this user: both ids."""
    api = practice.api
    contest = (await api.made("/contests", contest_body(practice.problem, **settings), by=await api.caller("admin")))["id"]
    await api.made(f"/contests/{contest}/join", by=user)
    id = (await api.made(f"/contests/{contest}/submissions", submission_body(practice.problem), by=user))["id"]
    await practice.judged(id, run_time=60)
    return contest, id


async def end(api: Api, contest: str) -> None:
    await execute(api.platform.pool, "update contests set ends_at = now() - interval '1 minute' where id = $1", contest)


async def test_nothing_is_said_while_a_contest_runs_or_is_frozen(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400, 500)
    before, user = await sent(practice, 50)
    contest, id = await contest_of(practice, user, freeze=1_000_000, feedback="tests")
    assert await faster_than(api, id, user) is None
    assert await faster_than(api, before, user) is None, "the problem is in a contest that runs"
    await end(api, contest)
    assert await faster_than(api, before, user) == 100
    assert await faster_than(api, id, user) is None, "its contest is frozen"
    await execute(api.platform.pool, "update contests set thawed_at = now() where id = $1", contest)
    assert await faster_than(api, id, user) == 100


async def test_programs_of_a_frozen_contest_are_not_in_the_sample(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400)
    contest, _ = await contest_of(practice, await api.caller(), freeze=1_000_000)
    await end(api, contest)
    id, user = await sent(practice, 50)
    assert await faster_than(api, id, user) is None


async def test_a_hidden_team_is_not_in_the_sample(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400)
    hidden = await api.caller()
    contest, _ = await contest_of(practice, hidden)
    await end(api, contest)
    hide = """update registrations set joined = joined || '{"hidden": true}' where contest_id = $1 and team_id = $2"""
    await execute(api.platform.pool, hide, contest, hidden.id)
    id, user = await sent(practice, 50)
    assert await faster_than(api, id, user) is None


async def test_a_contest_that_is_frozen_again_ends_the_sample_that_is_kept(api: Api) -> None:
    practice, admin = await Practice.make(api), await api.caller("admin")
    await others(practice, 100, 200, 300, 400)
    contest, _ = await contest_of(practice, await api.caller(), freeze=1_000_000)
    await end(api, contest)
    await api.made(f"/contests/{contest}/thaw", by=admin)
    id, user = await sent(practice, 50)
    assert await faster_than(api, id, user) == 100
    assert (await api.call("DELETE", f"/contests/{contest}/thaw", by=admin)).status == 200
    assert await faster_than(api, id, user) is None


async def test_where_the_contest_tells_no_times_there_is_no_share(api: Api) -> None:
    practice = await Practice.make(api)
    await others(practice, 100, 200, 300, 400, 500)
    user = await api.caller()
    contest, id = await contest_of(practice, user, feedback="verdict")
    await end(api, contest)
    assert await faster_than(api, id, user) is None
