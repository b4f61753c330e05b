"""What one team's followers are told."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from contest_engine.live.publisher import Publisher
from contest_engine.model import neighbours
from contest_engine.model.board import Board
from realtime.protocol.events import Announced, TeamWithdrawn
from realtime.protocol.rooms import parse
from realtime.runtime.errors import NotFound
from tests.unit.contest_engine.contests import board, configured, sent, teams

NAMES = [f"t{n:02}" for n in range(20)]


def made() -> tuple[Board, Publisher]:
    contest = board(configured(), teams(*NAMES))
    contest.settle()
    return contest, Publisher("c", contest, 1)


def told(board: Board, publisher: Publisher) -> dict[str, dict[str, Any]]:
    frames = publisher.frames(board.settle())
    return {frame.room: msgspec.json.decode(frame.payload) for frame in frames if frame.room.startswith("team.")}


def test_a_team_sees_itself_and_its_neighbours() -> None:
    contest, publisher = made()
    first = msgspec.json.decode(publisher.snapshot(parse("team.c.10"), 0, 1.0).payload)
    assert (first["position"], first["total"], first["order"], first["seq"]) == (10, 20, [8, 9, 10, 11, 12], 1)
    contest.apply(110, sent("t10", "A", 5, "AC"))
    moved = told(contest, publisher)["team.c.10"]
    assert (moved["position"], moved["order"], moved["ranks"], moved["seq"]) == (0, [10, 0, 1], [1, 2, 2], 2)
    assert moved["rows"][0][1] == 1
    assert told(contest, publisher) == {}


def test_who_is_passed_by_is_told_and_who_is_not_followed_is_not() -> None:
    contest, publisher = made()
    publisher.follow_teams([0, 19, 999], 1.0)
    assert set(told(contest, publisher)) == {"team.c.0", "team.c.19"}
    contest.apply(110, sent("t10", "A", 5, "AC"))
    frames = told(contest, publisher)
    assert frames["team.c.0"]["position"] == 1
    assert frames["team.c.19"]["ranks"] == [2, 2, 2]
    contest.apply(111, sent("t10", "B", 6, "AC"))
    assert set(told(contest, publisher)) == {"team.c.0"}  # sees t10 beside it
    contest.apply(112, [TeamWithdrawn("t00")])
    assert told(contest, publisher)["team.c.0"]["position"] == -1
    publisher.forget(2.0)
    contest.apply(113, sent("t19", "A", 6, "AC"))
    assert told(contest, publisher) == {}
    assert msgspec.json.decode(publisher.snapshot(parse("team.c.19"), 0, 3.0).payload)["seq"] == 4


def test_a_tick_looks_at_so_many_and_gets_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "A_TICK", 8)
    contest, publisher = made()
    publisher.follow_teams(range(20), 1.0)
    counts = [len(told(contest, publisher)) for _ in range(4)]
    assert counts == [8, 8, 4, 0]
    contest.apply(110, sent("t19", "A", 5, "AC"))
    seen: list[str] = []
    while publisher.has_new or not seen:
        seen += told(contest, publisher)
    assert seen[0] == "team.c.19"
    assert set(seen) == {f"team.c.{n}" for n in range(20)}


def test_a_team_that_does_not_exist_has_no_room() -> None:
    _, publisher = made()
    with pytest.raises(NotFound):
        publisher.snapshot(parse("team.c.20"), 0)


def test_announcements_are_said_replaced_and_taken_back() -> None:
    contest, publisher = made()
    contest.apply(110, [Announced("a", "problem A: n is at most 10", 1000, "A"), Announced("b", "hello", 1001)])
    contest.apply(111, [Announced("a", "n is at most 11", 1002, "A")])
    contest.settle()
    frames = [
        msgspec.json.decode(publisher.announcements().payload),
        msgspec.json.decode(publisher.snapshot(parse("announcements.c"), 0).payload),
    ]
    assert [[announcement["text"] for announcement in frame["announcements"]] for frame in frames] == [["hello", "n is at most 11"]] * 2
    assert frames[0]["seq"] == frames[1]["seq"] == 1
    contest.apply(112, [Announced("b", "", 1003)])
    assert [announcement["id"] for announcement in msgspec.json.decode(publisher.announcements().payload)["announcements"]] == ["a"]
