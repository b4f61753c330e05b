"""Random contests: the engine against a brute-force oracle, live against replay, and the public against the freeze."""

from __future__ import annotations

import random
from collections import defaultdict

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contest_engine.live.publisher import Publisher
from contest_engine.model.board import Board
from realtime.client.board import FollowedBoard
from realtime.protocol.events import Event, JudgementWithdrawn, SubmissionReceived, SubmissionWithdrawn, Thawed, VerdictReached
from realtime.protocol.frames import TileFrame
from realtime.protocol.rooms import AUDIENCES
from tests.unit.contest_engine.contests import MINUTE, configured, standings, teams

TEAMS = [f"t{n}" for n in range(8)]
FREEZE = 240
decode = msgspec.json.Decoder(TileFrame).decode

submissions = st.lists(
    st.tuples(
        st.sampled_from(TEAMS), st.sampled_from("ABC"), st.integers(-5 * 60, 305 * 60), st.sampled_from(["AC", "WA", "CE", "RTE", None])
    ),
    max_size=60,
)


def following(source: Publisher) -> Publisher:
    for audience in AUDIENCES:
        source.follow(audience, [0], 0.0)
    return source


def events_of(sent: list[tuple[str, str, int, str | None]]) -> list[Event]:
    events: list[Event] = []
    for number, (team, problem, second, verdict) in enumerate(sent):
        events.append(SubmissionReceived(f"s{number}", team, problem, second * 1000))
        if verdict:
            events.append(VerdictReached(f"j{number}", f"s{number}", verdict))
    return events


def oracle(sent: list[tuple[str, str, int, str | None]], public: bool) -> list[tuple[int, str, int, int]]:
    """ICPC rules, as slowly and plainly as they can be written."""
    result = []
    for team in TEAMS:
        solved = time = last = 0
        for problem in "ABC":
            tries = sorted(
                (second, number, verdict)
                for number, (who, what, second, verdict) in enumerate(sent)
                if (who, what) == (team, problem) and 0 <= second < 300 * 60
            )
            wrong = 0
            for second, _, verdict in tries:
                if verdict is None or (public and second >= FREEZE * 60):
                    continue
                if verdict == "AC":
                    solved, time, last = solved + 1, time + second // 60 + 20 * wrong, max(last, second // 60)
                    break
                wrong += verdict != "CE"
        result.append((-solved, time, last, team))
    result.sort()
    return [(1 + sum(other[:3] < (minus, time, last) for other in result), team, -minus, time) for minus, time, last, team in result]


def cells_of(sent: list[tuple[str, str, int, str | None]], team: str, public: bool) -> list[tuple[int, int, int, bool]]:
    """Problem, judged and pending tries up to the first accepted one, and whether there is one; a compile error is no try."""
    cells = []
    for number, problem in enumerate("ABC"):
        tries = sorted((s, n, v) for n, (t, p, s, v) in enumerate(sent) if (t, p) == (team, problem) and 0 <= s < 300 * 60)
        judged = pending = 0
        solved = False
        for second, _, verdict in tries:
            if verdict is None or (public and second >= FREEZE * 60):
                pending += 1
                continue
            judged += verdict != "CE"
            solved = verdict == "AC"
            if solved:
                break
        if judged or pending:
            cells.append((number, judged, pending, solved))
    return cells


@settings(max_examples=200, deadline=None)
@given(submissions)
def test_the_engine_agrees_with_the_oracle(sent: list[tuple[str, str, int, str | None]]) -> None:
    made = Board()
    made.apply(1, [configured(), *teams(*TEAMS)])
    for sequence, event in enumerate(events_of(sent), 2):
        made.apply(sequence, [event])
        if sequence % 7 == 0:
            made.settle()
    made.settle()
    assert standings(made, "jury") == oracle(sent, public=False)
    assert standings(made, "public") == oracle(sent, public=True)
    for audience in AUDIENCES:
        view = made.views[audience]
        cells = [[(c.problem, c.judged, c.pending, c.solved > 0) for c in view.row(n).cells] for n in range(len(TEAMS))]
        assert cells == [cells_of(sent, team, audience == "public") for team in TEAMS]
        assert [view.tried[n] for n in range(3)] == [sum(cell[0] == n for row in cells for cell in row) for n in range(3)]
    pending = sum(cell.pending for n in range(len(TEAMS)) for cell in made.views["public"].row(n).cells)
    assert made.views["public"].pending == pending


@settings(max_examples=100, deadline=None)
@given(submissions, st.randoms(use_true_random=False))
def test_the_board_does_not_depend_on_when_it_is_looked_at(sent: list[tuple[str, str, int, str | None]], rng: random.Random) -> None:
    """Any ticks, any packing into messages, and changes of mind on the way: the end is that of one replay."""
    events = events_of(sent)
    for number, (_, _, _, verdict) in enumerate(sent):
        if verdict and rng.random() < 0.2:
            events.append(VerdictReached(f"again{number}", f"s{number}", rng.choice(["AC", "WA"])))
        if verdict and rng.random() < 0.1:
            events.append(JudgementWithdrawn(f"j{number}", f"s{number}"))
        if rng.random() < 0.1:
            events.append(SubmissionWithdrawn(f"s{number}"))
    replayed = Board()
    replayed.apply(1, [configured(), *teams(*TEAMS), *events])
    replayed.settle()

    live = Board()
    viewers: defaultdict[str, FollowedBoard] = defaultdict(FollowedBoard)
    source = following(Publisher("c", live, 1))
    live.apply(1, [configured(), *teams(*TEAMS)])
    at = 0
    sequence = 1
    while at < len(events) or sequence == 1:
        step = rng.randrange(1, 6)
        sequence += 1
        live.apply(sequence, events[at : at + step])
        at += step
        if rng.random() < 0.5 or at >= len(events):
            for frame in source.frames(live.settle()):
                assert viewers[frame.room.split(".")[2]].apply(decode(frame.payload)) == "applied"
    for audience in ("public", "jury"):
        assert standings(live, audience) == standings(replayed, audience)
        view = replayed.views[audience]
        assert viewers[audience].order() == view.order.page(0, 100)[0]
        assert [row for _, row in viewers[audience].standings()] == [view.row(n) for n in view.order.page(0, 100)[0]]


@settings(max_examples=100, deadline=None)
@given(submissions, st.integers(0, 2**32))
def test_what_is_frozen_cannot_be_told_from_the_public_frames(sent: list[tuple[str, str, int, str | None]], seed: int) -> None:
    """Two contests that differ only in frozen verdicts have the same public frames, byte for byte."""
    rng = random.Random(seed)
    other = [(t, p, s, rng.choice(["AC", "WA"]) if v and s >= FREEZE * 60 else v) for t, p, s, v in sent]
    assert _public_frames(sent) == _public_frames(other)


def _public_frames(sent: list[tuple[str, str, int, str | None]]) -> list[bytes]:
    made = Board()
    source, frames = following(Publisher("c", made, 1)), list[bytes]()
    made.apply(1, [configured(), *teams(*TEAMS)])
    for sequence, event in enumerate(events_of(sent), 2):
        made.apply(sequence, [event])
        frames += [frame.payload for frame in source.frames(made.settle()) if ".public." in frame.room]
        frames.append(source.clock(0).payload)
    return frames


def test_order_of_arrival_within_the_contest_does_not_matter() -> None:
    rng = random.Random(4)
    sent = [
        (rng.choice(TEAMS), rng.choice("ABC"), minute * 60 + rng.randrange(60), rng.choice(["AC", "WA"])) for minute in range(0, 300, 3)
    ]
    events = [SubmissionReceived(f"s{n}", team, problem, second * 1000) for n, (team, problem, second, _) in enumerate(sent)]
    verdicts = [VerdictReached(f"j{n}", f"s{n}", verdict) for n, (_, _, _, verdict) in enumerate(sent)]
    boards = []
    for _ in range(5):
        rng.shuffle(events)
        rng.shuffle(verdicts)
        made = Board()
        made.apply(1, [configured(), *teams(*TEAMS), *events, *verdicts])
        made.settle()
        boards.append(standings(made))
    assert all(board == boards[0] for board in boards)
    assert boards[0] == oracle(sent, public=False)  # type: ignore[arg-type]


def test_thawed_public_equals_jury() -> None:
    rng = random.Random(9)
    sent = [(rng.choice(TEAMS), rng.choice("ABC"), rng.randrange(18000), rng.choice(["AC", "WA", None])) for _ in range(200)]
    made = Board()
    made.apply(1, [configured(), *teams(*TEAMS), *events_of(sent), Thawed()])
    made.settle()
    assert standings(made, "public") == standings(made, "jury")
    assert made.contest.settings.freeze == FREEZE * MINUTE
