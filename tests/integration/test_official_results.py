"""Real contests with official results, replayed from their feeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contest_engine.history.replay import Replayed, replay


def run(data: Path, name: str, **options: object) -> Replayed:
    with (data / f"{name}.feed.ndjson").open("rb") as lines:
        return replay(lines, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "options", "teams"), [("nerc-2022", {}, 281), ("spbsu-2020", {"penalty_rounding": "total"}, 20)])
def test_solved_and_penalty_are_the_official_ones(contest_data: Path, name: str, options: dict[str, str], teams: int) -> None:
    result = run(contest_data, name, options=options)
    official = {
        row["team_id"]: (row["num_solved"], row["total_time"]) for row in json.loads((contest_data / f"{name}.final.json").read_text())
    }
    assert {row.team_id: (row.score.num_solved, row.score.total_time) for row in result.scoreboard.rows} == official
    assert len(official) == teams
    assert not result.warnings


def test_every_cell_of_an_ioi_olympiad_is_the_official_one(contest_data: Path) -> None:
    rows = {row.team_id: row for row in run(contest_data, "spb-regional-2022-ioi").scoreboard.rows}
    official = json.loads((contest_data / "spb-regional-2022-ioi.final.json").read_text())
    cells = 0
    for row in official:
        got = rows[row["team_id"]]
        assert got.score.score == row["score"]
        for cell in got.problems:
            assert (cell.score or 0.0) == row["problems"].get(cell.problem_id, 0.0)
            cells += 1
    assert (len(official), cells) == (446, 1784)


@pytest.mark.parametrize(("name", "teams"), [("swerc-2022", 120), ("pacnw-2022", 54)])
def test_feeds_of_other_systems_are_read_without_a_warning(contest_data: Path, name: str, teams: int) -> None:
    result = run(contest_data, name)
    assert not result.warnings
    assert len(result.scoreboard.rows) == teams


def test_the_last_hour_of_swerc_is_frozen_for_the_public(contest_data: Path) -> None:
    cells = [cell for row in run(contest_data, "swerc-2022", audience="public").scoreboard.rows for cell in row.problems]
    assert sum(cell.num_pending for cell in cells) > 250  # the feed itself never judges 315, some on problems solved before
    assert all(cell.time is None or cell.time < 240 for cell in cells)


def test_what_nerc_would_have_hidden(contest_data: Path) -> None:
    """NERC's feed names no freeze; with one, the public would have seen the board of that moment, and pending tries."""
    feed = (contest_data / "nerc-2022.feed.ndjson").read_bytes().splitlines()
    frozen = [
        line.replace(b'"duration":"5:00:00.000"', b'"duration":"5:00:00.000","scoreboard_freeze_duration":"1:00:00"') for line in feed
    ]
    public = {row.team_id: row for row in replay(frozen, audience="public").scoreboard.rows}
    then = {row.team_id: row for row in replay(feed, at=4 * 3_600_000 - 1).scoreboard.rows}
    jury = {row.team_id: row for row in replay(frozen).scoreboard.rows}
    assert {id: (row.rank, row.score) for id, row in public.items()} == {id: (row.rank, row.score) for id, row in then.items()}
    assert sum(cell.num_pending for row in public.values() for cell in row.problems) > 300
    assert jury != public
