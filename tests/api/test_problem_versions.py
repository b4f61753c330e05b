"""Versions of problems: what makes one, what its history says, which one contests, practice and readers have, and when its package goes."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

import msgspec
import pytest

from core_api.domains.problems.service import CURSOR
from core_api.domains.search.store import SearchStore
from core_api.workers.package_sweeper import KEPT_DAYS, UPLOAD_SECONDS, PackageSweeper
from realtime.runtime.errors import Unavailable
from realtime.storage import packages
from realtime.storage.packages import MIB, Case, Package
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.judging import reach, tasks
from tests.api.world import contest_body, problem_body, submission_body
from tests.conftest import eventually
from tests.database import execute

TESTS = (Case(b"1 2\n", b"3\n", True, "1", "sample"), Case(b"20 22\n", b"41 wrong\n", False, "1", "secret"))
CORRECTED = (TESTS[0], Case(b"20 22\n", b"42\n", False, "1", "secret"))


def package(tests: tuple[Case, ...] = TESTS, time_limit_ms: int = 1000) -> Package:
    return Package("", 1, time_limit_ms, 64 * MIB, MIB, "tokens", 0.0, "", tests)


async def sent(api: Api, problem: str, by: Caller, tests: tuple[Case, ...] = TESTS, **changes: Any) -> Answer:
    body = {"title": problem, "statement": "Add.", "package": package(tests), **changes}
    return await api.call("PUT", f"/problems/{problem}/package", data=msgspec.msgpack.encode(body), by=by)


async def imported(api: Api, by: Caller, **changes: Any) -> str:
    problem = fresh("sum")
    assert (await sent(api, problem, by, **changes)).status == 201
    return problem


async def history(api: Api, problem: str, by: Caller) -> list[Any]:
    answer = await api.call("GET", f"/problems/{problem}/versions", by=by)
    assert answer.status == 200, answer.content
    return list(answer.json["versions"])


async def keys(api: Api, problem: str) -> dict[int, str | None]:
    rows = await api.platform.pool.fetch("select version, package_key from problem_versions where problem_id = $1", problem)
    return {row["version"]: row["package_key"] for row in rows}


async def joined(api: Api, problem: str, *by: Caller, **settings: Any) -> str:
    contest = str((await api.made("/contests", contest_body(problem, **settings), by=await api.caller("admin")))["id"])
    for caller in by:
        await api.made(f"/contests/{contest}/join", by=caller)
    return contest


async def version_of(api: Api, path: str, problem: str, by: Caller) -> int:
    """With which version a new submission is judged."""
    submission = (await api.made(path, submission_body(problem), by=by))["id"]
    return (await tasks(api, submission))[0].problem_version


async def test_a_package_that_is_imported_again_makes_a_version(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    again = await sent(api, problem, author, CORRECTED, title=fresh("Renamed"), note="the answer was wrong", published=True)
    assert (again.status, again.json["outcome"], again.json["version"]) == (201, "new-version", 2)
    assert again.json["changes"] == {"changed": {"count": 1, "ordinals": [1]}}
    newest, first = await history(api, problem, author)
    assert (newest["version"], newest["note"], newest["tests"]) == (2, "the answer was wrong", 2)
    assert newest["changes"] == again.json["changes"]
    assert (first["version"], first["changes"], first["available"]) == (1, {}, True)
    held = await keys(api, problem)
    assert held[1] != held[2]
    new = await packages.load(api.documents, api.platform.vault, problem, str(held[2]))
    assert (new.version, new.tests) == (2, CORRECTED)
    seen = (await api.call("GET", f"/problems/{problem}")).json
    assert (seen["version"], seen["title"]) == (2, again.json["title"])


async def test_a_package_that_changes_nothing_makes_no_version(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author, published=True)
    same = await sent(api, problem, author, statement="Add *two* numbers.")
    assert (same.status, same.json["outcome"], same.json["version"], same.json["changes"]) == (200, "unchanged", 1, None)
    assert same.json["statement"]["text"] == "Add *two* numbers."
    assert same.json["published"] is True, "a package does not make a draft of it again"
    assert len(await history(api, problem, author)) == 1
    assert len(await api.documents.ids(packages.HEADS, "", 1000)) == 1


async def test_nobody_elses_problem_is_changed(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller("creator")
    problem = await imported(api, author)
    refused = await sent(api, problem, other, CORRECTED)
    assert (refused.status, refused.json["field"]) == (409, "id")
    assert (await sent(api, problem, await api.caller("admin"), CORRECTED)).status == 201
    assert [(await api.call("GET", f"/problems/{problem}/versions", by=by)).status for by in (author, other)] == [200, 404]
    await api.call("PATCH", f"/problems/{problem}", {"published": True}, by=author)
    assert (await api.call("GET", f"/problems/{problem}/versions", by=other)).status == 403


async def test_limits_and_checker_make_a_version_and_other_fields_do_not(api: Api) -> None:
    author = await api.caller("creator")
    problem = str((await api.made("/problems", problem_body(), by=author))["id"])
    path, body = f"/problems/{problem}", {"title": problem, "difficulty": "hard", "tags": ["sums"], "published": True}
    limits = {"time_limit": 2.0, "memory_limit": 256, "output_limit": 8}
    first = await api.call("GET", path, by=author)
    same = await api.call("PUT", path, {**body, **limits}, by=author, headers={"If-Match": first.headers["ETag"]})
    assert (same.status, same.json["version"], same.json["difficulty"], same.json["published"]) == (200, 1, "hard", True)
    stale = await api.call("PUT", path, {**body, **limits}, by=author, headers={"If-Match": first.headers["ETag"]})
    assert stale.status == 412
    slower = await api.call("PUT", path, {**body, **limits, "time_limit": 3.5, "note": "for Python"}, by=author)
    assert (slower.json["version"], slower.json["time_limit"], slower.json["memory_limit"]) == (2, 3.5, 256)
    checker = {"kind": "float", "tolerance": 0.01}
    assert (await api.call("PUT", path, {**body, **limits, "time_limit": 3.5, "checker": checker}, by=author)).json["version"] == 3
    assert [version["changes"] for version in await history(api, problem, author)] == [
        {"checker": True},
        {"limits": {"time_limit": {"before": 2.0, "after": 3.5}}},
        {},
    ]
    new = await packages.load(api.documents, api.platform.vault, problem, str((await keys(api, problem))[3]))
    assert (new.time_limit_ms, new.checker, new.tolerance, len(new.tests)) == (3500, "float", 0.01, 2)


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"time_limit": 0}, 400, "time_limit"),
        ({"memory_limit": 1}, 400, "memory_limit"),
        ({"checker": {"kind": "custom"}}, 422, "checker.source"),
        ({"title": "\u200b"}, 422, "title"),
        ({"tests": []}, 400, "tests"),
    ],
)
async def test_what_is_wrong_with_a_replacement_is_named(api: Api, changes: dict[str, Any], status: int, field: str) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    body = {"title": problem, "difficulty": "easy", "tags": [], "published": False, "time_limit": 1, "memory_limit": 64, "output_limit": 1}
    answer = await api.call("PUT", f"/problems/{problem}", {**body, **changes}, by=author)
    assert (answer.status, answer.json["field"]) == (status, field)
    assert len(await keys(api, problem)) == 1


async def test_of_two_versions_at_once_one_is_made(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    answers = await asyncio.gather(*(sent(api, problem, author, (*CORRECTED, Case(b"%d" % n, b"", False))) for n in range(2)))
    assert sorted(answer.status for answer in answers) in ([201, 201], [201, 409])
    versions = await history(api, problem, author)
    assert [version["version"] for version in versions] == list(range(len(versions), 0, -1))
    assert len(await api.documents.ids(packages.HEADS, "", 1000)) == len(versions), "what was refused left no package"


@pytest.mark.parametrize("step", range(3))
async def test_an_upload_that_fails_leaves_the_version_of_before(api: Api, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    done, put = 0, api.documents.put

    async def put_or_fail(*arguments: Any) -> None:
        nonlocal done
        if done == step:
            raise Unavailable("away")
        done += 1
        await put(*arguments)

    with monkeypatch.context() as broken:
        broken.setattr(api.documents, "put", put_or_fail)
        assert (await sent(api, problem, author, CORRECTED)).status == 503
    assert (await history(api, problem, author))[0]["version"] == 1
    assert len(await api.documents.ids(packages.HEADS, "", 1000)) == 1
    assert (await sent(api, problem, author, CORRECTED)).json["version"] == 2


async def test_a_contest_goes_on_with_the_version_that_it_began_with(api: Api) -> None:
    author, team = await api.caller("creator"), await api.caller()
    problem = await imported(api, author, published=True)
    contest = await joined(api, problem, team)
    runs, reads = f"/contests/{contest}/submissions", partial(api.call, "GET", f"/problems/{problem}")
    assert (await sent(api, problem, author, (Case(b"7 7\n", b"14\n", True), *CORRECTED))).json["version"] == 2
    assert await version_of(api, runs, problem, team) == 1
    seen = (await reads(by=team)).json
    assert (seen["version"], [sample["input"] for sample in seen["samples"]]) == (1, ["1 2\n"]), "teams read what they are judged with"
    later = await joined(api, problem, begins_in=3600)
    assert [v["version"] for v in (await api.call("GET", f"/contests/{later}/versions", by=await api.caller("jury"))).json["versions"]] == [
        2
    ]
    await execute(api.platform.pool, "update contests set ends_at = now() + interval '1 second' where id = $1", contest)
    await api.call("PATCH", f"/problems/{problem}", {"difficulty": "hard"}, by=author)
    await reads()  # into the caches

    async def shows_the_newest() -> bool:
        return bool((await reads()).json["version"] == 2)

    await eventually(shows_the_newest)  # once the contest is over, though nobody changed anything


async def test_lists_and_searches_show_the_limits_of_the_page(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author, published=True)
    await joined(api, problem)
    assert (await sent(api, problem, author, package=package(CORRECTED, 5000))).json["version"] == 2
    page = (await api.call("GET", f"/problems/{problem}")).json
    cursor = CURSOR.write(problem[:-1])
    [listed] = [p for p in (await api.call("GET", f"/problems?cursor={cursor}")).json["problems"] if p["id"] == problem]
    [found] = await SearchStore(api.platform.pool).shown([problem])
    assert page["time_limit"] == listed["time_limit"] == found.time_limit_ms / 1000 == 1


async def test_readers_are_not_told_which_version_a_private_contest_plays(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author, published=True)
    await joined(api, problem, visibility="private")
    await sent(api, problem, author, (Case(b"7 7\n", b"14\n", True), *CORRECTED))
    seen = (await api.call("GET", f"/problems/{problem}", by=await api.caller())).json
    assert (seen["version"], seen["samples"][0]["input"]) == (2, "7 7\n")


async def test_a_start_that_is_moved_changes_no_version(api: Api) -> None:
    """Else a contest that was begun late would play what was made in its first minutes."""
    author, team, admin = await api.caller("creator"), await api.caller(), await api.caller("admin")
    problem = await imported(api, author)
    contest = await joined(api, problem, team)
    await sent(api, problem, author, CORRECTED)
    later = {"settings": {"start": round(time.time() * 1000)}}
    assert (await api.call("PUT", f"/contests/{contest}", later, by=admin)).status == 202
    assert await version_of(api, f"/contests/{contest}/submissions", problem, team) == 1
    upcoming = await joined(api, problem, begins_in=3600)
    await sent(api, problem, author, TESTS)
    await api.call("PUT", f"/contests/{upcoming}", {"settings": {"start": round(time.time() * 1000) + 1_000_000}}, by=admin)
    [played] = (await api.call("GET", f"/contests/{upcoming}/versions", by=admin)).json["versions"]
    assert played["version"] == 3, "one that has not begun plays the newest"
    begun = {"settings": {"start": round(time.time() * 1000) - 600_000}}
    assert (await api.call("PUT", f"/contests/{upcoming}", begun, by=admin)).status == 202
    [played] = (await api.call("GET", f"/contests/{upcoming}/versions", by=admin)).json["versions"]
    assert played["version"] == 3, "and goes on with it, though by its new start it began before"


async def test_judging_again_uses_the_version_that_the_contest_plays(api: Api) -> None:
    author, team, admin = await api.caller("creator"), await api.caller(), await api.caller("admin")
    problem = await imported(api, author)
    contest = await joined(api, problem, team)
    submission = (await api.made(f"/contests/{contest}/submissions", submission_body(problem), by=team))["id"]
    await reach(api, (await tasks(api, submission))[0], "WA")
    await sent(api, problem, author, CORRECTED)
    await api.made(f"/contests/{contest}/rejudgings", {"reason": "a judge was broken"}, by=admin)
    first, again = await tasks(api, submission)
    assert (again.problem, again.package) == (first.problem, first.package)


async def test_practice_has_the_newest_version(api: Api) -> None:
    author, reader = await api.caller("creator"), await api.caller()
    problem = await imported(api, author, published=True)
    await sent(api, problem, author, CORRECTED)
    assert await version_of(api, "/submissions", problem, reader) == 2


async def test_a_problem_that_comes_into_a_running_contest_is_played_in_its_newest_version(api: Api) -> None:
    author, team, admin = await api.caller("creator"), await api.caller(), await api.caller("admin")
    first, late = await imported(api, author), await imported(api, author)
    contest = await joined(api, first, team)
    await sent(api, late, author, CORRECTED)
    problems = {"problems": [{"id": first, "label": "A"}, {"id": late, "label": "B"}]}
    assert (await api.call("PUT", f"/contests/{contest}/problems", problems, by=admin)).status == 200
    assert await version_of(api, f"/contests/{contest}/submissions", late, team) == 2


async def test_the_checklist_says_that_a_contest_plays_an_older_version(api: Api) -> None:
    author, admin = await api.caller("creator"), await api.caller("admin")
    problem = await imported(api, author)
    contest = await joined(api, problem)

    async def warned() -> list[str]:
        items = (await api.call("GET", f"/contests/{contest}/checklist", by=admin)).json["items"]
        return [item["message"] for item in items if item["id"] == "problem-version"]

    assert await warned() == []
    await sent(api, problem, author, CORRECTED)
    [message] = await warned()
    assert "is played in version 1, and there is version 2" in message


async def test_nothing_of_a_test_stands_in_a_row(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    secret = "the-secret-of-this-test"
    await sent(api, problem, author, (*TESTS, Case(secret.encode(), secret.encode(), False)))
    for table in ("problem_versions", "testcases", "audit", "problems", "outbox", "changes"):
        assert not await api.platform.pool.fetchval(f"select count(*) from {table} t where t::text like '%' || $1 || '%'", secret), table


async def test_a_removed_problem_leaves_no_package_of_any_version(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    await sent(api, problem, author, CORRECTED)
    held = set((await keys(api, problem)).values())
    assert (await api.call("DELETE", f"/problems/{problem}", by=author)).status == 204
    left = {subject for (subject,) in await api.platform.pool.fetch("select subject from sagas where kind = $1", packages.SAGA)}
    assert held <= left


async def test_of_very_many_versions_the_latest_keep_their_packages(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_api.workers.package_sweeper.KEPT_VERSIONS", 2)
    author = await api.caller("creator")
    problem = await imported(api, author)
    for number in range(4):
        await sent(api, problem, author, (*TESTS, Case(b"%d" % number, b"", False)))
    await PackageSweeper(api.platform.pool, api.documents).retire()
    assert {version for version, key in (await keys(api, problem)).items() if key} == {3, 4, 5}


async def test_versions_retire_that_no_contest_plays(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    for number in range(3):
        await sent(api, problem, author, (*TESTS, Case(b"%d" % number, b"", False)))
        if number == 0:
            await joined(api, problem)  # plays version 2
    sweeper = PackageSweeper(api.platform.pool, api.documents)
    await sweeper.retire()
    assert all((await keys(api, problem)).values()), "not yet: a jury may want one back"
    old = await keys(api, problem)
    await execute(
        api.platform.pool,
        "update problem_versions set made_at = made_at - make_interval(days => $2) where problem_id = $1",
        problem,
        KEPT_DAYS + 1,
    )
    await execute(api.platform.pool, "update contests set created_at = now() where settings -> 'problems' -> 0 ->> 'id' = $1", problem)
    pinned = (
        "insert into contest_problem_versions select id, $1, 2, created_by from contests where settings -> 'problems' -> 0 ->> 'id' = $1"
    )
    await execute(api.platform.pool, pinned, problem)
    assert await sweeper.retire() >= 2
    kept = await keys(api, problem)
    assert {version for version, key in kept.items() if key} == {2, 4}
    shown = {version["version"]: version["available"] for version in await history(api, problem, author)}
    assert shown == {4: True, 3: False, 2: True, 1: False}
    await sweeper.sweep(time.time() + UPLOAD_SECONDS + 1)
    heads = set(await api.documents.ids(packages.HEADS, "", 1000))
    assert {version for version, key in old.items() if key in heads} == {2, 4}
