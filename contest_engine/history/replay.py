"""Replays a recorded CLICS feed through the scoring engine, without servers, to the scoreboard of a contest time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from contest_engine.feeds.clics import Reader, Warned
from contest_engine.model.board import Board
from contest_engine.model.view import View
from leaderboard import scoreboard
from realtime.protocol.events import ContestConfigured
from realtime.protocol.rooms import Audience
from realtime.protocol.rules import OptionValue
from realtime.runtime.errors import Invalid, Malformed


class Replayed(msgspec.Struct):
    scoreboard: scoreboard.Scoreboard
    names: dict[str, str]
    """Team names by id."""
    warnings: list[Warned]


def replay(
    lines: Iterable[str | bytes],
    *,
    rule: str | None = None,
    options: Mapping[str, OptionValue] | None = None,
    at: int | None = None,
    audience: Audience = "jury",
    group: str | None = None,
) -> Replayed:
    """The scoreboard after all that was known at contest time `at` (ms; None: the end of the feed).

    `rule` and `options` replace what the feed says; with `group`, only its teams, ranked among themselves. Raises
    `Malformed` when the feed holds no contest, `Invalid` when it has no such group.
    """
    reader = Reader()
    board = Board([audience])
    sequence, last, seen = 0, 0, False
    for time, event in reader.read(lines):
        if time is not None and at is not None and time > at:
            continue
        if isinstance(event, ContestConfigured):
            event, seen = configured(event, rule, options or {}), True
        sequence += 1
        board.apply(sequence, [event])
        last = max(last, time or 0)
    if not seen:
        first = f"; line {reader.warnings[0].line}: {reader.warnings[0].why}" if reader.warnings else ""
        raise Malformed(f"not an event feed: it names no contest{first}")
    board.settle()
    view = board.views[audience]
    if group is not None and not any(team and group in team.groups for team in board.contest.teams):
        known = sorted({name for team in board.contest.teams if team for name in team.groups})
        raise Invalid(f"no team is in group {group!r}; there are {', '.join(known) or 'none'}", field="group")
    return Replayed(
        scoreboard.Scoreboard(
            contest_id=reader.contest_id,
            contest_time=scoreboard.clock(last if at is None else at),
            rows=scoreboard_rows(view, group),
        ),
        {team.team: team.name for team in board.contest.teams if team},
        reader.warnings,
    )


def configured(event: ContestConfigured, rule: str | None, options: Mapping[str, OptionValue]) -> ContestConfigured:
    """The contest's settings with another rule or other options."""
    settings = event.settings
    if rule is not None and rule != settings.rule:
        return ContestConfigured(msgspec.structs.replace(settings, rule=rule, options=dict(options)))
    return ContestConfigured(msgspec.structs.replace(settings, options={**settings.options, **options}))


def scoreboard_rows(view: View, group: str | None = None) -> list[scoreboard.ScoreboardRow]:
    teams, ranks = view.order.page(0, len(view.order)) if group is None else view.group(group)
    entries = ((rank, _id(view, team), view.row(team)) for team, rank in zip(teams, ranks, strict=True))
    return scoreboard.rows(entries, [(p.id, p.label) for p in view.contest.settings.problems], view.contest.rule.unit)


def _id(view: View, team: int) -> str:
    info = view.contest.teams[team]
    assert info is not None
    return info.team
