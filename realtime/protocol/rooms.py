"""Rooms: what a viewer subscribes to. A room's name is the subject it is fed from.

In a private contest `everybody` are those who may see the contest: its teams, guests and jury.

| room | frames | who may enter |
| --- | --- | --- |
| `board.<contest>.<audience>.<tile>` | `frames.TileFrame` | `public`: everybody; `jury`: the jury |
| `clock.<contest>` | `frames.ClockFrame` | everybody |
| `team.<contest>.<n>` | `frames.TeamFrame`: the team with the number n and its neighbours | everybody |
| `announcements.<contest>` | `frames.AnnouncementsFrame` | everybody |
| `presence.<contest>` | `frames.Presence` | everybody |
| `submissions.<contest>.<team>` | `frames.Progress`: its submissions; `frames.RunFrame` | the team and the jury |
| `clarifications.<contest>.<team>` | `frames.ClarificationFrame`: the team's questions with answers; `jury`: all | the team, the jury |
| `desk.<contest>` | `frames.DeskFrame`: which lists of the jury changed | the jury |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from realtime.runtime.errors import Invalid

Audience = Literal["public", "jury"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""The many first."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def token(value: str, field: str = "id") -> str:
    """`value`, if it can be one part of a subject: 1–64 letters, digits, `_` or `-`. Raises `Invalid`."""
    if not _TOKEN.fullmatch(value):
        raise Invalid(f"{field} must be 1 to 64 letters, digits, '_' or '-', not {value[:80]!r}", field=field)
    return value


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """One tile of one audience's board."""

    contest: str
    audience: Audience
    tile: int

    @property
    def name(self) -> str:
        return f"board.{self.contest}.{self.audience}.{self.tile}"


@dataclass(frozen=True, slots=True)
class ClockRoom:
    contest: str

    @property
    def name(self) -> str:
        return f"clock.{self.contest}"


@dataclass(frozen=True, slots=True)
class TeamRoom:
    """One team, by its number in the contest, and its neighbours on the public board."""

    contest: str
    number: int

    @property
    def name(self) -> str:
        return f"team.{self.contest}.{self.number}"


@dataclass(frozen=True, slots=True)
class AnnouncementsRoom:
    contest: str

    @property
    def name(self) -> str:
        return f"announcements.{self.contest}"


@dataclass(frozen=True, slots=True)
class PresenceRoom:
    contest: str

    @property
    def name(self) -> str:
        return f"presence.{self.contest}"


@dataclass(frozen=True, slots=True)
class SubmissionsRoom:
    """Progress of the submissions of one team, by the team's id."""

    contest: str
    team: str

    @property
    def name(self) -> str:
        return f"submissions.{self.contest}.{self.team}"


@dataclass(frozen=True, slots=True)
class ClarificationsRoom:
    """Questions of one team, by the team's id, and their answers; `ALL`: of all teams, for the jury."""

    contest: str
    team: str

    @property
    def name(self) -> str:
        return f"clarifications.{self.contest}.{self.team}"


@dataclass(frozen=True, slots=True)
class DeskRoom:
    """Which of the jury's lists changed: submissions, rejudgings, balloons, prints."""

    contest: str

    @property
    def name(self) -> str:
        return f"desk.{self.contest}"


ALL = "jury"
"""In the place of a team's id. No team of a contest that is judged here has it: ids of users and teams are made by the platform."""
TeamsRoom = SubmissionsRoom | ClarificationsRoom
"""Rooms of one team, by its id."""
NumberedRoom = BoardRoom | ClockRoom | TeamRoom | AnnouncementsRoom
"""Rooms whose frames carry `epoch` and `seq`: the contest's engine answers for the whole of them."""
Room = NumberedRoom | PresenceRoom | TeamsRoom | DeskRoom


def parse(name: str) -> Room:
    """The room of a name. Raises `Invalid` for a name that no room can have."""
    match name.split("."):
        case ["board", contest, audience, tile] if _NUMBER.fullmatch(tile):
            for known in AUDIENCES:
                if audience == known:
                    return BoardRoom(token(contest, "room"), known, int(tile))
        case ["clock", contest]:
            return ClockRoom(token(contest, "room"))
        case ["team", contest, number] if _NUMBER.fullmatch(number):
            return TeamRoom(token(contest, "room"), int(number))
        case ["announcements", contest]:
            return AnnouncementsRoom(token(contest, "room"))
        case ["presence", contest]:
            return PresenceRoom(token(contest, "room"))
        case ["submissions", contest, team]:
            return SubmissionsRoom(token(contest, "room"), token(team, "room"))
        case ["clarifications", contest, team]:
            return ClarificationsRoom(token(contest, "room"), token(team, "room"))
        case ["desk", contest]:
            return DeskRoom(token(contest, "room"))
    raise Invalid(f"there is no room {name[:80]!r}", field="room")
