"""The list of contests: filters, and pages that hold under them."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core_api.domains.contests.models import ContestQuery
from core_api.domains.contests.store import Contests
from core_api.storage import pool as postgres
from core_api.storage.migrate import migrations
from tests.api.harness import ANONYMOUS, Answer, Api, Caller, fresh
from tests.api.world import contest_body, problem_body
from tests.database import execute

HOUR = 3600


@pytest_asyncio.fixture(loop_scope="session")
async def admin(api: Api) -> Caller:
    return await api.caller("admin", "creator")


async def listed(api: Api, by: Caller = ANONYMOUS, **query: Any) -> Answer:
    return await api.call("GET", f"/contests?{urlencode(query)}", by=by)


async def ids(api: Api, by: Caller = ANONYMOUS, **query: Any) -> list[str]:
    answer = await listed(api, by, **query)
    assert answer.status == 200, answer.content
    return [contest["id"] for contest in answer.json["contests"]]


async def made(api: Api, admin: Caller, word: str, **changes: Any) -> str:
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    return str((await api.made("/contests", contest_body(problem, **{"name": f"The {word} Cup", **changes}), by=admin))["id"])


async def test_contests_are_found_by_what_state_they_are_in(api: Api, admin: Caller) -> None:
    word = fresh("word")
    upcoming = await made(api, admin, word, begins_in=HOUR)
    running = await made(api, admin, word, begins_in=-10)
    paused = await made(api, admin, word, begins_in=-1000, freeze=900_000, pauses=[[5_000, 500_000]])
    frozen = await made(api, admin, word, begins_in=-1000, freeze=900_000, pauses=[[5_000, 10_000]])
    ended = await made(api, admin, word, begins_in=-2 * HOUR)
    final = await made(api, admin, word, begins_in=-3 * HOUR)
    assert (await api.call("POST", f"/contests/{final}/finalize", by=admin)).status == 200
    found = {status: set(await ids(api, q=word, status=status)) for status in ("upcoming", "running", "frozen", "ended", "final")}
    assert found == {
        "upcoming": {upcoming},
        "running": {running, paused, frozen},
        "frozen": {frozen},
        "ended": {ended, final},
        "final": {final},
    }


async def test_the_migration_knows_from_when_on_contests_of_before_are_frozen(api: Api, admin: Caller) -> None:
    """As the service reckons it: with pauses before the freeze, but not with those behind it."""
    word, pool = fresh("old"), api.platform.pool
    pauses: list[list[list[int]]] = [[], [[5_000, 10_000], [20_000, 25_000]], [[5_000, 10_000], [905_000, 910_000]], [[904_999, 905_001]]]
    for paused in pauses:
        await made(api, admin, word, freeze=900_000, pauses=paused)
    await made(api, admin, word)
    found = "select id, freezes_at from contests where settings ->> 'name' like $1 order by id"
    before = await pool.fetch(found, f"%{word}%")
    assert sum(row["freezes_at"] is None for row in before) == 1
    (migration,) = [migration for migration in migrations() if migration.name.startswith("0044")]
    update = migration.sql[migration.sql.index("update contests c set freezes_at") :].partition(";")[0]
    await execute(pool, "update contests set freezes_at = null where settings ->> 'name' like $1", f"%{word}%")
    await execute(pool, update)
    assert await pool.fetch(found, f"%{word}%") == before


async def test_contests_are_found_by_name_time_and_rating(api: Api, admin: Caller) -> None:
    word = fresh("100%_Word")
    first, second = await made(api, admin, word, begins_in=-5 * HOUR), await made(api, admin, word, begins_in=5 * HOUR)
    assert await ids(api, q=word.lower()) == [second, first]
    assert await ids(api, q=word.replace("_", "%")) == []
    now = round(time.time() * 1000)
    assert await ids(api, q=word, from_time=now) == [second]
    assert await ids(api, q=word, to_time=now) == [first]
    await execute(
        api.platform.pool,
        "insert into rated_contests (contest_id, system, rated_by, ended_at) values ($1, 'codeforces', $2, now())",
        first,
        admin.id,
    )
    counts = await made(api, admin, fresh("rated"), begins_in=HOUR, rated="codeforces")
    assert counts in await ids(api, admin, rated=True, limit=200)
    assert (await ids(api, admin, q=word, rated=True), await ids(api, admin, q=word, rated=False)) == ([first], [second])


async def test_ones_own_contests_are_of_nobody_else(api: Api, admin: Caller) -> None:
    word = fresh("mine")
    joined, judged = await made(api, admin, word), await made(api, admin, word, begins_in=HOUR)
    user, other = await api.caller(), await api.caller()
    await api.made(f"/contests/{joined}/join", by=user)
    juror = await api.juror(user, judged)
    assert await ids(api, juror, mine=True) == [judged, joined]
    assert await ids(api, other, mine=True) == []
    anonymous = await listed(api, mine=True)
    assert (anonymous.status, anonymous.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("query", "field"), [({"status": "over"}, "status"), ({"q": "x" * 101}, "q"), ({"from_time": -1}, "from_time")])
async def test_wrong_filters_are_named(api: Api, query: dict[str, Any], field: str) -> None:
    refused = await listed(api, **query)
    assert (refused.status, refused.json["field"]) == (400, field)


@given(
    starts=st.lists(st.sampled_from([-7200, -3600, -10, 3600, None]), min_size=1, max_size=9),
    private=st.sets(st.integers(0, 8)),
    inside=st.sets(st.integers(0, 8)),
    status=st.sampled_from([None, "upcoming", "running", "ended"]),
    limit=st.integers(1, 4),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_hold_each_contest_once_whatever_the_filter(
    store_urls: dict[str, str],
    admin: Caller,
    starts: list[int | None],
    private: set[int],
    inside: set[int],
    status: Any,
    limit: int,
) -> None:
    """Equal starts, contests without one, and private ones in between: the pages together are the list, in its order."""
    asyncio.run(check_pages(store_urls["postgres"], admin.id, starts, private, inside, status, limit))


async def check_pages(url: str, user: str, starts: list[int | None], private: set[int], inside: set[int], status: Any, limit: int) -> None:
    pool = await postgres.connect(url)
    try:
        word, now = fresh("pages"), time.time()
        for number, start in enumerate(starts):
            settings = {"name": word, "duration": 1, "visibility": "private" if number in private else "public"}
            await execute(
                pool,
                "insert into contests (id, settings, starts_at, ends_at, created_by) values"
                " ($1, $2, to_timestamp($3::float8), to_timestamp($3::float8 + 600), $4)",
                f"{word}-{number}",
                settings,
                None if start is None else now + start,
                user,
            )
        seen = [f"{word}-{number}" for number in inside]
        order = sorted(range(len(starts)), key=lambda n: (float("inf") if starts[n] is None else starts[n], f"{word}-{n}"), reverse=True)
        states = {n: "upcoming" if start is None or start > 0 else "running" if start > -600 else "ended" for n, start in enumerate(starts)}
        wanted = [f"{word}-{n}" for n in order if (n not in private or n in inside) and status in (None, states[n])]
        contests, found, behind = Contests(pool), list[str](), None
        for _ in itertools.count():
            page = await contests.page(ContestQuery(q=word, status=status, limit=limit), behind, user, seen)
            assert len(page) <= limit + 1
            found += [row.id for row in page[:limit]]
            if len(page) <= limit:
                break
            behind = (page[limit - 1].starts_at, page[limit - 1].id)
        assert found == wanted
    finally:
        await pool.close()
