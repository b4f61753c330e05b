from __future__ import annotations

import random

import pytest

from contest_engine.history.answers import answer, board_at
from contest_engine.model.awards import awards
from leaderboard.scoreboard import Scoreboard
from realtime.protocol.events import Adjusted, Event, Finalized, SubmissionReceived, TeamJoined, Thawed, VerdictReached
from realtime.protocol.questions import Award, AwardsOf, Moves, Preview, Standings
from realtime.runtime.errors import Invalid, NotFound
from tests.unit.contest_engine.contests import MINUTE, board, configured, sent, standings, teams

NAMES = ["a", "b", "c", "d"]


def random_log(seed: int) -> list[Event]:
    rng = random.Random(seed)
    log: list[Event] = [configured(), *teams(*NAMES)]
    for number in range(60):
        minute = number * 5
        received = SubmissionReceived(f"s{number}", rng.choice(NAMES), rng.choice("ABC"), minute * MINUTE)
        verdict = rng.choice(["AC", "WA", "CE"])
        log += [received, VerdictReached(f"j{number}", f"s{number}", verdict, (minute + rng.randrange(12)) * MINUTE)]
    return [*log, Thawed(), Finalized()]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("audience", ["public", "jury"])
def test_a_past_second_is_what_was_known_then(seed: int, audience: str) -> None:
    log = random_log(seed)
    for minute in (0, 37, 150, 239, 240, 260, 299):
        at = minute * MINUTE
        known = [event for event in log if not isinstance(event, Thawed | Finalized) and getattr(event, "time", 0) <= at]
        assert standings(board_at(log, audience, at), audience) == standings(board(*known), audience)  # type: ignore[arg-type]
    assert standings(board_at(log, audience), audience) == standings(board(*log), audience)  # type: ignore[arg-type]


def test_a_past_second_is_one_of_the_contests_clock_which_stands_still_in_pauses() -> None:
    log: list[Event] = [
        configured(pauses=((60 * MINUTE, 90 * MINUTE),)),
        *teams("a", "b"),
        *sent("a", "A", 50, "AC"),
        *sent("b", "B", 75, "AC"),  # in the pause: as if at its beginning
        *sent("b", "A", 100, "AC"),  # in minute 70 of the contest
        *sent("a", "B", 110, "AC"),
    ]
    seen = {minute: standings(board_at(log, "jury", minute * MINUTE)) for minute in (59, 60, 69, 70, 79, 80)}
    assert seen[59] == [(1, "a", 1, 50), (2, "b", 0, 0)]
    assert seen[60] == seen[69] == [(1, "a", 1, 50), (2, "b", 1, 60)]
    assert seen[70] == seen[79] == [(1, "b", 2, 130), (2, "a", 1, 50)]
    assert seen[80] == standings(board(*log)) == [(1, "b", 2, 130), (2, "a", 2, 130)], "b was done earlier"


def test_a_late_starter_races_the_recorded_contest() -> None:
    log: list[Event] = [
        configured(),
        *teams("a", "b"),
        *sent("a", "A", 10, "AC"),
        *sent("b", "A", 50, "AC"),
        *sent("b", "B", 200, "AC"),
        TeamJoined("late", "late", virtual_participation=True),
        *sent("late", "A", 20, "AC"),
        *sent("late", "B", 100, "AC"),
    ]
    assert standings(board(*log)) == [(1, "b", 2, 250), (2, "a", 1, 10)], "the official board knows nothing of it"

    def race(minute: int) -> list[tuple[int | None, str]]:
        found = answer(Standings("c", "public", at=minute * MINUTE, virtual_team="late"), log)
        assert isinstance(found, Scoreboard)
        return [(row.rank, row.team_id) for row in found.rows]

    assert race(30) == [(1, "a"), (2, "late"), (3, "b")]
    assert race(120) == [(1, "late"), (2, "a"), (3, "b")]
    assert race(220) == [(1, "late"), (2, "b"), (3, "a")]


def test_a_preview_tells_who_moves_and_whose_medal_changes() -> None:
    log: list[Event] = [
        configured(medals=(1, 1, 0)),
        *teams("a", "b", "c"),
        *sent("a", "A", 10, "AC", "a1"),
        *sent("b", "A", 20, "AC", "b1"),
        *sent("c", "A", 30, "WA", "c1"),
    ]
    found = answer(Preview("c", (VerdictReached("r1", "a1", "WA"), VerdictReached("r2", "c1", "AC"))), log)
    assert isinstance(found, Moves)
    moves = {move.team_id: ((move.before.rank, move.before.medal), (move.after.rank, move.after.medal)) for move in found.moves}
    assert moves == {"b": ((2, "silver"), (1, "gold")), "c": ((3, ""), (2, "silver")), "a": ((1, "gold"), (3, ""))}
    assert (found.total, found.medals) == (3, 3)
    assert [move.team_id for move in found.moves] == ["b", "c", "a"]
    nothing = answer(Preview("c", (VerdictReached("r1", "a1", "AC"),)), log)
    assert isinstance(nothing, Moves)
    assert nothing.moves == []
    with pytest.raises(NotFound, match="no submission 'x'"):
        answer(Preview("c", (VerdictReached("r", "x", "AC"),)), log)


def test_awards_go_to_those_who_solved_something() -> None:
    made = board(
        configured(medals=(1, 1, 2)),
        [TeamJoined("a", "a", groups=("g",)), TeamJoined("b", "b", groups=("g", "h")), TeamJoined("c", "c"), TeamJoined("d", "d")],
        TeamJoined("guest", "guest", unofficial=True),
        sent("guest", "A", 1, "AC"),
        sent("a", "A", 10, "AC"),
        sent("b", "A", 10, "AC"),
        sent("c", "B", 40, "AC"),
        sent("d", "C", 5, "WA"),
    )
    found = {award.id: award.team_ids for award in awards(made.views["jury"])}
    assert found == {
        "winner": ["a", "b"],
        "gold-medal": ["a", "b"],
        "bronze-medal": ["c"],
        "first-to-solve-A": ["a"],
        "first-to-solve-B": ["c"],
        "group-winner-g": ["a", "b"],
        "group-winner-h": ["b"],
    }
    log: list[Event] = [configured(), *teams("a"), Adjusted("x", "a", 5.0, "why not")]
    assert answer(AwardsOf("c", "jury"), log) == []
    assert Award("winner", "Contest winner", ["a"]) in answer(AwardsOf("c", "jury"), [*log, *sent("a", "A", 1, "AC")])  # type: ignore[operator]


def test_a_group_nobody_is_in_is_named() -> None:
    with pytest.raises(Invalid, match="no team is in group 'x'"):
        answer(Standings("c", "jury", group="x"), random_log(0))


def test_a_group_of_hidden_teams_does_not_exist() -> None:
    log = random_log(0)
    log.append(TeamJoined("hidden-one", "Nobody", groups=("secret",), hidden=True))
    with pytest.raises(Invalid, match="no team is in group 'secret'"):
        answer(Standings("c", "public", group="secret"), log)
