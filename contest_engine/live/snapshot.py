"""The state of a contest as bytes, so that a restart reads little of its log.

A snapshot is a shortcut and never the truth: it says up to which entry of the log it reaches, any owner may write it, and one that
cannot be read is as good as none.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Literal, NamedTuple

import msgspec

from contest_engine.model.attempts import Attempts, Submission
from contest_engine.model.contest import Contest, Facts
from realtime.protocol.events import ContestConfigured, TeamJoined, VerdictReached


class _Team(msgspec.Struct, array_like=True, gc=False):
    """`id` stays when `joined` is gone: a team that was withdrawn keeps its number."""

    id: str
    joined: TeamJoined | None


class _Submission(msgspec.Struct, array_like=True, gc=False):
    id: str
    team: int
    problem: int
    sent: int
    order: int
    judgement: str | None = None
    verdict: str = ""
    time: int = 0
    score: float | None = None
    subtasks: tuple[float, ...] | None = None
    earlier: tuple[VerdictReached, ...] = ()


class _State(msgspec.Struct):
    sequence: int
    chain: str
    facts: Facts
    teams: list[_Team]
    submissions: list[_Submission]
    revealed: list[tuple[int, int]]
    """Team and problem numbers."""
    v: Literal[3] = 3


class Restored(NamedTuple):
    contest: Contest
    sequence: int
    """Last entry of the log it holds."""
    chain: str
    """Hash of the log up to there."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_State).decode


def save(contest: Contest, sequence: int, chain: str) -> bytes:
    """`sequence` is the last entry read, `chain` the hash up to it."""
    state = _State(
        sequence=sequence,
        chain=chain,
        facts=Facts(*(getattr(contest, field.name) for field in fields(Facts))),
        teams=[_Team(id_, joined) for id_, joined in zip(contest.team_ids(), contest.teams, strict=True)],
        submissions=[_saved(submission) for submission in contest.submissions.values()],
        revealed=[(attempts.team, attempts.problem) for attempts in contest.all_attempts() if attempts.revealed],
    )
    return _encode(state)


def restore(payload: bytes) -> Restored:
    """The contest as it was, all of it marked as changed. Raises `msgspec.DecodeError` or `msgspec.ValidationError`."""
    state = _decode(payload)
    contest = Contest()
    contest.apply(ContestConfigured(state.facts.settings))
    for team in state.teams:
        contest.apply(team.joined or TeamJoined(team.id, ""))
        if team.joined is None:
            contest.withdraw(team.id)
    for saved in state.submissions:
        judgements = saved.earlier
        if saved.judgement is not None:
            judgements = (*judgements, VerdictReached(saved.judgement, saved.id, saved.verdict, saved.time, saved.score, saved.subtasks))
        contest.put(saved.id, saved.team, saved.problem, saved.sent, saved.order, judgements)
    for team_number, problem in state.revealed:
        # all that was sent may have been withdrawn since: then no submission has made the cell
        contest.attempts[team_number].setdefault(problem, Attempts(team_number, problem)).revealed = True
    vars(contest).update(vars(state.facts))
    contest.start_anew()
    return Restored(contest, state.sequence, state.chain)


def _saved(submission: Submission) -> _Submission:
    judged, attempts = submission.judgement, submission.attempts
    plain = (submission.id, attempts.team, attempts.problem, submission.sent, submission.order)
    if judged is None:
        return _Submission(*plain)
    earlier = tuple(submission.earlier.values()) if submission.earlier else ()
    return _Submission(*plain, judged.judgement, judged.verdict, judged.time, judged.score, judged.subtask_scores, earlier)
