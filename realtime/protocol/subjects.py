"""Names of subjects, streams and buckets, once. Rooms, which are subjects too, stand in `realtime.protocol.rooms`.

| name | kind | who writes | who reads | payload |
| --- | --- | --- | --- | --- |
| `contest.<id>.log` | stream `CONTESTS` | core_api's relay, judge_workers | contest_engine, core_api's index | `events.Batch` |
| `board.…`, `clock.…`, `team.…`, `announcements.…`, `presence.…` | core | contest_engine | gateway | see `rooms` |
| `submissions.<id>.<team>` | core | core_api, judge_workers | gateway | `frames.Progress` |
| `clarifications.<id>.<team>` | core | core_api | gateway | `frames.ClarificationFrame` |
| `desk.<id>` | core | core_api | gateway | `frames.DeskFrame` |
| `follows.<id>` | core | gateway | the contest's engine | `frames.Follows`: tiles and teams it has viewers on |
| `viewers.<id>` | core | gateway | the contest's engine | `frames.Viewers`: how many it has |
| `who.follows` | core | contest_engine | gateway | a contest's id: say at once what you follow of it |
| `gateways` | core | gateway | gateway | where one takes requests of its sessions from others |
| `revoked` | core | core_api | gateway, core_api | `revocations.Revoked`: sessions have ended |
| `rights` | core | core_api | gateway, core_api | nothing: rights of a user changed, ask |
| `ask.rights` | request | gateway | any core_api | microseconds since 1970; answered with `rights.Rights` changed since, in pages |
| `changed` | core | core_api | core_api | tags of what was changed, JSON: caches forget it (`core_api.storage.changes`) |
| `ask.revoked` | request | gateway, core_api | any core_api | nothing; answered with all that would still be good |
| `memberships` | core | core_api | gateway | list of `memberships.Membership`: users who are in another team of a contest now |
| `ask.teams` | request | gateway | any core_api | `memberships.TeamsOf`; answered with the teams of these users |
| `privacy` | core | core_api | gateway | `privacy.Privacy`: a contest is private now, or public |
| `ask.private` | request | gateway | any core_api | `privacy.PrivateAfter`; answered with a page of the ids of all private contests |
| `ask.snapshot.<room…>` | request | gateway | the contest's engine | the room's frame, whole |
| `ask.history.<id>` | request | core_api | any role `history` | `questions.Question`; answered with what it names |
| `ask.reveal.<id>` | request | core_api | the contest's engine | `questions.WhatIsHidden`; answered with `questions.Hidden` |
| `ask.latex` | request | core_api's workers | any judge | `latex.LatexSource`; answered with `latex.LatexResult` |
| `ask.owner.<id>` | request | gateway, core_api | any contest_engine | empty: give the contest an owner; answer: an error's code |
| `SNAPSHOTS` | object store | contest_engine | contest_engine | a contest's state, by its id; `resting.<id>`: `resting.Resting` |
| `OWNERS` | lease bucket | contest_engine | contest_engine | the owner's name, by the contest's id |
| `OWNERS` | lease bucket | core_api's workers | core_api's workers | the worker's name, by `job.<name>`; no contest's id has a dot |
"""

from __future__ import annotations

from realtime.protocol.rooms import Room, parse

LOG_STREAM = "CONTESTS"
LOG_SUBJECTS = "contest.*.log"
OWNERS = "OWNERS"
SNAPSHOTS = "SNAPSHOTS"
HISTORY_QUESTIONS = "ask.history.*"
OWNER_QUESTIONS = "ask.owner.*"
WHO_FOLLOWS = "who.follows"
GATEWAYS = "gateways"
REVOKED = "revoked"
ASK_REVOKED = "ask.revoked"
RIGHTS = "rights"
ASK_RIGHTS = "ask.rights"
MEMBERSHIPS = "memberships"
ASK_TEAMS = "ask.teams"
ASK_LATEX = "ask.latex"
PRIVACY = "privacy"
ASK_PRIVATE = "ask.private"
CHANGED = "changed"
PRACTICE = "practice"
"""Pseudo-contest that submissions outside a contest are logged under; no engine scores it."""
REJUDGED = "rejudged"
"""Pseudo-contest of verdicts that do not count yet."""
PSEUDO = {PRACTICE, REJUDGED}


def log(contest: str) -> str:
    return f"contest.{contest}.log"


def job(name: str) -> str:
    """Key of a job's lease."""
    return f"job.{name}"


def contest_of(log_subject: str) -> str:
    return log_subject.split(".")[1]


def follows(contest: str) -> str:
    return f"follows.{contest}"


def viewers(contest: str) -> str:
    return f"viewers.{contest}"


def snapshot(room: Room) -> str:
    return _snapshot(room.name)


def room_asked_for(subject: str) -> Room:
    """The room of a request for a snapshot. Raises `Invalid`."""
    return parse(subject.removeprefix("ask.snapshot."))


def _snapshot(rooms: str) -> str:
    return f"ask.snapshot.{rooms}"


def history(contest: str) -> str:
    return f"ask.history.{contest}"


def reveal(contest: str) -> str:
    return f"ask.reveal.{contest}"


def owner(contest: str) -> str:
    return f"ask.owner.{contest}"


def contest_asked_about(subject: str) -> str:
    """The contest of a question about history or owner."""
    return subject.rpartition(".")[2]


def snapshots_of(contest: str) -> list[str]:
    """The request subjects that the owner of a contest answers: all its numbered rooms."""
    return [_snapshot(rooms) for rooms in (f"board.{contest}.>", f"clock.{contest}", f"announcements.{contest}", f"team.{contest}.*")]
