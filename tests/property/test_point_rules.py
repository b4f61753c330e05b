"""The rules by points against oracles written as plainly as they can be, on random contests through the whole engine."""

from __future__ import annotations

import math
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from contest_engine.model.board import Board
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.events import Event, SubmissionReceived, VerdictReached
from realtime.protocol.rules import OptionValue
from tests.unit.contest_engine.contests import configured, teams

TEAMS = [f"t{n}" for n in range(6)]
PROBLEMS = (ContestProblem("A", "A", "A", points=100), ContestProblem("B", "B", "B", points=250))
POINTS = {problem.id: problem.points for problem in PROBLEMS}


class Sent(NamedTuple):
    team: str
    problem: str
    second: int
    verdict: str | None
    parts: tuple[float, ...]


sent_lists = st.lists(
    st.builds(
        Sent,
        st.sampled_from(TEAMS),
        st.sampled_from("AB"),
        st.integers(0, 299 * 60),
        st.sampled_from(["AC", "WA", "CE", None]),
        st.tuples(*[st.sampled_from([0.0, 10.0, 12.5, 30.0])] * 3),
    ),
    max_size=40,
)


def scores(sent: list[Sent], rule: str, options: dict[str, OptionValue], with_parts: bool) -> list[tuple[str, float]]:
    """Team and score from the top, as the engine has them."""
    events: list[Event] = [configured(rule=rule, options=options, problems=PROBLEMS, freeze=None), *teams(*TEAMS)]
    for number, attempt in enumerate(sent):
        events.append(SubmissionReceived(f"s{number}", attempt.team, attempt.problem, attempt.second * 1000))
        if attempt.verdict:
            parts = (sum(attempt.parts), attempt.parts) if with_parts else (None, None)
            events.append(VerdictReached(f"j{number}", f"s{number}", attempt.verdict, 0, *parts))
    made = Board(["jury"])
    made.apply(1, events)
    made.settle()
    view = made.views["jury"]
    order, _ = view.order.page(0, 100)
    return [(TEAMS[n], view.row(n).score or 0.0) for n in order]


def tries(sent: list[Sent], team: str, problem: str) -> list[Sent]:
    """The judged tries of a cell in order of time; a compile error is none unless it has points."""
    found = [
        (attempt.second, number, attempt)
        for number, attempt in enumerate(sent)
        if (attempt.team, attempt.problem) == (team, problem) and attempt.verdict and (attempt.verdict != "CE" or sum(attempt.parts))
    ]
    return [attempt for _, _, attempt in sorted(found)]


@settings(max_examples=100, deadline=None)
@given(sent_lists, st.sampled_from(["best", "last", "sum_of_subtask_maxima"]))
def test_ioi(sent: list[Sent], mode: str) -> None:
    expected = {}
    for team in TEAMS:
        total = 0.0
        for problem in "AB":
            held = tries(sent, team, problem)
            if held and mode == "best":
                total += max(sum(attempt.parts) for attempt in held)
            elif held and mode == "last":
                total += sum(held[-1].parts)
            elif held:
                total += sum(max(attempt.parts[k] for attempt in held) for k in range(3))
        expected[team] = total
    got = scores(sent, "ioi", {"cell": mode}, with_parts=True)
    assert dict(got) == expected
    assert [team for team, _ in got] == sorted(TEAMS, key=lambda team: (-expected[team], team))


@settings(max_examples=100, deadline=None)
@given(sent_lists)
def test_codeforces(sent: list[Sent]) -> None:
    expected = {}
    for team in TEAMS:
        total = 0.0
        for problem in "AB":
            wrong = 0
            for attempt in tries(sent, team, problem):
                if attempt.verdict == "AC":
                    x = POINTS[problem]
                    total += max(0.3 * x, x - math.floor(120 * x * (attempt.second // 60) / (250 * 300)) - 50 * wrong)
                    break
                wrong += attempt.verdict == "WA"
        expected[team] = total
    assert dict(scores(sent, "codeforces", {}, with_parts=False)) == expected


@settings(max_examples=100, deadline=None)
@given(sent_lists)
def test_atcoder(sent: list[Sent]) -> None:
    keys = {}
    for team in TEAMS:
        points, last, wrong = 0.0, 0, 0
        for problem in "AB":
            missed = 0
            for attempt in tries(sent, team, problem):
                if attempt.verdict == "AC":
                    points, last, wrong = points + POINTS[problem], max(last, attempt.second), wrong + missed
                    break
                missed += attempt.verdict == "WA"
        keys[team] = (-points, last + 300 * wrong)
    got = scores(sent, "atcoder", {}, with_parts=False)
    assert dict(got) == {team: -key[0] for team, key in keys.items()}
    assert [team for team, _ in got] == sorted(TEAMS, key=lambda team: (keys[team], team))
