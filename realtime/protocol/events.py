"""What the log of a contest holds: everything that moves a score, in order.

Written by core_api (through its outbox), judge_workers and imports; read by contest_engine and by core_api's index.
Times are milliseconds since the contest's start (`time`), or since 1970 for points of the calendar (`start`).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from realtime.protocol import log_version_1
from realtime.protocol.contest_settings import ContestSettings


class ContestConfigured(msgspec.Struct, frozen=True, tag="settings"):
    """The contest's settings, whole; later ones replace earlier ones. The first event of every log."""

    settings: ContestSettings


class TeamJoined(msgspec.Struct, frozen=True, omit_defaults=True, tag="team"):
    """A team joined, or its details changed."""

    team: str
    name: str
    organization: str = ""
    groups: Annotated[tuple[str, ...], msgspec.Meta(max_length=100)] = ()
    hidden: bool = False
    """On no board."""
    unofficial: bool = False
    """Shown where it would stand, without a rank; first at nothing."""
    disqualified: bool = False
    """Shown last, without a rank and with nothing it sent."""
    extension: int = 0
    """Milliseconds this team may submit beyond the end."""
    virtual_participation: bool = False
    """Takes part after the end: its times count from its own start; it is on no board but its own."""


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
    subtask_scores: Annotated[tuple[float, ...], msgspec.Meta(max_length=1000)] | None = None
    run_time: int = 0
    """Milliseconds of CPU of the slowest test, on the machine that limits are meant for; 0: not known. Nothing is scored by it."""


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


class CellRevealed(msgspec.Struct, frozen=True, omit_defaults=True, tag="reveal"):
    """One frozen cell is shown: the next from below (no `team`), or one that is named."""

    team: str = ""
    problem: str = ""
    taken_back: bool = False
    """True: the named cell is hidden again."""


class Thawed(msgspec.Struct, frozen=True, omit_defaults=True, tag="thaw"):
    """The freeze is over: the public sees everything."""

    taken_back: bool = False
    """True: it is not, after all; cells that were revealed one by one stay so."""


class Finalized(msgspec.Struct, frozen=True, omit_defaults=True, tag="final"):
    """The result is official."""

    taken_back: bool = False
    """True: it is open again."""


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
    v: Literal[2] = 2


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Batch)


def encode(*events: Event) -> bytes:
    return _encoder.encode(Batch(events))


def decode(payload: bytes) -> tuple[Event, ...]:
    """Events of a batch, also of one written by an earlier version (see `realtime.protocol.log_version_1`).

    Raises `msgspec.DecodeError` or `msgspec.ValidationError` when the payload is no batch of a known version.
    """
    if payload.endswith(_VERSION_1):
        payload = log_version_1.upgraded(payload)
    return _decoder.decode(payload).events


_VERSION_1 = b'"v":1}'
"""How batches of version 1 end: the version is the last member of a batch."""
