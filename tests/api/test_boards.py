"""Boards, team lists and contests as they are read: made once a version, with an ETag; a change is seen by whoever made it."""

from __future__ import annotations

import time

import pytest_asyncio

from leaderboard import roster
from leaderboard.board import Entry
from leaderboard.redis_board import RedisBoard
from leaderboard.roster import Member
from realtime.protocol.frames import Row
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.world import all_contests

HOUR = 3_600_000


def line(team: str, solved: int) -> Entry:
    return Entry((-solved, 0, 0), team, team, Row(0, solved, 0, None, ()))


@pytest_asyncio.fixture(loop_scope="session")
async def admin(api: Api) -> Caller:
    return await api.caller("admin", "creator")


async def recorded(api: Api, admin: Caller) -> str:
    """An imported contest that has begun."""
    id = fresh("recorded")
    start = round(time.time() * 1000) - HOUR // 2
    settings = {"name": id, "rule": "icpc", "start": start, "duration": HOUR, "problems": [{"id": "p", "label": "A"}]}
    await api.made(f"/contests/{id}/events", {"batch": "1", "events": [{"type": "settings", "settings": settings}]}, by=admin)
    return id


async def board_of(api: Api, id: str, tag: str = "", query: str = "?limit=50") -> Answer:
    return await api.call("GET", f"/contests/{id}/leaderboard{query}", headers={"If-None-Match": tag} if tag else {})


async def test_a_board_is_made_once_a_version(api: Api, admin: Caller) -> None:
    id = await recorded(api, admin)
    board = RedisBoard(api.platform.redis, id, "public")
    await board.update(1, None, 1, [line("a", 2), line("b", 1)])
    first, again = await board_of(api, id), await board_of(api, id)
    assert [row["team_id"] for row in first.json["rows"]] == ["a", "b"]
    assert first.json["rows"][0]["problems"][0]["label"] == "A"
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    unchanged = await board_of(api, id, first.headers["ETag"])
    assert (unchanged.status, unchanged.content) == (304, b"")
    await board.update(1, 1, 2, [line("b", 3)])
    changed = await board_of(api, id, first.headers["ETag"])
    assert changed.status == 200
    assert [row["team_id"] for row in changed.json["rows"]] == ["b", "a"]


async def test_pages_of_a_board_have_tags_of_their_own(api: Api, admin: Caller) -> None:
    id = await recorded(api, admin)
    await RedisBoard(api.platform.redis, id, "public").update(1, None, 1, [line("a", 2), line("b", 1)])
    answers = [await board_of(api, id, query=query) for query in ("?limit=1", "?limit=1&start=1", "?limit=2")]
    assert [[row["team_id"] for row in answer.json["rows"]] for answer in answers] == [["a"], ["b"], ["a", "b"]]
    assert len({answer.headers["ETag"] for answer in answers}) == 3


async def test_the_boards_of_jury_and_public_are_kept_apart(api: Api, admin: Caller) -> None:
    id = await recorded(api, admin)
    await RedisBoard(api.platform.redis, id, "jury").update(1, None, 1, [line("secret", 1)])
    await RedisBoard(api.platform.redis, id, "public").update(1, None, 1, [line("open", 1)])
    path = f"/contests/{id}/leaderboard?audience=jury"
    assert (await api.call("GET", path, by=admin)).json["rows"][0]["team_id"] == "secret"
    assert (await board_of(api, id)).json["rows"][0]["team_id"] == "open"
    assert (await api.call("GET", path)).status == 401


async def test_a_board_that_nobody_has_written_is_empty_and_appears_later(api: Api, admin: Caller) -> None:
    id = await recorded(api, admin)
    assert (await board_of(api, id)).json["rows"] == []
    await RedisBoard(api.platform.redis, id, "public").update(1, None, 1, [line("a", 1)])
    assert len((await board_of(api, id)).json["rows"]) == 1


async def test_teams_are_listed_once_a_version_and_without_hidden_ones(api: Api, admin: Caller) -> None:
    id = await recorded(api, admin)
    path, redis = f"/contests/{id}/teams", api.platform.redis
    assert (await api.call("GET", path)).json == []
    await roster.write(redis, id, [Member(0, "a", "A"), Member(1, "b", "B", hidden=True)])
    first = await api.call("GET", path)
    assert first.json == [{"n": 0, "id": "a", "name": "A"}]
    assert (await api.call("GET", path, headers={"If-None-Match": first.headers["ETag"]})).status == 304
    await roster.write(redis, id, [Member(0, "a", "New")])
    changed = await api.call("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status, changed.json[0]["name"]) == (200, "New")
    assert (await api.call("GET", "/contests/none/teams")).status == 404


async def test_a_change_is_seen_at_once_by_whoever_made_it(api: Api, admin: Caller) -> None:
    await api.made("/problems", {"id": (problem := fresh("p")), "title": problem, "statement": "Add.", "tests": TESTS}, by=admin)
    settings = {
        "name": "Old",
        "rule": "icpc",
        "start": round(time.time() * 1000),
        "duration": HOUR,
        "problems": [{"id": problem, "label": "A"}],
    }
    id = (await api.made("/contests", {"id": fresh("contest"), "settings": settings}, by=admin))["id"]
    assert (await api.call("GET", f"/contests/{id}")).json["settings"]["name"] == "Old"
    assert (await api.call("GET", "/contests")).status == 200
    assert (await api.call("PUT", f"/contests/{id}", {"settings": {"name": "New"}}, by=admin)).status == 202
    assert (await api.call("GET", f"/contests/{id}", by=admin)).json["settings"]["name"] == "New"
    listed = await all_contests(api, admin)
    assert [contest["settings"]["name"] for contest in listed if contest["id"] == id] == ["New"]


async def test_the_list_of_contests_has_a_tag(api: Api, admin: Caller) -> None:
    await recorded(api, admin)
    first = await api.call("GET", "/contests", by=admin)
    assert (await api.call("GET", "/contests", by=admin, headers={"If-None-Match": first.headers["ETag"]})).status == 304


TESTS = [{"input": "1 2\n", "answer": "3\n", "sample": True}]
