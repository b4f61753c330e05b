from contest_engine.scoring import CellScore, ContestFrame, Try
from contest_engine.scoring.icpc import Icpc
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import IcpcOptions

MINUTE = 60_000


def accepted(minute: float) -> Try:
    return Try(round(minute * MINUTE), False, solved=True)


def rejected(minute: float, penalty: bool = True) -> Try:
    return Try(round(minute * MINUTE), False, penalty=penalty)


def pending(minute: float) -> Try:
    return Try(round(minute * MINUTE), True)


def cell_of(rule: Icpc, tries: list[Try]) -> CellScore:
    return rule.cell(tries, ContestProblem("a", "A", "A"), ContestFrame(300 * MINUTE, 0))


def total(rule: Icpc, *problems: list[Try]) -> tuple[int, int]:
    standing = rule.standing([cell_of(rule, tries) for tries in problems])
    return standing.solved, standing.time


def test_time_of_the_first_accepted_try_plus_20_minutes_for_each_rejected_one() -> None:
    assert total(Icpc(IcpcOptions()), [rejected(5), rejected(9), accepted(31.9)], [accepted(10)]) == (2, 31 + 40 + 10)


def test_an_unsolved_problem_costs_nothing() -> None:
    assert total(Icpc(IcpcOptions()), [rejected(5), rejected(6)], [accepted(7)]) == (1, 7)


def test_tries_after_the_first_accepted_one_never_count() -> None:
    cell = cell_of(Icpc(IcpcOptions()), [accepted(3), rejected(4), pending(5), accepted(6)])
    assert (cell.judged, cell.pending, cell.solved, cell.rejected) == (1, 0, True, 0)


def test_a_rejection_without_a_penalty_is_free() -> None:
    assert total(Icpc(IcpcOptions()), [rejected(2, penalty=False), accepted(10)]) == (1, 10)


def test_the_option_makes_every_rejection_cost_a_penalty() -> None:
    assert Icpc(IcpcOptions(compile_penalty=True)).every_rejection_costs
    assert not Icpc(IcpcOptions()).every_rejection_costs


def test_rounding_by_cell_or_by_total() -> None:
    half = [accepted(10.5)], [accepted(20.5)]
    assert total(Icpc(IcpcOptions(penalty_rounding="cell")), *half) == (2, 30)
    assert total(Icpc(IcpcOptions(penalty_rounding="total")), *half) == (2, 31)


def test_seconds_scoring() -> None:
    assert total(Icpc(IcpcOptions(seconds=True)), [rejected(1), accepted(1.5)]) == (1, 90 + 1200)


def test_among_equals_the_earlier_last_accepted_minute_is_better() -> None:
    rule = Icpc(IcpcOptions())
    early = rule.standing([cell_of(rule, [accepted(50)]), cell_of(rule, [accepted(50)])])
    late = rule.standing([cell_of(rule, [accepted(10)]), cell_of(rule, [accepted(90)])])
    assert early.time == late.time == 100
    assert early.key < late.key


def test_pending_tries_are_shown_and_do_not_count() -> None:
    cell = cell_of(Icpc(IcpcOptions()), [rejected(1), pending(2), pending(3)])
    assert (cell.judged, cell.pending, cell.solved) == (1, 2, False)
