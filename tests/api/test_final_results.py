"""What is kept of a contest that has become final: results and, where its setting says so, ratings; and that both go with the result."""

from __future__ import annotations

from typing import Any

import pytest

from core_api.domains.ratings import ledger
from core_api.domains.ratings.store import Ratings
from core_api.domains.results.final import FinalResults
from core_api.domains.results.final_store import FinalStore
from core_api.workers.result_keeper import ResultKeeper
from leaderboard.ratings import SYSTEMS
from realtime.backbone import Reply
from realtime.protocol import subjects
from realtime.protocol.contest_settings import RatingSystem
from realtime.runtime.errors import Unavailable
from tests.api.harness import Api, Caller
from tests.api.test_ratings import contest_with, rating
from tests.database import execute


class OnlyThese(FinalStore):
    """Other tests have contests too."""

    def __init__(self, api: Api, *contests: str) -> None:
        super().__init__(api.platform.pool)
        self._contests = contests

    async def waiting(self) -> list[str]:
        return [contest for contest in self._contests if await self.look(contest) is not None]


def keeper(api: Api, *contests: str) -> ResultKeeper:
    ratings = Ratings(api.platform.pool, api.platform.pool)
    return ResultKeeper(FinalResults(OnlyThese(api, *contests), ledger.Ledger(ratings), api.backbone))


async def delivered(api: Api, *contests: str) -> None:
    """The relay has delivered what was to be said of these contests."""
    await execute(api.platform.pool, "delete from outbox where ordering_key = any($1::text[])", list(contests))


async def finalized(api: Api, admin: Caller, contest: str, *despite: str) -> None:
    await api.made(f"/contests/{contest}/finalize", {"despite": despite}, by=admin)
    await delivered(api, contest)


async def kept(api: Api, contest: str) -> list[Any]:
    found = await api.platform.pool.fetch(
        "select team_id, place, solved from contest_results where contest_id = $1 order by place, team_id", contest
    )
    return [tuple(row) for row in found]


async def test_a_final_result_is_kept_and_rated_goes_with_it_and_comes_back_the_same(api: Api) -> None:
    admin, best, last = await api.caller("admin"), await api.caller(), await api.caller()
    contest = await contest_with(api, admin, best, last, rated="elo-mmr")
    job = keeper(api, contest)
    assert await job.look() == 0  # it is not final
    await finalized(api, admin, contest)
    assert [await job.look() for _ in range(2)] == [1, 0]
    assert await kept(api, contest) == [(best.id, 1, 1), (last.id, 2, 1), ("unofficial", None, 1)]
    ratings = [await rating(api, user) for user in (best, last)]
    assert ratings[0] > 1500 > ratings[1]

    assert (await api.call("DELETE", f"/contests/{contest}/finalize", by=admin)).status == 200
    assert (await kept(api, contest), await rating(api, best)) == ([], None)
    await delivered(api, contest)
    assert await job.look() == 0
    await finalized(api, admin, contest)
    assert await job.look() == 1
    assert [await rating(api, user) for user in (best, last)] == ratings
    audited = (await api.call("GET", f"/audit?kind=contest&object={contest}&action=job%20result-keeper", by=admin)).json
    assert [entry["after"]["users"] for entry in audited["entries"]] == [2, 2]


async def test_a_contest_without_the_setting_is_kept_and_not_rated(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    contest = await contest_with(api, admin, user)
    await finalized(api, admin, contest)
    assert await keeper(api, contest).look() == 1
    assert (len(await kept(api, contest)), await rating(api, user)) == (2, None)


async def test_nothing_is_kept_before_the_log_has_all_and_the_freeze_is_lifted(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    contest = await contest_with(api, admin, user, freeze=0, rated="codeforces")
    job = keeper(api, contest)
    await finalized(api, admin, contest, "frozen")
    assert await job.look() == 0
    await api.made(f"/contests/{contest}/thaw", by=admin)
    assert await job.look() == 0  # that is not delivered
    await delivered(api, contest)
    assert await job.look() == 1


async def test_one_that_cannot_be_kept_now_does_not_hold_up_the_others(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    away, here = [await contest_with(api, admin, user, rated="codeforces") for _ in range(2)]
    for contest in (away, here):
        await finalized(api, admin, contest)
    request = api.backbone.request

    async def unless_away(subject: str, payload: bytes, *, timeout: float) -> Reply:
        if subject == subjects.history(away):
            raise Unavailable("nobody answers")
        return await request(subject, payload, timeout=timeout)

    monkeypatch.setattr(api.backbone, "request", unless_away)
    assert await keeper(api, away, here).look() == 1
    assert (await kept(api, away), len(await kept(api, here))) == ([], 2)
    monkeypatch.undo()
    assert await keeper(api, away, here).look() == 1


async def test_ratings_that_an_administrator_takes_back_stay_away(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    contest = await contest_with(api, admin, user, rated="codeforces")
    await finalized(api, admin, contest)
    await keeper(api, contest).look()
    assert (await api.call("DELETE", f"/contests/{contest}/ratings", by=admin)).status == 204
    assert (await keeper(api, contest).look(), await rating(api, user)) == (0, None)
    await api.made(f"/contests/{contest}/ratings", {}, by=admin)
    assert await rating(api, user) is not None


async def test_a_result_is_kept_though_its_ratings_cannot_be(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    first, second = [await contest_with(api, admin, user, rated="codeforces") for _ in range(2)]
    for contest in (second, first):
        await finalized(api, admin, contest)
    await keeper(api, second).look()
    monkeypatch.setattr(ledger, "MAX_COMPUTED", 1)
    assert await keeper(api, first).look() == 1
    changes = (await api.call("GET", f"/users/{user.id}/ratings")).json["changes"]
    assert (len(await kept(api, first)), [change["contest_id"] for change in changes]) == (2, [second])


async def test_a_setting_that_names_no_system_is_refused_and_a_final_one_is_not_changed(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    contest = await contest_with(api, admin, user)
    assert (await api.call("PUT", f"/contests/{contest}", {"settings": {"rated": "elo"}}, by=admin)).status == 400
    assert (await api.call("PUT", f"/contests/{contest}", {"settings": {"rated": "elo-mmr"}}, by=admin)).status == 202
    assert (await api.call("GET", f"/contests/{contest}")).json["settings"]["rated"] == "elo-mmr"
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    await finalized(api, admin, contest)
    assert (await api.call("PUT", f"/contests/{contest}", {"settings": {"rated": None}}, by=admin)).status == 409


def test_the_setting_has_the_systems_that_there_are() -> None:
    assert set(RatingSystem.__args__) == set(SYSTEMS)  # type: ignore[attr-defined]
