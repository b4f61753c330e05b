"""Questions about boards that are not the live one: of a past second, with other verdicts.

Asked by core_api, answered by the role `history`.
"""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from realtime.protocol.events import VerdictReached
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Damaged

ROWS = 1000
"""Rows of one answer."""


class Standings(msgspec.Struct, frozen=True, omit_defaults=True, tag="standings"):
    """The scoreboard of a second; answered with `leaderboard.scoreboard.Scoreboard`."""

    contest: str
    audience: Audience
    at: int | None = None
    """Contest time in ms; None: all that is known."""
    group: str = ""
    """Only its teams, ranked among themselves."""
    virtual_team: str = ""
    """A team that takes part virtually, ranked among those of the recorded contest."""
    start: int = 0
    limit: int = ROWS


class Preview(msgspec.Struct, frozen=True, omit_defaults=True, tag="preview"):
    """What other verdicts would change; answered with `Moves`."""

    contest: str
    verdicts: tuple[VerdictReached, ...]


class AwardsOf(msgspec.Struct, frozen=True, omit_defaults=True, tag="awards"):
    """Answered with a list of `Award`."""

    contest: str
    audience: Audience


class RecordingOf(msgspec.Struct, frozen=True, omit_defaults=True, tag="recording"):
    """The whole contest as changes; answered with `realtime.protocol.recording.Recording`."""

    contest: str
    audience: Audience


class RehearsalOf(msgspec.Struct, frozen=True, omit_defaults=True, tag="rehearsal"):
    """What the reveal is going to show; answered with `realtime.protocol.recording.Rehearsal`."""

    contest: str


Question = Standings | Preview | AwardsOf | RecordingOf | RehearsalOf
"""To the role `history`."""


class WhatIsHidden(msgspec.Struct, frozen=True, omit_defaults=True):
    """To the contest's engine: what the freeze still hides. `team` and `problem`: a cell that is asked for; empty: the next from below."""

    team: str = ""
    problem: str = ""
    shown: tuple[str, str] | None = None
    """Team and problem of the last reveal: an engine that has not read it yet answers `ready: false`."""
    hidden: tuple[str, str] | None = None
    """The same of a reveal that was taken back."""


class HiddenCell(msgspec.Struct, frozen=True):
    """A cell whose verdicts the public does not know."""

    team: str
    team_name: str
    problem: str
    solved: bool
    """What the reveal is going to show."""
    score: float | None
    """Of the problem, under rules with points."""


class Hidden(msgspec.Struct, frozen=True, omit_defaults=True):
    ready: bool = True
    cell: HiddenCell | None = None
    """None: nothing is hidden, or not what was asked for."""
    left: int = 0
    """Hidden cells of all teams on the board, `cell` among them."""


class Place(msgspec.Struct, frozen=True):
    """Where a team stands; a rank of None: it has none."""

    rank: int | None
    solved: int
    time: int
    score: float | None
    medal: str
    """`gold`, `silver`, `bronze` or nothing."""


class Move(msgspec.Struct, frozen=True):
    team_id: str
    name: str
    before: Place
    after: Place


class Moves(msgspec.Struct, frozen=True):
    """Teams whose standing changed, the best present place first; `total` counts also those left out."""

    total: int
    medals: int
    """How many get, lose or change a medal."""
    moves: list[Move]


class Award(msgspec.Struct, frozen=True):
    """As CLICS names them: `winner`, `gold-medal`, `first-to-solve-<problem>`, `group-winner-<group>`, …"""

    id: str
    citation: str
    team_ids: list[str]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was asked for, or the code of an error, what it says, and the field at fault."""

    result: msgspec.Raw = msgspec.Raw(b"null")
    code: str = ""
    message: str = ""
    field: str = ""


def packed(thing: Any) -> bytes:
    """JSON, compressed: scoreboards of many teams would not fit a message."""
    return zlib.compress(msgspec.json.encode(thing), 1)


def unpacked(payload: bytes, limit: int = 256 * 2**20) -> bytes:
    """The JSON. Raises `Damaged`."""
    try:
        return zlib.decompressobj().decompress(payload, limit)
    except zlib.error as error:
        raise Damaged(f"not a compressed message: {error}") from None
