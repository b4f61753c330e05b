"""The state of a contest as bytes, so that a restart reads little of its log.

A snapshot is a shortcut and never the truth: it says up to which entry of the log it reaches, any owner may write it, and one that
cannot be read is as good as none.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from contest_engine.model.attempts import Submission
from contest_engine.model.contest import Contest
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import Announced, ContestConfigured, TeamJoined, VerdictReached


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
    applied: int
    settings: ContestSettings
    thawed: bool
    final: bool
    teams: list[_Team]
    submissions: list[_Submission]
    revealed: list[tuple[int, int]]
    adjustments: dict[int, dict[str, float]]
    hacks: dict[int, dict[str, bool]]
    early: dict[str, dict[str, VerdictReached]]
    ignored: int
    received: int
    announcements: dict[str, Announced] = {}
    v: Literal[2] = 2


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
        applied=contest.applied,
        settings=contest.settings,
        thawed=contest.thawed,
        final=contest.final,
        teams=[_Team(id_, joined) for id_, joined in zip(contest.team_ids(), contest.teams, strict=True)],
        submissions=[_saved(one) for one in contest.submissions.values()],
        revealed=[(one.team, one.problem) for one in contest.all_attempts() if one.revealed],
        adjustments=dict(contest.adjustments),
        hacks=dict(contest.hacks),
        early=contest.early,
        ignored=contest.ignored,
        received=contest.received,
        announcements=contest.announcements,
    )
    return _encode(state)


def restore(payload: bytes) -> Restored:
    """The contest as it was, all of it marked as changed. Raises `msgspec.DecodeError` or `msgspec.ValidationError`."""
    state = _decode(payload)
    contest = Contest()
    contest.apply(ContestConfigured(state.settings))
    for team in state.teams:
        contest.apply(team.joined or TeamJoined(team.id, ""))
        if team.joined is None:
            contest.withdraw(team.id)
    for one in state.submissions:
        judgements = one.earlier
        if one.judgement is not None:
            judgements = (*judgements, VerdictReached(one.judgement, one.id, one.verdict, one.time, one.score, one.subtasks))
        contest.put(one.id, one.team, one.problem, one.sent, one.order, judgements)
    for team_number, problem in state.revealed:
        contest.attempts[team_number][problem].revealed = True
    contest.adjustments.update(state.adjustments)
    contest.hacks.update(state.hacks)
    contest.early = state.early
    contest.announcements = state.announcements
    contest.ignored, contest.received = state.ignored, state.received
    contest.thawed, contest.final, contest.applied = state.thawed, state.final, state.applied
    contest.start_anew()
    return Restored(contest, state.sequence, state.chain)


def _saved(one: Submission) -> _Submission:
    judged = one.judgement
    plain = (one.id, one.attempts.team, one.attempts.problem, one.sent, one.order)
    if judged is None:
        return _Submission(*plain)
    earlier = tuple(one.earlier.values()) if one.earlier else ()
    return _Submission(*plain, judged.judgement, judged.verdict, judged.time, judged.score, judged.subtask_scores, earlier)
