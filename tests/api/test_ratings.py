"""Rating a contest that is official, taking it back, and the global leaderboard."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from core_api.domains.ratings import ledger
from core_api.domains.ratings.store import Ratings
from core_api.storage import unit_of_work
from leaderboard.ratings import SYSTEMS, Result
from leaderboard.scoreboard import Score, Scoreboard, ScoreboardRow
from realtime.backbone import Message, Reply
from realtime.protocol import subjects
from realtime.protocol.questions import Answer, packed
from tests.api.harness import Api, Caller
from tests.api.test_users import published, submitted
from tests.api.world import contest_body
from tests.database import execute


async def contest_with(api: Api, admin: Caller, *users: Caller, **settings: Any) -> str:
    """An ended contest; the users stand in its final standings in their order, and a role `history` that says so."""
    problem = await published(api, await api.caller("creator"))
    contest = str((await api.made("/contests", contest_body(problem, **settings), by=admin))["id"])
    for user in users:
        await api.made(f"/contests/{contest}/join", by=user)
        await submitted(api, user, problem, "AC", contest)
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    rows = [ScoreboardRow(rank=place, team_id=user.id, score=Score(num_solved=1), problems=[]) for place, user in enumerate(users, 1)]
    rows.append(ScoreboardRow(rank=None, team_id="unofficial", score=Score(num_solved=1), problems=[]))

    async def answer(_: Message) -> Reply:
        board = Scoreboard(contest_id=contest, contest_time="1:00:00.000", rows=rows)
        return Reply(packed(Answer(msgspec.Raw(msgspec.json.encode(board)))), {})

    await api.backbone.answer(subjects.history(contest), answer)
    return contest


async def rating(api: Api, user: Caller) -> Any:
    return (await api.call("GET", f"/users/{user.id}/stats", by=user)).json["rating"]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_finalized_contest_is_rated_once_and_can_be_taken_back(api: Api, system: str) -> None:
    admin, best, middle, last = [await api.caller(*roles) for roles in (("admin",), (), (), ())]
    contest = await contest_with(api, admin, best, middle, last)
    path = f"/contests/{contest}/ratings"
    early = await api.call("POST", path, {"system": system}, by=admin)
    assert (early.status, "finalize" in early.json["detail"]) == (409, True)
    await api.made(f"/contests/{contest}/finalize", by=admin)
    assert (await api.made(path, {"system": system}, by=admin))["rated"] == 3
    assert (await api.call("POST", path, {"system": system}, by=admin)).status == 409

    expected = SYSTEMS[system].changes([Result(points, 0, 1500) for points in (3, 2, 1)])
    assert [await rating(api, user) for user in (best, middle, last)] == [1500 + change for change in expected]
    changes = (await api.call("GET", f"/users/{best.id}/ratings")).json["changes"]
    assert [(change["contest_id"], change["place"], change["before"]) for change in changes] == [(contest, 1, 1500)]

    second = await contest_with(api, admin, last, best)
    await api.made(f"/contests/{second}/finalize", by=admin)
    await api.made(f"/contests/{second}/ratings", {"system": system}, by=admin)
    after_both = await rating(api, best)
    assert (await api.call("DELETE", path, by=admin)).status == 204  # the second is rated anew without it
    alone = SYSTEMS[system].changes([Result(points, 0, 1500) for points in (2, 1)])
    assert [await rating(api, user) for user in (last, best, middle)] == [1500 + alone[0], 1500 + alone[1], None]
    await api.made(path, {"system": system}, by=admin)  # in its old place, before the second
    assert await rating(api, best) == after_both
    changes = (await api.call("GET", f"/users/{best.id}/ratings")).json["changes"]
    assert [(change["contest_id"], change["before"]) for change in changes] == [(second, 1500 + expected[0]), (contest, 1500)]
    assert (await api.call("DELETE", f"/contests/{second}/ratings", by=admin)).status == 204
    assert await rating(api, best) == 1500 + expected[0]
    assert (await api.call("DELETE", path, by=admin)).status == 204
    assert (await api.call("DELETE", path, by=admin)).status == 404
    assert await rating(api, best) is None


async def test_ratings_tell_nothing_of_a_freeze(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    contest = await contest_with(api, admin, user, freeze=0)
    await api.made(f"/contests/{contest}/finalize", {"despite": ["frozen"]}, by=admin)
    early = await api.call("POST", f"/contests/{contest}/ratings", {}, by=admin)
    assert (early.status, "thaw" in early.json["detail"]) == (409, True)
    await api.made(f"/contests/{contest}/thaw", by=admin)
    await api.made(f"/contests/{contest}/ratings", {}, by=admin)


async def test_too_much_to_compute_anew_is_refused_and_names_what_rests_on_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, user, other = await api.caller("admin"), await api.caller(), await api.caller()
    first, second = [await contest_with(api, admin, user, other) for _ in range(2)]
    for contest in (first, second):
        await api.made(f"/contests/{contest}/finalize", by=admin)
        await api.made(f"/contests/{contest}/ratings", {}, by=admin)
    held = await rating(api, user)
    monkeypatch.setattr(ledger, "MAX_COMPUTED", 1)
    for path in ("ratings", "finalize"):
        refused = await api.call("DELETE", f"/contests/{first}/{path}", by=admin)
        assert (refused.status, second in refused.json["detail"]) == (409, True)
    assert await rating(api, user) == held
    assert (await api.call("GET", f"/contests/{first}/ceremony", by=admin)).json["phase"] == "final"


@pytest.mark.parametrize("seed", range(3))
async def test_ratings_are_those_of_the_rated_contests_in_their_order_whatever_was_added_and_taken_back(api: Api, seed: int) -> None:
    """Against an oracle, which rates the contests that are left one after another."""
    chance, pool, store = random.Random(seed), api.platform.pool, Ratings(api.platform.pool, api.platform.pool)
    admin, users = await api.caller("admin"), [await api.caller() for _ in range(4)]
    contests: dict[str, dict[str, int]] = {}
    for _ in range(4):
        entrants = chance.sample(users, chance.randint(1, 4))
        contests[await contest_with(api, admin, *entrants)] = {user.id: chance.randint(1, 3) for user in entrants}
    ends = {row["id"]: row["ends_at"] for row in await pool.fetch("select id, ends_at from contests where id = any($1)", list(contests))}
    rated: dict[str, str] = {}
    for contest in chance.choices(list(contests), k=14):
        async with unit_of_work.begin(pool) as work:
            if contest in rated:
                await ledger.Ledger(store).remove(work, contest)
                del rated[contest]
            else:
                rated[contest] = chance.choice(list(SYSTEMS))
                await ledger.Ledger(store).add(work, contest, ends[contest], rated[contest], None, contests[contest])
        expected: dict[str, list[int]] = {}
        for name in sorted(rated, key=lambda name: (ends[name], name)):
            places = dict(sorted(contests[name].items()))
            before = [expected.get(user, [1500])[-1] for user in places]
            changes = SYSTEMS[rated[name]].changes([Result(-place, 0, held) for place, held in zip(places.values(), before, strict=True)])
            for user, held, change in zip(places, before, changes, strict=True):
                expected.setdefault(user, []).append(held + change)
        found = await pool.fetch("select * from ratings where user_id = any($1)", [user.id for user in users])
        assert {row["user_id"]: (row["rating"], row["peak"], row["contests"]) for row in found} == {
            user: (after[-1], max(after), len(after)) for user, after in expected.items()
        }


async def test_the_leaderboard_comes_in_pages_with_shared_ranks_and_without_who_hides(api: Api) -> None:
    users = [await api.caller() for _ in range(5)]
    pool = api.platform.pool
    top = 100_000 + (await pool.fetchval("select coalesce(max(rating), 0) from ratings"))
    for user, points in zip(users, (top + 9, top + 7, top + 7, top + 7, top + 1), strict=True):
        await execute(pool, "insert into ratings (user_id, rating, peak, contests) values ($1, $2, $2, 1)", user.id, points)
    try:
        level = sorted((users[1], users[2], users[3]), key=lambda user: user.id)
        await api.call("PUT", "/users/profile/privacy", {"statistics": "members"}, by=level[2])
        first = (await api.call("GET", "/users/leaderboard?limit=2")).json
        second = (await api.call("GET", f"/users/leaderboard?limit=2&cursor={first['next']}")).json
        listed = [(user["rank"], user["user_id"]) for user in first["users"] + second["users"]]
        assert listed == [(1, users[0].id), (2, level[0].id), (2, level[1].id), (4, users[4].id)]
        for wrong in ("x", "1500", "1500:", ":u", "9999999:u", "%00"):
            answer = await api.call("GET", f"/users/leaderboard?cursor={wrong}")
            assert (answer.status, answer.json["field"]) == (400, "cursor")
    finally:
        await execute(pool, "delete from ratings where user_id = any($1::text[])", [user.id for user in users])
