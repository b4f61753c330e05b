"""Small contests for tests."""

from __future__ import annotations

from contest_engine.model.board import Board
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, Event, SubmissionReceived, TeamJoined, VerdictReached

MINUTE = 60_000
PROBLEMS = tuple(ContestProblem(label, label, f"Problem {label}") for label in "ABC")


def configured(**changes: object) -> ContestConfigured:
    values: dict[str, object] = {"name": "Test", "duration": 300 * MINUTE, "freeze": 240 * MINUTE, "problems": PROBLEMS}
    return ContestConfigured(ContestSettings(**{**values, **changes}))  # type: ignore[arg-type]


def teams(*names: str) -> list[Event]:
    return [TeamJoined(name, name) for name in names]


def sent(team: str, problem: str, minute: float, verdict: str | None = None, id: str = "") -> list[Event]:
    """A submission, and its judgement where there is one."""
    id = id or f"{team}-{problem}-{minute}"
    time = round(minute * MINUTE)
    received: list[Event] = [SubmissionReceived(id, team, problem, time)]
    return received + ([VerdictReached(f"j-{id}", id, verdict, time)] if verdict else [])


def board(*events: Event | list[Event]) -> Board:
    """A board with these events, one message of the log each, settled."""
    made = Board()
    flat = [part for event in events for part in (event if isinstance(event, list) else [event])]
    for sequence, event in enumerate(flat, 1):
        made.apply(sequence, [event])
    made.settle()
    return made


def standings(made: Board, audience: str = "jury") -> list[tuple[int, str, int, int]]:
    """Rank, team, solved and time, from the top."""
    view = made.views[audience]  # type: ignore[index]
    order, ranks = view.order.page(0, 1000)
    rows = [(rank, made.contest.teams[n], view.row(n)) for n, rank in zip(order, ranks, strict=True)]
    return [(rank, team.team, row.solved, row.time) for rank, team, row in rows if team]
