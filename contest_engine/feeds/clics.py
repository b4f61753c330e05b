"""Reads a CLICS event feed (NDJSON; spellings of 2020-03, 2022-07, 2023-06 and 2026-01) as events of our log.

Differences between the spellings that matter here: 2020-03 has an `op` and one object a line, also for deletions; later
ones delete with `data: null` and may carry a whole list in `data` when `id` is null; the contest is `contest` or
`contests`; times may have one or two digits of hours and no fraction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from realtime.protocol.contest_settings import ContestProblem, ContestSettings, JudgementType
from realtime.protocol.events import (
    ContestConfigured,
    Event,
    Finalized,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)
from realtime.protocol.rules import OptionValue

_RELTIME = re.compile(r"([+-]?)(\d+):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?")
UNUSED = {
    "access", "accounts", "awards", "clarifications", "commentary", "languages", "map-info", "organizations-logo",
    "persons", "runs", "start-status", "team-members", "problemset", "heartbeat", "account",
}  # fmt: skip
"""Event types that do not move a score."""


class Timed(NamedTuple):
    """An event and the contest time (ms) at which it became known; None: before anything else."""

    time: int | None
    event: Event


class Warned(NamedTuple):
    """A line that was left out, and why."""

    line: int
    why: str


def reltime(text: str) -> int:
    """Milliseconds of a CLICS relative time `(-)h:mm:ss(.uuu)`. Raises `ValueError`."""
    match = _RELTIME.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not a time like 1:02:03.456")
    sign, hours, minutes, seconds, fraction = match.groups()
    ms = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0").ljust(3, "0")[:3])
    return -ms if sign == "-" else ms


def abstime(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 time with zone (`-05` and `-0500` are understood). Raises `ValueError`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return round(moment.timestamp() * 1000)


class Reader:
    """Turns lines into events, one at a time; remembers what later lines refer to."""

    def __init__(self) -> None:
        self.warnings: list[Warned] = []
        self.contest_id = ""
        self.contest: dict[str, Any] | None = None
        self.problems: dict[str, dict[str, Any]] = {}
        self.types: dict[str, JudgementType] = {}
        self.organizations: dict[str, str] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.teams: dict[str, dict[str, Any]] = {}
        self.judged: dict[str, str] = {}
        """Submission of each judgement that has a verdict."""
        self.submitted: set[str] = set()
        self.started: int | None = None
        self.lines = 0
        self.parked: defaultdict[tuple[str, str], list[tuple[int, str, dict[str, Any]]]] = defaultdict(list)
        """Submissions that came before their team or problem, by what they wait for: line, id, data."""
        self.latest = 0
        """Contest time the feed has come to: when what has no time of its own, like a withdrawal, became known."""

    def read(self, lines: Iterable[str | bytes]) -> Iterator[Timed]:
        """The events of a feed in its order. A line that cannot be read is noted in `warnings` and left out."""
        for line in lines:
            self.lines += 1
            if not line.strip():
                continue
            try:
                decoded = msgspec.json.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                self._warn(f"not JSON: {error}")
                continue
            yield from self._guarded(self._line, decoded)
        for (kind, missing), waiting in self.parked.items():
            for number, id_, _ in waiting:
                self.warnings.append(Warned(number, f"submission {id_} is of a {kind} {missing!r} that the feed never names"))
        self.warnings.sort()

    def _guarded(self, work: Callable[..., Iterator[Timed]], *arguments: Any) -> Iterator[Timed]:
        """What cannot be read is noted, and nothing else is lost."""
        try:
            yield from work(*arguments)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._warn(f"has no {error}" if isinstance(error, KeyError) else str(error))

    def _warn(self, why: str) -> None:
        self.warnings.append(Warned(self.lines, why))

    def _line(self, line: Any) -> Iterator[Timed]:
        if not isinstance(line, dict) or not isinstance(line.get("type"), str):
            raise ValueError("not an event: an object with a 'type' was expected")
        kind, data, id_ = line["type"], line.get("data"), line.get("id")
        if "op" not in line and data is None and id_ is None:
            raise ValueError("an event without 'data' and without an 'id'")
        gone = line.get("op") == "delete" or data is None
        if kind in UNUSED:
            return
        if not gone and isinstance(data, list):  # the whole collection: what is not in it any more is gone
            kept = {str(item["id"]) for item in data if isinstance(item, dict) and "id" in item}
            for item in data:
                yield from self._guarded(self._object, kind, None, item, False)
            for missing in [id_ for id_ in self._known(kind) if id_ not in kept]:
                yield from self._guarded(self._object, kind, missing, None, True)
            return
        if "op" in line and isinstance(data, dict):  # there, the line's id is the event's own
            id_ = data.get("id")
        yield from self._object(kind, None if id_ is None else str(id_), data, gone)

    def _known(self, kind: str) -> list[str]:
        """Ids of a collection as the feed has named them so far."""
        held: dict[str, Any] = {
            "teams": self.teams,
            "problems": self.problems,
            "groups": self.groups,
            "organizations": self.organizations,
            "judgement-types": self.types,
            "submissions": dict.fromkeys(self.submitted),
            "judgements": self.judged,
        }
        return list(held.get(kind, ()))

    def _object(self, kind: str, id_: str | None, data: Any, gone: bool) -> Iterator[Timed]:  # noqa: C901, PLR0912  # a case for each type of object
        if not gone and not isinstance(data, dict):
            raise ValueError(f"data of {kind} is not an object")
        if not gone and kind not in ("contest", "contests", "state"):
            id_ = str(data["id"])
        match kind:
            case "contest" | "contests" if not gone:
                duration = reltime(data["duration"])
                if duration <= 0:
                    raise ValueError("the contest has no duration")
                self.contest, self.contest_id = data, str(data.get("id") or "contest")
                yield from self._configured()
            case "state" if not gone:
                yield from self._state(data)
            case "judgement-types":
                self._collect(self.types, id_, None if gone else JudgementType(bool(data.get("solved")), bool(data.get("penalty", True))))
                yield from self._configured()
            case "problems":
                self._collect(self.problems, id_, None if gone else data)
                yield from self._configured()
                yield from self._unpark("problem", id_)
            case "organizations":
                self._collect(self.organizations, id_, None if gone else str(data.get("name") or data.get("formal_name") or ""))
                yield from self._rename(lambda team: str(team.get("organization_id")) == id_)
            case "groups":
                self._collect(self.groups, id_, None if gone else data)
                yield from self._rename(lambda team: id_ in [str(group) for group in team.get("group_ids") or ()])
            case "teams":
                known = self._collect(self.teams, id_, None if gone else data)
                if not gone:
                    yield Timed(None, self._team(str(id_)))
                    yield from self._unpark("team", id_)
                elif known:
                    yield Timed(None, TeamWithdrawn(str(id_)))
            case "submissions":
                yield from self._submission(str(id_), data, gone)
            case "judgements":
                yield from self._judgement(str(id_), data, gone)
            case _:
                raise ValueError(f"event type {kind!r} is not known")

    @staticmethod
    def _collect(into: dict[str, Any], id_: str | None, value: Any) -> bool:
        if id_ is None:
            raise ValueError("an event without an id")
        if value is None:
            return into.pop(id_, None) is not None
        into[id_] = value
        return True

    def _configured(self) -> Iterator[Timed]:
        """The settings of the contest, once they are known; again whenever a part of them changes."""
        if self.contest is None:
            return
        duration = reltime(self.contest["duration"])
        frozen_for = self.contest.get("scoreboard_freeze_duration")
        start = self.started or (abstime(self.contest["start_time"]) if self.contest.get("start_time") else None)
        by_ordinal = sorted(self.problems.values(), key=lambda p: (p.get("ordinal", 0), str(p.get("label", ""))))
        options: dict[str, OptionValue] = {}
        by_points = self.contest.get("scoreboard_type") == "score"
        penalty_time = self.contest.get("penalty_time")
        if isinstance(penalty_time, str):  # 2026-01 writes a relative time
            penalty_time = reltime(penalty_time) // 60_000
        if penalty_time is not None and not by_points:
            options["penalty_minutes"] = int(penalty_time)
        yield Timed(
            None,
            ContestConfigured(
                ContestSettings(
                    name=str(self.contest.get("formal_name") or self.contest.get("name") or self.contest_id),
                    duration=duration,
                    start=start,
                    freeze=None if not frozen_for else max(0, duration - reltime(frozen_for)),
                    rule="ioi" if by_points else "icpc",
                    options=options,
                    problems=tuple(
                        ContestProblem(
                            str(p["id"]),
                            str(p.get("label") or p["id"]),
                            str(p.get("name") or p["id"]),
                            str(p.get("rgb") or ""),
                            float(p.get("max_score") or 0),
                        )
                        for p in by_ordinal
                    ),
                    judgement_types=dict(self.types),
                ),
            ),
        )

    def _state(self, data: dict[str, Any]) -> Iterator[Timed]:
        if data.get("started"):
            started = abstime(data["started"])
            if started != self.started:
                self.started = started
                yield from self._configured()
        if self.started is not None:
            if data.get("thawed"):
                yield Timed(abstime(data["thawed"]) - self.started, Thawed())
            if data.get("finalized"):
                yield Timed(abstime(data["finalized"]) - self.started, Finalized())

    def _team(self, id_: str) -> TeamJoined:
        data = self.teams[id_]
        groups = [str(group) for group in data.get("group_ids") or ()]
        hidden = bool(data.get("hidden")) or any(self.groups.get(g, {}).get("hidden") for g in groups)
        return TeamJoined(
            team=id_,
            name=str(data.get("display_name") or data.get("name") or id_),
            organization=self.organizations.get(str(data.get("organization_id")), ""),
            groups=tuple(groups),
            hidden=hidden,
        )

    def _rename(self, touched: Any) -> Iterator[Timed]:
        for id_, team in self.teams.items():
            if touched(team):
                yield Timed(None, self._team(id_))

    def _time(self, data: dict[str, Any], prefix: str = "") -> int:
        if data.get(f"{prefix}contest_time"):
            return reltime(data[f"{prefix}contest_time"])
        start = self.started or (abstime(self.contest["start_time"]) if self.contest and self.contest.get("start_time") else None)
        if start is None or not data.get(f"{prefix}time"):
            raise ValueError(f"no {prefix}contest_time")
        return abstime(data[f"{prefix}time"]) - start

    def _submission(self, id_: str, data: dict[str, Any], gone: bool) -> Iterator[Timed]:
        if gone:
            if id_ in self.submitted:
                self.submitted.discard(id_)
                yield Timed(self.latest, SubmissionWithdrawn(id_))
            return
        team, problem, time = str(data["team_id"]), str(data["problem_id"]), self._time(data)
        for kind, missing, known in (("team", team, self.teams), ("problem", problem, self.problems)):
            if missing not in known:
                self.parked[kind, missing].append((self.lines, id_, data))
                return
        self.submitted.add(id_)
        self.latest = max(self.latest, time)
        yield Timed(time, SubmissionReceived(id_, team, problem, time, str(data.get("language_id") or "")))

    def _unpark(self, kind: str, id_: str | None) -> Iterator[Timed]:
        for _, submission, data in self.parked.pop((kind, str(id_)), ()):
            yield from self._guarded(self._submission, submission, data, False)

    def _judgement(self, id_: str, data: dict[str, Any], gone: bool) -> Iterator[Timed]:
        verdict = None if gone else data.get("judgement_type_id")
        if gone or data.get("current") is False or data.get("valid") is False:
            if id_ in self.judged:
                yield Timed(self.latest, JudgementWithdrawn(id_, self.judged.pop(id_)))
            return
        if not verdict:  # still being judged, or being judged again
            if id_ in self.judged:
                yield Timed(self.latest, JudgementWithdrawn(id_, self.judged.pop(id_)))
            return
        submission = str(data["submission_id"])  # which may come later
        time = self._time(data, "end_") if data.get("end_contest_time") or data.get("end_time") else self.latest
        subtasks = data.get("subtask_scores")
        self.judged[id_] = submission
        self.latest = max(self.latest, time)
        yield Timed(
            time,
            VerdictReached(
                judgement=id_,
                submission=submission,
                verdict=str(verdict),
                time=time,
                score=None if data.get("score") is None else float(data["score"]),
                subtask_scores=None if subtasks is None else tuple(float(s) for s in subtasks),
            ),
        )
