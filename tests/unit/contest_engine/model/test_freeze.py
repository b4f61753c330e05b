from contest_engine.model.attempts import Attempts, Submission
from contest_engine.model.contest import Contest
from contest_engine.model.freeze import Freeze
from realtime.protocol.contest_settings import ContestProblem, ContestSettings, JudgementType
from realtime.protocol.events import ContestConfigured, SubmissionReceived, TeamJoined, VerdictReached

FROZEN_AT_100 = Freeze(ContestSettings(name="", duration=200, freeze=100))


def cell(*times: int) -> Attempts:
    """A cell of rejected tries."""
    made = Attempts(0, 0)
    for order, time in enumerate(times):
        submission = Submission(f"s{order}", made, time, time, order)
        submission.judged(VerdictReached("j", f"s{order}", "WA"))
        submission.look(JudgementType(solved=False, penalty=True))
        made.add(submission, 200)
    return made


def test_a_cell_hides_verdicts_from_the_millisecond_of_the_freeze() -> None:
    assert not FROZEN_AT_100.hides(cell())
    assert not FROZEN_AT_100.hides(cell(50, 99))
    assert FROZEN_AT_100.hides(cell(50, 100))


def test_a_revealed_cell_hides_nothing() -> None:
    revealed = cell(150)
    revealed.revealed = True
    assert not FROZEN_AT_100.hides(revealed)


def test_hidden_tries_look_pending_and_say_nothing_else() -> None:
    before, hidden = FROZEN_AT_100.masked(cell(50, 100))
    assert (before.pending, before.penalty) == (False, True)
    assert (hidden.time, hidden.pending, hidden.solved, hidden.penalty, hidden.score) == (100, True, False, False, None)
    assert type(hidden) is not Submission


def test_without_a_freeze_and_after_the_thaw_nothing_is_hidden() -> None:
    for freeze in (
        Freeze(),
        Freeze(ContestSettings(name="", duration=200)),
        Freeze(ContestSettings(name="", duration=200, freeze=100), thawed=True),
    ):
        assert not freeze.hides(cell(150))


def test_the_freeze_is_active_once_something_is_hidden() -> None:
    contest = Contest()
    contest.apply(ContestConfigured(ContestSettings(name="", duration=200, freeze=100, problems=(ContestProblem("p", "A"),))))
    contest.apply(TeamJoined("t", "Team"))
    contest.apply(SubmissionReceived("1", "t", "p", 99))
    assert not contest.freeze.active
    contest.apply(SubmissionReceived("2", "t", "p", 100))
    assert contest.freeze.active
