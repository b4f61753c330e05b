"""Every subject, stream, bucket and room name, once.

| name | kind | who writes | who reads | payload |
| --- | --- | --- | --- | --- |
| `contest.<id>.log` | stream `CONTESTS` | core_api's relay, judge_workers | contest_engine, core_api's index | `events.Batch` |
| `board.<id>.<audience>.<tile>` | core | contest_engine | gateway | `board.TileFrame` |
| `clock.<id>` | core | contest_engine | gateway | `board.ClockFrame` |
| `say.<id>` | core | contest_engine | gateway | `board.SayFrame` |
| `me.<id>.<n>` | core | contest_engine | gateway | `board.MeFrame`: the team with the number n |
| `verdict.<id>.<team>` | core | core_api, judge_workers | gateway | `board.Progress` |
| `follows.<id>` | core | gateway | the contest's engine | `board.Follows`: tiles and teams it has viewers on |
| `viewers.<id>` | core | gateway | the contest's engine | `board.Viewers`: how many it has |
| `presence.<id>` | core | contest_engine | gateway | `board.Presence` |
| `who.follows` | core | contest_engine | gateway | a contest's id: say at once what you follow of it |
| `gateways` | core | gateway | gateway | where one takes requests of its sessions from others |
| `revoked` | core | core_api | gateway, core_api | `revocations.Revoked`: an access token is good no longer |
| `ask.revoked` | request | gateway, core_api | any core_api | nothing; answered with all that would still be good |
| `ask.snapshot.<room…>` | request | gateway | the contest's engine | the room's frame, whole |
| `ask.history.<id>` | request | core_api | the contest's engine | `history.Question`; answered with what it names |
| `ask.rule` | request | core_api | any contest_engine | `{rule, options}`; answered with what is wrong, or nothing |
| `SNAPSHOTS` | object store | contest_engine | contest_engine | a contest's state, by its id |
| `OWNERS` | lease bucket | contest_engine | contest_engine | the owner's name |

A **room** is what a client subscribes to; its name is the subject it is fed from.
"""

from __future__ import annotations

import re

from realtime.runtime.errors import Invalid

LOG_STREAM = "CONTESTS"
LOG_SUBJECTS = "contest.*.log"
OWNERS = "OWNERS"
SNAPSHOTS = "SNAPSHOTS"
ASK_RULE = "ask.rule"
WHO_FOLLOWS = "who.follows"
GATEWAYS = "gateways"
REVOKED = "revoked"
ASK_REVOKED = "ask.revoked"
PRACTICE = "practice"
"""Pseudo-contest that submissions outside a contest are logged under; no engine scores it."""
REJUDGED = "rejudged"
"""Pseudo-contest of verdicts that do not count yet."""
PSEUDO = {PRACTICE, REJUDGED}

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


def token(value: str, field: str = "id") -> str:
    """`value`, if it can be one part of a subject: 1–64 letters, digits, `_` or `-`. Raises `Invalid`."""
    if not _TOKEN.fullmatch(value):
        raise Invalid(f"{field} must be 1 to 64 letters, digits, '_' or '-', not {value[:80]!r}", field=field)
    return value


def log(contest: str) -> str:
    return f"contest.{contest}.log"


def contest_of(log_subject: str) -> str:
    return log_subject.split(".")[1]


def board(contest: str, audience: str, tile: int) -> str:
    return f"board.{contest}.{audience}.{tile}"


def clock(contest: str) -> str:
    return f"clock.{contest}"


def say(contest: str) -> str:
    return f"say.{contest}"


def me(contest: str, number: int) -> str:
    return f"me.{contest}.{number}"


def verdict(contest: str, team: str) -> str:
    return f"verdict.{contest}.{team}"


def follows(contest: str) -> str:
    return f"follows.{contest}"


def viewers(contest: str) -> str:
    return f"viewers.{contest}"


def presence(contest: str) -> str:
    return f"presence.{contest}"


def snapshot(room: str) -> str:
    return f"ask.snapshot.{room}"


def history(contest: str) -> str:
    return f"ask.history.{contest}"


def snapshots_of(contest: str) -> list[str]:
    """The request subjects that the owner of a contest answers."""
    return [snapshot(room) for room in (f"board.{contest}.>", clock(contest), say(contest), f"me.{contest}.*")]
