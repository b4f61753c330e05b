"""The frames of a live board, as every viewer gets them: encoded once by contest_engine, relayed as bytes by gateway.

A board is cut into tiles of `TILE` rows by position. Rows carry a team's number `n` in the contest; names come once over
REST (`GET /contests/{id}/teams`). Array-like structs travel as JSON arrays in the order of their fields.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import Announced

TILE = 50
"""Rows of one tile."""


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """One team on one problem: `[problem, judged, pending, solved, time, score]`.

    `problem` is its number in the contest; `judged` and `pending` count tries up to the first accepted one; `solved`
    is 0 no, 1 yes, 2 yes and first of all; `time` is in the rule's unit (ICPC: minutes), -1 without one.
    """

    problem: int
    judged: int
    pending: int
    solved: int
    time: int = -1
    score: float | None = None


class Row(msgspec.Struct, frozen=True, array_like=True):
    """One team: `[n, solved, time, score, cells, disqualified]`; only cells with a try are there."""

    n: int
    solved: int
    time: int
    score: float | None
    cells: tuple[Cell, ...]
    disqualified: bool = False
    """It stands last, without a rank, and nothing it sent is shown."""


class TileFrame(msgspec.Struct, frozen=True, kw_only=True, tag="board", omit_defaults=True):
    """What is new in a tile since `seq - 1`; with `whole`, all of it.

    `order` (team numbers by position) and `ranks` stand in a frame only when they changed; a rank of 0 is shown as none.
    """

    room: str
    epoch: int
    seq: int
    at: int
    """Log sequence this board has applied."""
    whole: bool = False
    total: int | None = None
    """Rows of the whole board, when that changed."""
    order: tuple[int, ...] | None = None
    ranks: tuple[int, ...] | None = None
    rows: tuple[Row, ...] = ()
    v: Literal[1] = 1


class ClockFrame(msgspec.Struct, frozen=True, kw_only=True, tag="clock"):
    """The contest's settings and state, and the heartbeat of its engine: sent at least every `HEARTBEAT_SECONDS`."""

    room: str
    epoch: int
    seq: int
    at: int
    """Log sequence of this state."""
    whole: Literal[True] = True
    settings: ContestSettings
    """Without problems before the start."""
    thawed: bool
    final: bool
    teams: int
    submissions: int
    pending: int
    medal_ranks: tuple[int, int, int]
    """The last ranks that win gold, silver and bronze, of `medals` or of the shares of `awards`."""
    problems: tuple[ProblemCount, ...]
    """By number of the problem, as in `settings`."""
    chain: str
    """Hash of the contest's log up to `at` (see `realtime.protocol.chain`)."""
    server_time: int
    """Wall clock of the engine when it made this frame, ms since 1970."""
    v: Literal[1] = 1


class AnnouncementsFrame(msgspec.Struct, frozen=True, kw_only=True, tag="announcements"):
    """What the jury has announced to everybody, oldest first; of many, the newest `ANNOUNCEMENTS_SHOWN`."""

    room: str
    epoch: int
    seq: int
    at: int
    whole: Literal[True] = True
    announcements: tuple[Announced, ...]
    v: Literal[1] = 1


ANNOUNCEMENTS_SHOWN = 50
"""Announcements in one frame; all of them over REST."""


class TeamFrame(msgspec.Struct, frozen=True, kw_only=True, tag="team"):
    """Where one team stands on the public board, with its neighbours."""

    room: str
    epoch: int
    seq: int
    at: int
    whole: Literal[True] = True
    position: int
    """From 0; -1 for a team that is not on the board."""
    total: int
    order: tuple[int, ...]
    """Team numbers from `NEIGHBOURS` above it to `NEIGHBOURS` below."""
    ranks: tuple[int, ...]
    rows: tuple[Row, ...]
    v: Literal[1] = 1


NEIGHBOURS = 2

HEARTBEAT_SECONDS = 2.0
"""A contest's clock room carries a frame at least so often, changed or not: a longer silence means that no engine serves the contest."""


class Follows(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tiles and teams (by number) of a contest that a gateway has viewers on. Said every `FOLLOW_SECONDS`; others are not published."""

    public: tuple[int, ...] = ()
    jury: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()


FOLLOW_SECONDS = 3


class Viewers(msgspec.Struct, frozen=True):
    """How many viewers of a contest's clock a gateway has. Said once a second while there are some, and once when there are none."""

    gateway: str
    viewers: int


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag="presence"):
    """How many watch a contest, on all gateways; at most once a second, when it changed."""

    room: str
    viewers: int
    v: Literal[1] = 1


class ProblemCount(msgspec.Struct, frozen=True):
    """How many teams have solved a problem, and how many have tried it."""

    solved: int
    tried: int


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag="submission", omit_defaults=True):
    """How far a submission is, for its owner: `queued`, `compiling`, `running` test `test` of `tests`, `done`."""

    room: str
    submission: str
    state: Literal["queued", "compiling", "running", "done"]
    test: int | None = None
    tests: int | None = None
    verdict: str | None = None
    v: Literal[1] = 1


class RunFrame(msgspec.Struct, frozen=True, kw_only=True, tag="run"):
    """A test run has ended, for its owner: `GET /submissions/run/{run}` has the result."""

    room: str
    run: str
    state: Literal["done", "failed"]
    v: Literal[1] = 1


class Clarification(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question of a team to the jury, and its answer. Without a question: what the jury told the team by itself."""

    id: str
    team: str
    asked_at: int
    """Wall clock, ms since 1970."""
    problem: str = ""
    """By its id in the contest; empty: about the contest in general."""
    question: str = ""
    answer: str = ""
    """Empty: not answered yet."""
    answered_at: int | None = None
    """Of the last wording: an answer that is changed comes again."""
    to_all: bool = False
    """The answer is an announcement to everybody, too."""
    claimed_by: str = ""
    """Name of the juror who is at it; for the jury only."""


class ClarificationFrame(msgspec.Struct, frozen=True, kw_only=True, tag="clarification", omit_defaults=True):
    """A question was asked, or what is known of it changed."""

    room: str
    clarification: Clarification
    v: Literal[1] = 1


DeskList = Literal["submissions", "rejudgings", "balloons", "prints"]


class DeskFrame(msgspec.Struct, frozen=True, kw_only=True, tag="desk"):
    """Lists of the jury that changed: whoever shows one of them loads it again."""

    room: str
    changed: tuple[DeskList, ...]
    """Under load one frame stands for many changes. `submissions`: one was queued, judged, reviewed or deleted."""
    v: Literal[1] = 1


encode = msgspec.json.Encoder().encode
