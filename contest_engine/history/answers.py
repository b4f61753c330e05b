"""Boards made from a log by replay: of a past second, with other verdicts, for a virtual participation. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from contest_engine.history.recording import recording, settings_of
from contest_engine.history.rehearsal import rehearsal
from contest_engine.history.replay import scoreboard_rows
from contest_engine.model import awards
from contest_engine.model.board import Board
from contest_engine.model.view import View
from leaderboard import scoreboard
from realtime.protocol.events import (
    CellRevealed,
    Event,
    Finalized,
    Hacked,
    SubmissionReceived,
    TeamJoined,
    Thawed,
    VerdictReached,
)
from realtime.protocol.questions import Award, AwardsOf, Move, Moves, Place, Preview, Question, RecordingOf, RehearsalOf, Standings
from realtime.protocol.recording import Recording, Rehearsal
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Invalid, NotFound

MAX_MOVES = 1000
"""Moves in the answer to one preview; `total` counts the others too."""

Log = Sequence[Event]


def board_at(log: Log, audience: Audience, at: int | None = None, virtual_team: str = "") -> Board:
    """The board of contest time `at` (ms; None: of all that is known), settled.

    Later submissions, judgements and hacks are left out, and reveal, thaw and finalisation while the contest was not over; what has no
    time (a team's name, an adjustment) is as it is now. `virtual_team`, a team that participates virtually, is ranked among the others:
    its times count from its own start.
    """
    board = Board([audience])
    known: Iterable[Event] = log
    if at is not None:
        settings = settings_of(log)
        until, over = settings.sent_until(at), at >= settings.duration
        known = (event for event in log if _known(event, at, until, over))
    board.apply(1, (_ranked(event, virtual_team) for event in known))
    board.settle()
    return board


def _known(event: Event, at: int, until: int, over: bool) -> bool:
    """`until`: the contest time `at`, as submissions and judgements are timed, with pauses."""
    if isinstance(event, CellRevealed | Thawed | Finalized):
        return over
    if isinstance(event, Hacked):  # which the jury times by the contest's clock
        return event.time <= at
    return not isinstance(event, SubmissionReceived | VerdictReached) or event.time <= until


def _ranked(event: Event, virtual_team: str) -> Event:
    if virtual_team and isinstance(event, TeamJoined) and event.team == virtual_team and event.virtual_participation:
        return msgspec.structs.replace(event, virtual_participation=False)
    return event


def answer(question: Question, log: Log) -> scoreboard.Scoreboard | Moves | list[Award] | Recording | Rehearsal:
    """Raises `Invalid` or `NotFound` for what cannot be answered."""
    match question:
        case Standings():
            return _standings(question, log)
        case Preview():
            return _preview(question, log)
        case AwardsOf():
            return awards.awards(board_at(log, question.audience).views[question.audience])
        case RecordingOf():
            return recording(log, question.audience)
        case RehearsalOf():
            return rehearsal(log)


def _standings(question: Standings, log: Log) -> scoreboard.Scoreboard:
    board = board_at(log, question.audience, question.at, question.virtual_team)
    view, contest = board.views[question.audience], board.contest
    if question.group and not any(team and not team.hidden and question.group in team.groups for team in contest.teams):
        raise Invalid(f"no team is in group {question.group!r}", field="group")
    time = contest.settings.duration if question.at is None else question.at
    rows = scoreboard_rows(view, question.group or None)[question.start : question.start + question.limit]
    return scoreboard.Scoreboard(contest_id=question.contest, contest_time=scoreboard.clock(time), rows=rows)


def _preview(question: Preview, log: Log) -> Moves:
    board = board_at(log, "jury")
    view = board.views["jury"]
    for verdict in question.verdicts:
        if verdict.submission not in board.contest.submissions:
            raise NotFound(f"the contest has no submission {verdict.submission!r}", field="submission")
    before = _places(view)
    board.apply(2, question.verdicts)
    changed = board.settle()["jury"]
    after = _places(view)
    moved = [team for team in view.order.page(0, len(view.order))[0] if before[team] != after[team] or team in changed.teams]
    moves = []
    for team in moved[:MAX_MOVES]:
        info = board.contest.teams[team]
        assert info is not None  # it is on the board
        moves.append(Move(info.team, info.name, before[team], after[team]))
    return Moves(len(moved), sum(before[team].medal != after[team].medal for team in moved), moves)


def _places(view: View) -> dict[int, Place]:
    ends, numbers = awards.medal_ranks(view.contest), view.order.page(0, len(view.order))[0]
    return {
        number: Place(team.rank or None, team.standing.solved, team.standing.time, team.standing.score, awards.medal(ends, team))
        for number, team in zip(numbers, awards.ranked_teams(view), strict=True)
    }
