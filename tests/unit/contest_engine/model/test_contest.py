from realtime.protocol.events import (
    Adjusted,
    CellRevealed,
    Finalized,
    Hacked,
    JudgementWithdrawn,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)
from realtime.protocol.frames import Row
from tests.unit.contest_engine.contests import MINUTE, PROBLEMS, board, configured, sent, standings, teams


def test_equal_teams_share_a_rank_and_are_ordered_by_name() -> None:
    made = board(
        configured(),
        teams("delta", "Alpha", "charlie", "bravo"),
        sent("delta", "A", 5, "AC"),
        sent("bravo", "B", 9, "AC"),
        sent("Alpha", "A", 9, "AC"),
    )
    assert standings(made) == [(1, "delta", 1, 5), (2, "Alpha", 1, 9), (2, "bravo", 1, 9), (4, "charlie", 0, 0)]


def test_the_public_sees_frozen_tries_as_pending_until_the_thaw() -> None:
    events = [configured(), *teams("a", "b"), *sent("a", "A", 100, "AC"), *sent("b", "A", 240, "AC"), *sent("b", "B", 239.9, "AC")]
    made = board(events)
    assert standings(made, "public")[1] == (2, "b", 1, 239)
    assert standings(made, "jury")[0] == (1, "b", 2, 479)
    row = made.views["public"].row(1)
    assert [(cell.problem, cell.judged, cell.pending, cell.solved) for cell in row.cells] == [(0, 0, 1, 0), (1, 1, 0, 2)]
    made.apply(99, [Thawed(), Finalized()])
    made.settle()
    assert standings(made, "public") == standings(made, "jury")
    assert made.contest.final


def test_a_compile_error_is_no_try_on_any_board() -> None:
    made = board(
        configured(), teams("a"), sent("a", "A", 10, "CE"), sent("a", "B", 20, "CE"), sent("a", "B", 30, "WA"), sent("a", "C", 250, "CE")
    )
    jury, public = made.views["jury"], made.views["public"]
    assert [(cell.problem, cell.judged) for cell in jury.row(0).cells] == [(1, 1)]
    assert [(cell.problem, cell.judged, cell.pending) for cell in public.row(0).cells] == [(1, 1, 0), (2, 0, 1)]  # hidden: it may be a try
    assert (+jury.tried, +public.tried) == ({1: 1}, {1: 1, 2: 1})
    made.apply(50, [CellRevealed("a", "C")])
    made.settle()
    assert public.row(0) == jury.row(0)
    assert +public.tried == {1: 1}


def test_a_compile_error_that_is_judged_again_becomes_a_try() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 10, "CE", "s"))
    for sequence, (judgement, cells) in enumerate([("WA", [1]), ("CE", []), ("AC", [1])], 50):
        made.apply(sequence, [VerdictReached(f"again-{sequence}", "s", judgement)])
        made.settle()
        assert [cell.judged for cell in made.views["jury"].row(0).cells] == cells
    made.apply(60, [SubmissionWithdrawn("s")])
    made.settle()
    assert not made.views["jury"].row(0).cells


def test_with_the_option_compile_penalty_a_compile_error_is_a_try() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 10, "CE"))
    assert not made.views["jury"].row(0).cells
    made.apply(50, [configured(options={"compile_penalty": True})])
    made.settle()
    assert made.views["jury"].row(0).cells[0].judged == 1
    made.apply(51, sent("a", "A", 30, "AC"))
    made.settle()
    assert standings(made) == [(1, "a", 1, 50)]


def test_a_free_rejection_with_points_is_a_try() -> None:
    made = board(configured(rule="ioi"), teams("a"), sent("a", "A", 10), sent("a", "B", 20))
    made.apply(50, [VerdictReached("j", "a-A-10", "CE", score=30.0), VerdictReached("k", "a-B-20", "CE", score=0.0)])
    made.settle()
    assert [(cell.problem, cell.judged, cell.score) for cell in made.views["jury"].row(0).cells] == [(0, 1, 30.0)]


def test_only_what_was_sent_during_the_contest_counts() -> None:
    made = board(configured(), teams("a"), sent("a", "A", -1, "AC"), sent("a", "B", 300, "AC"), sent("a", "C", 299.9, "AC"))
    assert standings(made) == [(1, "a", 1, 299)]


def test_a_later_judgement_replaces_an_earlier_one_and_its_withdrawal_brings_that_back() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 10, "AC", "s"))
    made.apply(50, [VerdictReached("second", "s", "WA")])
    made.settle()
    assert standings(made) == [(1, "a", 0, 0)]
    made.apply(51, [JudgementWithdrawn("second", "s")])
    made.settle()
    assert standings(made) == [(1, "a", 1, 10)]


def test_withdrawn_submissions_and_teams_vanish() -> None:
    made = board(configured(), teams("a", "b"), sent("a", "A", 10, "WA", "s"), sent("a", "A", 20, "AC"))
    assert standings(made)[0] == (1, "a", 1, 40)
    made.apply(50, [SubmissionWithdrawn("s"), TeamWithdrawn("b")])
    made.settle()
    assert standings(made) == [(1, "a", 1, 20)]


def test_a_verdict_that_comes_before_its_submission_is_kept_for_it() -> None:
    late = sent("a", "A", 10, "AC")
    made = board(configured(), teams("a"), list(reversed(late)))
    assert standings(made) == [(1, "a", 1, 10)]


def test_a_message_of_the_log_is_applied_once() -> None:
    made = board(configured(), teams("a"))
    assert made.apply(7, sent("a", "A", 10, "WA"))
    assert not made.apply(7, sent("a", "A", 11, "AC"))
    made.settle()
    assert standings(made) == [(1, "a", 0, 0)]


def test_first_to_solve_moves_when_an_earlier_one_turns_up() -> None:
    made = board(configured(), teams("a", "b"), sent("a", "A", 10, "AC"))
    assert made.views["jury"].row(0).cells[0].solved == 2
    made.apply(50, sent("b", "A", 9, "AC"))
    changes = made.settle()
    assert changes["jury"].teams == {0, 1}
    assert made.views["jury"].row(0).cells[0].solved == 1
    assert made.views["jury"].row(1).cells[0].solved == 2


def test_a_hidden_team_is_on_no_board_and_first_at_nothing() -> None:
    made = board(configured(), TeamJoined("ghost", "ghost", hidden=True), teams("a"), sent("ghost", "A", 1, "AC"), sent("a", "A", 2, "AC"))
    assert standings(made) == [(1, "a", 1, 2)]
    assert made.views["jury"].row(1).cells[0].solved == 2


def test_problems_that_change_places_keep_their_tries() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 10, "AC"), sent("a", "C", 20, "WA"))
    made.apply(50, [configured(problems=(PROBLEMS[2], PROBLEMS[0]))])
    made.settle()
    assert [(cell.problem, cell.solved) for cell in made.views["jury"].row(0).cells] == [(0, 0), (1, 2)]


def test_a_problem_that_is_withdrawn_counts_for_nobody_now_and_after_a_replay() -> None:
    before = [configured(), *teams("a", "b"), *sent("a", "A", 10, "AC"), *sent("b", "B", 20, "WA"), *sent("b", "B", 30, "AC")]
    last = [*sent("a", "B", 40, "AC"), *sent("a", "A", 50, None, "open")]
    after = [
        configured(problems=(PROBLEMS[1], PROBLEMS[2])),
        VerdictReached("j-late", "open", "AC"),
        *sent("a", "A", 60, "AC"),
        *sent("a", "C", 70, "AC"),
    ]
    live = board(before)
    live.apply(50, [*last, *after[:1]])  # the withdrawal in one batch with tries that no view has seen
    live.settle()
    assert standings(live) == [(1, "a", 1, 40), (2, "b", 1, 50)]
    live.apply(51, after[1:])
    live.settle()
    replayed = board([*before, *last, *after])
    for audience in ("public", "jury"):
        assert standings(live, audience) == standings(replayed, audience) == [(1, "a", 2, 110), (2, "b", 1, 50)]
    assert [live.views["jury"].row(team) for team in (0, 1)] == [replayed.views["jury"].row(team) for team in (0, 1)]


def test_what_names_something_unknown_is_counted_and_ignored() -> None:
    made = board(configured(), teams("a"), sent("nobody", "A", 1, "AC"), sent("a", "Z", 1, "AC"), SubmissionWithdrawn("none"))
    assert made.contest.ignored == 3
    assert standings(made) == [(1, "a", 0, 0)]


def test_a_longer_contest_counts_what_came_after_the_old_end() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 305, "AC"))
    assert standings(made) == [(1, "a", 0, 0)]
    made.apply(50, [configured(duration=310 * MINUTE)])
    made.settle()
    assert standings(made) == [(1, "a", 1, 305)]


def test_unofficial_teams_are_shown_without_a_rank_and_are_first_at_nothing() -> None:
    guest = TeamJoined("guest", "guest", unofficial=True)
    made = board(configured(), guest, teams("a", "b"), sent("guest", "A", 1, "AC"), sent("a", "A", 2, "AC"))
    assert standings(made) == [(0, "guest", 1, 1), (1, "a", 1, 2), (2, "b", 0, 0)]
    assert made.views["jury"].row(1).cells[0].solved == 2


def test_a_disqualified_team_stands_last_with_nothing_and_can_come_back() -> None:
    made = board(configured(), teams("a", "b"), sent("a", "A", 1, "AC"))
    made.apply(50, [TeamJoined("a", "a", disqualified=True)])
    made.settle()
    assert standings(made) == [(1, "b", 0, 0), (0, "a", 0, 0)]
    made.apply(51, [TeamJoined("a", "a")])
    made.settle()
    assert standings(made) == [(1, "a", 1, 1), (2, "b", 0, 0)]


def test_nothing_that_a_disqualified_team_sent_is_shown_and_its_row_is_marked() -> None:
    made = board(configured(), teams("a", "b"), sent("a", "A", 1, "AC"), sent("a", "B", 250, "AC"), sent("a", "C", 3))
    made.apply(50, [TeamJoined("a", "a", disqualified=True)])
    made.settle()
    for view in made.views.values():
        assert view.row(0) == Row(0, 0, 0, None, (), disqualified=True)
        assert not view.row(1).disqualified
        assert (+view.tried, +view.solved, view.pending, view.first(0)) == ({}, {}, 0, None)
    made.apply(51, [CellRevealed()])
    assert made.contest.ignored == 1  # nothing of it is frozen either
    made.apply(52, [TeamJoined("a", "a")])
    made.settle()
    assert [cell.solved for cell in made.views["jury"].row(0).cells] == [2, 2, 0]
    assert [cell.pending for cell in made.views["public"].row(0).cells] == [0, 1, 1]


def test_a_team_with_more_time() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 310, "AC"))
    assert standings(made) == [(1, "a", 0, 0)]
    made.apply(50, [TeamJoined("a", "a", extension=15 * MINUTE)])
    made.settle()
    assert standings(made) == [(1, "a", 1, 310)]


def test_pauses_are_taken_out_of_the_time() -> None:
    made = board(
        configured(), teams("a"), sent("a", "A", 50, "AC"), sent("a", "B", 70, "AC"), sent("a", "C", 100, "AC"), sent("a", "C", 310, "AC")
    )
    made.apply(50, [configured(pauses=((60 * MINUTE, 80 * MINUTE),))])
    made.settle()
    assert standings(made) == [(1, "a", 3, 50 + 60 + 80)]


def test_adjustments_change_the_penalty_and_can_be_taken_back() -> None:
    made = board(configured(), teams("a"), sent("a", "A", 10, "AC"))
    made.apply(50, [Adjusted("x", "a", 15, "late"), Adjusted("y", "nobody", 5, "?")])
    made.settle()
    assert standings(made) == [(1, "a", 1, 25)]
    assert made.contest.ignored == 1
    made.apply(51, [Adjusted("x", "a", 0, "a mistake")])
    made.settle()
    assert standings(made) == [(1, "a", 1, 10)]


def test_system_tests_overturn_pretests_and_hacks_count() -> None:
    made = board(configured(rule="codeforces"), teams("a", "b"), sent("a", "A", 10, "AC", "s"), sent("b", "A", 20, "AC"))
    view = made.views["jury"]
    assert [view.row(n).score for n in (0, 1)] == [500 - 8, 500 - 16]
    made.apply(50, [VerdictReached("system", "s", "WA"), Hacked("h", "a", True), Hacked("i", "a", False)])
    made.settle()
    assert [view.row(n).score for n in (0, 1)] == [50, 500 - 16]
    assert standings(made)[0][1] == "b"


def test_groups_have_their_own_ranks() -> None:
    joined = [TeamJoined(name, name, groups=groups) for name, groups in (("a", ("x",)), ("b", ("y",)), ("c", ("x", "y")), ("d", ("x",)))]
    guest = TeamJoined("guest", "guest", groups=("x",), unofficial=True)
    solved = [sent("b", "A", 1, "AC"), sent("guest", "A", 2, "AC"), sent("c", "A", 3, "AC"), sent("a", "A", 3, "AC")]
    made = board(configured(), list(joined), guest, *solved)
    names = [team.team for team in made.contest.teams if team]
    teams_, ranks = made.views["jury"].group("x")
    assert [(rank, names[team]) for team, rank in zip(teams_, ranks, strict=True)] == [(0, "guest"), (1, "a"), (1, "c"), (3, "d")]
    assert made.views["jury"].group("nobody") == ([], [])
