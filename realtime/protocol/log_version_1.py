"""Version 1 of the log, which stays readable for ever: settings of a contest flat in their event, and some older names.

| version 1 | now |
| --- | --- |
| event `contest` with the settings in it | event `settings` with `settings` |
| `removed` | `pauses` |
| `full` | `run_all_tests` |
| `virtual` (of a team) | `virtual_participation` |
"""

from __future__ import annotations

from typing import Literal

import msgspec

from realtime.protocol.contest_settings import STANDARD_JUDGEMENT_TYPES, ContestSettings, JudgementType, Playback, Problem
from realtime.protocol.events import (
    Adjusted,
    Announced,
    CellRevealed,
    ContestConfigured,
    Event,
    Finalized,
    Hacked,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)


class ContestConfigured1(msgspec.Struct, frozen=True, tag="contest"):
    name: str
    duration: int
    start: int | None = None
    freeze: int | None = None
    rule: str = "icpc"
    options: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    removed: tuple[tuple[int, int], ...] = ()
    judgement_types: dict[str, JudgementType] = {}
    playback: Playback | None = None
    medals: tuple[int, int, int] = (0, 0, 0)
    full: bool = False

    def now(self) -> ContestConfigured:
        held = msgspec.structs.asdict(self)
        if self.judgement_types == STANDARD_JUDGEMENT_TYPES:
            held["judgement_types"] = {}
        return ContestConfigured(ContestSettings(pauses=held.pop("removed"), run_all_tests=held.pop("full"), **held))


class TeamJoined1(msgspec.Struct, frozen=True, tag="team"):
    team: str
    name: str
    organization: str = ""
    groups: tuple[str, ...] = ()
    hidden: bool = False
    unofficial: bool = False
    disqualified: bool = False
    extension: int = 0
    virtual: bool = False

    def now(self) -> TeamJoined:
        held = msgspec.structs.asdict(self)
        return TeamJoined(virtual_participation=held.pop("virtual"), **held)


class Batch1(msgspec.Struct, frozen=True):
    events: tuple[
        ContestConfigured1
        | TeamJoined1
        | TeamWithdrawn
        | SubmissionReceived
        | SubmissionWithdrawn
        | VerdictReached
        | JudgementWithdrawn
        | Adjusted
        | Hacked
        | Announced
        | CellRevealed
        | Thawed
        | Finalized,
        ...,
    ]
    v: Literal[1]


_decoder = msgspec.json.Decoder(Batch1)


def decode(payload: bytes) -> tuple[Event, ...]:
    """Raises `msgspec.DecodeError` or `msgspec.ValidationError` when the payload is no batch of version 1."""
    events = _decoder.decode(payload).events
    return tuple(event.now() if isinstance(event, ContestConfigured1 | TeamJoined1) else event for event in events)
