"""The star of the first to solve: given as soon as nothing unknown can take it away, and never taken back."""

from __future__ import annotations

import random
from itertools import product
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from contest_engine.model.board import Board
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.events import CellRevealed, Event, SubmissionReceived, TeamJoined, VerdictReached
from realtime.protocol.rooms import AUDIENCES, Audience
from tests.unit.contest_engine.contests import MINUTE, configured, teams

TEAMS = ["a", "b", "c", "guest"]
RANKED = TEAMS[:3]
FREEZE = 240
MOST_UNKNOWN = 7
"""Unknown verdicts of a contest for which the oracle tries all that they could be."""


class Sent(NamedTuple):
    team: str
    minute: int
    verdict: str | None


attempts = st.builds(Sent, st.sampled_from(TEAMS), st.integers(FREEZE - 4, FREEZE + 4), st.sampled_from(["AC", "WA", "CE", None]))
contests = st.lists(attempts, max_size=14)


def holder(sent: list[tuple[str, int, int, str | None]]) -> str | None:
    """Who solved first when all of this is known."""
    solved = [(minute, order, team) for team, minute, order, verdict in sent if verdict == "AC" and team in RANKED]
    return min(solved)[2] if solved else None


def oracle(sent: list[Sent], judged: set[int], revealed: set[str], audience: Audience) -> str | None:
    """Who has the star: the visible first, if it is the first whatever the unknown verdicts are. Raises `OverflowError` for too many."""
    frozen = {s.team for s in sent if s.minute >= FREEZE} - revealed if audience == "public" else set()
    known = [
        (s.team, s.minute, order, s.verdict if order in judged and not (s.team in frozen and s.minute >= FREEZE) else None)
        for order, s in enumerate(sent)
    ]
    unknown = [n for n, (team, _, _, verdict) in enumerate(known) if verdict is None and team in RANKED]
    if len(unknown) > MOST_UNKNOWN:
        raise OverflowError
    first = holder(known)
    for verdicts in product(("AC", "WA"), repeat=len(unknown)):
        possible = list(known)
        for n, verdict in zip(unknown, verdicts, strict=True):
            possible[n] = (*known[n][:3], verdict)
        if holder(possible) != first:
            return None
    return first


def stars(made: Board, audience: Audience) -> dict[int, str]:
    """The team that a board marks as first on each problem, which must be one at most."""
    view, found = made.views[audience], dict[int, str]()
    for n, team in enumerate(made.contest.teams):
        for cell in view.row(n).cells:
            if cell.solved == 2:
                assert team is not None
                assert cell.problem not in found
                found[cell.problem] = team.team
    for problem in range(len(made.contest.settings.problems)):
        first = view.first(problem)
        assert (None if first is None else TEAMS[first]) == found.get(problem)
    return found


@settings(max_examples=300, deadline=None)
@given(contests, st.randoms(use_true_random=False))
def test_the_star_stands_exactly_when_no_unknown_verdict_can_move_it(sent: list[Sent], rng: random.Random) -> None:
    made = Board()
    made.apply(1, [configured(), *teams(*RANKED), TeamJoined("guest", "guest", unofficial=True)])
    steps: list[Event] = [SubmissionReceived(f"s{n}", s.team, "A", s.minute * MINUTE) for n, s in enumerate(sent)]
    verdicts = [VerdictReached(f"j{n}", f"s{n}", s.verdict) for n, s in enumerate(sent) if s.verdict]
    rng.shuffle(verdicts)
    reveals = [CellRevealed(team, "A") for team in rng.sample(TEAMS, rng.randrange(len(TEAMS) + 1))]
    judged, revealed = set[int](), set[str]()
    for sequence, event in enumerate([*steps, *verdicts, *reveals], 2):
        made.apply(sequence, [event])
        if isinstance(event, VerdictReached):
            judged.add(int(event.submission[1:]))
        elif isinstance(event, CellRevealed):
            revealed.add(event.team)
        if rng.random() < 0.7 or sequence > len(steps) + len(verdicts):
            made.settle()
            if sequence <= len(steps):
                continue
            for audience in AUDIENCES:
                try:
                    expected = oracle(sent, judged, revealed, audience)
                except OverflowError:
                    continue
                assert stars(made, audience).get(0) == expected, audience


RULES = [
    ("icpc", {}),
    ("atcoder", {}),
    ("ioi", {"cell": "best"}),
    ("ioi", {"cell": "last"}),
    ("ioi", {"cell": "sum_of_subtask_maxima"}),
    ("codeforces", {"resubmit": "last"}),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(attempts, max_size=25), st.sampled_from(RULES), st.randoms(use_true_random=False))
def test_a_star_never_wanders_under_any_rule(sent: list[Sent], rule: tuple[str, dict[str, str]], rng: random.Random) -> None:
    made = Board()
    problems = (ContestProblem("A", "A", "A", points=100), ContestProblem("B", "B", "B", points=100))
    made.apply(1, [configured(rule=rule[0], options=rule[1], problems=problems), *teams(*TEAMS)])
    verdicts = []
    for n, s in enumerate(sent):
        made.apply(made.contest.applied + 1, [SubmissionReceived(f"s{n}", s.team, rng.choice("AB"), s.minute * MINUTE)])
        parts = (50.0, 50.0) if s.verdict == "AC" else rng.choice([(0.0, 0.0), (50.0, 0.0), (0.0, 50.0)])
        points = (sum(parts), parts) if rule[0] == "ioi" else (None, None)
        if s.verdict:
            verdicts.append(VerdictReached(f"j{n}", f"s{n}", s.verdict, 0, *points))
    rng.shuffle(verdicts)
    made.settle()
    seen: dict[Audience, dict[int, str]] = {audience: {} for audience in AUDIENCES}
    events: list[Event] = [*verdicts, *[CellRevealed()] * (len(TEAMS) * 2)]
    for event in events:
        made.apply(made.contest.applied + 1, [event])
        if rng.random() < 0.7:
            made.settle()
            for audience in AUDIENCES:
                now = stars(made, audience)
                assert seen[audience].items() <= now.items(), f"a star of the {audience} board wandered"
                seen[audience] = now


def test_a_pending_try_of_the_same_moment_that_arrived_before_keeps_the_star_back() -> None:
    for order, expected in ((("a", "b"), {}), (("b", "a"), {0: "b"})):
        made = Board()
        made.apply(1, [configured(), *teams(*TEAMS)])
        made.apply(2, [SubmissionReceived(f"of-{team}", team, "A", MINUTE) for team in order])
        made.apply(3, [VerdictReached("j", "of-b", "AC")])
        made.settle()
        assert stars(made, "public") == expected


def test_a_team_that_becomes_official_keeps_a_star_back_and_one_that_is_disqualified_gives_it_free() -> None:
    made = Board()
    made.apply(1, [configured(), *teams(*RANKED), TeamJoined("guest", "guest", unofficial=True)])
    made.apply(2, [SubmissionReceived("s", "guest", "A", MINUTE), SubmissionReceived("t", "a", "A", 2 * MINUTE)])
    made.apply(3, [VerdictReached("j", "t", "AC")])
    for sequence, (guest, expected) in enumerate(
        [
            (TeamJoined("guest", "guest", unofficial=True), {0: "a"}),
            (TeamJoined("guest", "guest"), {}),
            (TeamJoined("guest", "guest", disqualified=True), {0: "a"}),
        ],
        4,
    ):
        made.apply(sequence, [guest])
        made.settle()
        assert stars(made, "public") == stars(made, "jury") == expected


def test_of_two_accepted_tries_of_the_same_moment_the_one_that_arrived_first_is_the_solve() -> None:
    made = Board()
    made.apply(1, [configured(), *teams(*RANKED)])
    made.apply(2, [SubmissionReceived(f"s{n}", team, "A", MINUTE) for n, team in enumerate(("b", "a", "b"))])
    for sequence, (submission, expected) in enumerate([("s2", {}), ("s0", {0: "b"}), ("s1", {0: "b"})], 3):
        made.apply(sequence, [VerdictReached(f"j{submission}", submission, "AC")])
        made.settle()
        assert stars(made, "public") == expected
