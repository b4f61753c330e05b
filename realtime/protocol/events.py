"""What the log of a contest holds: everything that moves a score, in order.

Written by core_api (through its outbox), judge_workers and imports; read by contest_engine and by core_api's index.
Times are milliseconds since the contest's start (`time`), or since 1970 for points of the calendar (`start`).
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Playback(msgspec.Struct, frozen=True, omit_defaults=True):
    """A recorded contest shown again: at the wall clock's `wall` (ms since 1970) its own stood at `time`; it runs `rate` times as fast."""

    wall: int
    time: int
    rate: float


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    label: str
    name: str
    rgb: str = ""
    points: float = 0.0
    """What it is worth where points are counted; 0: the rule's own default."""


class JudgementType(msgspec.Struct, frozen=True):
    """What a verdict means for the score: solved, or rejected with or without a penalty."""

    solved: bool
    penalty: bool


STANDARD_JUDGEMENT_TYPES = {
    "AC": JudgementType(True, False),
    "CE": JudgementType(False, False),
    "JE": JudgementType(False, False),
    **{code: JudgementType(False, True) for code in ("WA", "TLE", "MLE", "RTE", "OLE", "PE")},
}


class ContestConfigured(msgspec.Struct, frozen=True, omit_defaults=True, tag="contest"):
    """The contest's frame, whole; a later one replaces an earlier one. The first event of every log."""

    name: str
    duration: int
    start: int | None = None
    freeze: int | None = None
    """Contest time of the freeze in ms; None: never frozen."""
    rule: str = "icpc"
    options: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    removed: tuple[tuple[int, int], ...] = ()
    """Pauses: from and to, in ms since the start as the wall clock counts; tries made in one count as made at its beginning."""
    judgement_types: dict[str, JudgementType] = msgspec.field(default_factory=STANDARD_JUDGEMENT_TYPES.copy)
    playback: Playback | None = None
    medals: tuple[int, int, int] = (0, 0, 0)
    """How many ranks win gold, silver and bronze."""
    full: bool = False
    """Whether all tests of a submission are run, also those behind the first that fails."""

    def contest_time(self, sent: int) -> int:
        """Contest time of what the wall clock saw `sent` ms after the start: less the pauses before it."""
        return sent - sum(max(0, min(sent, to) - start) for start, to in self.removed)

    @property
    def wall_duration(self) -> int:
        """Milliseconds from start to end by the wall clock, pauses included."""
        end = self.duration
        for start, to in self.removed:
            if start < end:
                end += to - start
        return end


class TeamJoined(msgspec.Struct, frozen=True, omit_defaults=True, tag="team"):
    """A team is in, or is now called otherwise."""

    team: str
    name: str
    organization: str = ""
    groups: tuple[str, ...] = ()
    hidden: bool = False
    """On no board."""
    unofficial: bool = False
    """Shown where it would stand, without a rank; first at nothing."""
    disqualified: bool = False
    """Shown last, without a rank and without what it solved."""
    extension: int = 0
    """Milliseconds this team may go on behind the end."""
    virtual: bool = False
    """Races the recorded contest later: its times count from its own start; it is on no board but its own."""


class TeamWithdrawn(msgspec.Struct, frozen=True, tag="team-withdrawn"):
    team: str


class SubmissionReceived(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, tag="submission"):
    submission: str
    team: str
    problem: str
    time: int
    language: str = ""


class SubmissionWithdrawn(msgspec.Struct, frozen=True, tag="submission-withdrawn"):
    submission: str


class VerdictReached(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, tag="verdict"):
    """A judgement has ended. A later judgement of the same submission replaces it, the same `judgement` id updates it."""

    judgement: str
    submission: str
    verdict: str
    time: int = 0
    score: float | None = None
    subtask_scores: tuple[float, ...] | None = None


class JudgementWithdrawn(msgspec.Struct, frozen=True, tag="judgement-withdrawn"):
    judgement: str
    submission: str


class Adjusted(msgspec.Struct, frozen=True, tag="adjusted"):
    """The jury adds to a team's score: minutes of penalty under ICPC, points elsewhere. The same `id` again replaces it."""

    id: str
    team: str
    amount: float
    reason: str


class Hacked(msgspec.Struct, frozen=True, tag="hack"):
    """A team has tried to break somebody's solution."""

    id: str
    team: str
    successful: bool
    time: int = 0


class Announced(msgspec.Struct, frozen=True, omit_defaults=True, tag="announced"):
    """The jury says something to everybody. The same `id` again replaces it; an empty `text` takes it back."""

    id: str
    text: str
    at: int
    """Wall clock, ms since 1970."""
    problem: str = ""
    """The problem it is about, if it is about one."""


class CellRevealed(msgspec.Struct, frozen=True, tag="reveal"):
    """One frozen cell is shown: the next from below (no `team`), or one that is named."""

    team: str = ""
    problem: str = ""


class Thawed(msgspec.Struct, frozen=True, tag="thaw"):
    """The freeze is over: the public sees everything."""


class Finalized(msgspec.Struct, frozen=True, tag="final"):
    """The result is official."""


Event = (
    ContestConfigured
    | TeamJoined
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
    | Finalized
)


class Batch(msgspec.Struct, frozen=True):
    """One message of the log: events of one contest that become true together."""

    events: tuple[Event, ...]
    v: Literal[1] = 1


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Batch)


def encode(*events: Event) -> bytes:
    return _encoder.encode(Batch(events))


def decode(payload: bytes) -> tuple[Event, ...]:
    """Raises `msgspec.DecodeError` or `msgspec.ValidationError` when the payload is no batch of this version."""
    return _decoder.decode(payload).events
