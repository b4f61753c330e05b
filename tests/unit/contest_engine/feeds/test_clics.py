import json
from typing import Any

import pytest

from contest_engine.feeds.clics import Reader, Timed, abstime, reltime
from contest_engine.history.replay import replay
from realtime.protocol.events import ContestConfigured, JudgementWithdrawn, SubmissionReceived, TeamJoined, VerdictReached
from realtime.runtime.errors import Malformed

CONTEST = {
    "id": "c",
    "name": "C",
    "duration": "5:00:00",
    "start_time": "2024-01-01T10:00:00+00:00",
    "scoreboard_freeze_duration": "1:00:00",
    "penalty_time": 20,
}


def line(kind: str, data: Any, **more: Any) -> str:
    id_ = data.get("id") if isinstance(data, dict) else None
    return json.dumps({"type": kind, "id": id_, "data": data, **more})


def feed(*lines: str) -> list[str]:
    return [
        line("contest", CONTEST),
        line("judgement-types", {"id": "AC", "solved": True, "penalty": False}),
        line("judgement-types", {"id": "WA", "solved": False, "penalty": True}),
        line("problems", {"id": "p", "label": "A", "ordinal": 0}),
        line("teams", {"id": "1", "name": "One"}),
        *lines,
    ]


def submission(id_: str, time: str, team: str = "1") -> str:
    return line("submissions", {"id": id_, "team_id": team, "problem_id": "p", "language_id": "cpp", "contest_time": time})


def judgement(id_: str, of: str, verdict: str | None, time: str = "1:00:00", **more: Any) -> str:
    return line("judgements", {"id": id_, "submission_id": of, "judgement_type_id": verdict, "end_contest_time": time, **more})


def read(lines: list[str]) -> tuple[list[Timed], Reader]:
    reader = Reader()
    return list(reader.read(lines)), reader


@pytest.mark.parametrize(
    ("text", "ms"), [("1:02:03.456", 3_723_456), ("00:05:29.204", 329_204), ("-0:00:01", -1000), ("5:00:00", 18_000_000), ("0:0:1.5", 1500)]
)
def test_relative_times(text: str, ms: int) -> None:
    assert reltime(text) == ms


@pytest.mark.parametrize("text", ["", "5", "1:2", "a:b:c", "1:2:3:4"])
def test_what_is_no_relative_time(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        reltime(text)


def test_absolute_times_with_every_spelling_of_a_zone() -> None:
    assert abstime("2023-02-25T14:00:00.004-05") == abstime("2023-02-25T19:00:00.004+00:00") == abstime("2023-02-25T19:00:00.004Z")


def test_a_feed_becomes_events() -> None:
    events, reader = read(feed(submission("s", "0:10:00"), judgement("j", "s", None), judgement("j", "s", "AC", "0:10:05")))
    assert not reader.warnings
    settings = [event.settings for _, event in events if isinstance(event, ContestConfigured)][-1]
    assert (settings.duration, settings.freeze, settings.options) == (18_000_000, 14_400_000, {"penalty_minutes": 20})
    assert [event for event in events if event.time is not None] == [
        Timed(600_000, SubmissionReceived("s", "1", "p", 600_000, "cpp")),
        Timed(605_000, VerdictReached("j", "s", "AC", 605_000)),
    ]


def test_the_2020_spelling_with_operations() -> None:
    lines = [
        json.dumps({"type": "contests", "id": "pc2-1", "op": "create", "data": CONTEST}),
        json.dumps({"type": "problems", "id": "x", "op": "create", "data": {"id": "p", "label": "A", "ordinal": 1}}),
        json.dumps({"type": "teams", "id": "x", "op": "create", "data": {"id": "1", "name": "One"}}),
        json.dumps({"type": "teams", "id": "x", "op": "update", "data": {"id": "1", "name": "Uno"}}),
        json.dumps({"type": "submissions", "id": "x", "op": "create", "data": json.loads(submission("s", "00:10:00"))["data"]}),
        json.dumps({"type": "judgements", "id": "x", "op": "create", "data": json.loads(judgement("j", "s", "AC"))["data"]}),
        json.dumps({"type": "judgements", "id": "x", "op": "delete", "data": {"id": "j"}}),
    ]
    events, reader = read(lines)
    assert not reader.warnings
    assert [type(event).__name__ for _, event in events][-2:] == ["VerdictReached", "JudgementWithdrawn"]
    assert any(isinstance(event, TeamJoined) and event.name == "Uno" for _, event in events)


def test_the_2023_spelling_with_whole_collections_and_deletions_by_null() -> None:
    lines = [
        line("contest", CONTEST),
        line("problems", [{"id": "p", "label": "A", "ordinal": 0}]),
        line("teams", [{"id": "1", "name": "One"}, {"id": "2", "name": "Two"}]),
        submission("s", "0:10:00"),
        judgement("j", "s", "AC", "0:10:05"),
        json.dumps({"type": "judgements", "id": "j", "data": None}),
    ]
    events, reader = read(lines)
    assert not reader.warnings
    assert events[-1] == Timed(605_000, JudgementWithdrawn("j", "s"))


def test_the_2026_spelling_of_the_penalty() -> None:
    events, _ = read([line("contest", {**CONTEST, "penalty_time": "0:20:00"})])
    assert isinstance(events[0].event, ContestConfigured)
    assert events[0].event.settings.options == {"penalty_minutes": 20}


def test_judgements_that_are_not_current_do_not_count() -> None:
    events, _ = read(
        feed(submission("s", "0:10:00"), judgement("j", "s", "WA"), judgement("j2", "s", "AC"), judgement("j", "s", "WA", current=False))
    )
    assert isinstance(events[-1].event, JudgementWithdrawn)


def test_teams_of_hidden_groups_are_hidden() -> None:
    events, _ = read(
        [*feed(), line("groups", {"id": "g", "hidden": True}), line("teams", {"id": "9", "name": "Staff", "group_ids": ["g"]})]
    )
    assert isinstance(events[-1].event, TeamJoined)
    assert events[-1].event.hidden


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("{", "not JSON"),
        ("[1]", "not an event"),
        ('{"type": "teams"}', "without 'data'"),
        (judgement("j", "s", "AC", "soon"), "is not a time"),
        ('{"type": "teams", "id": "5", "data": {"name": "x"}}', "'id'"),
        (submission("s", "soon"), "is not a time"),
        ('{"type": "wishes", "id": "1", "data": {"id": "1"}}', "is not known"),
        ("\xff\xfe", "not JSON"),
    ],
)
def test_a_broken_line_is_reported_with_its_number_and_left_out(broken: str, why: str) -> None:
    good = feed(submission("ok", "0:10:00"))
    events, reader = read([*good[:5], broken, *good[5:]])
    assert [(warning.line, why in warning.why) for warning in reader.warnings] == [(6, True)], reader.warnings
    assert isinstance(events[-1].event, SubmissionReceived)


def test_objects_may_come_in_any_order() -> None:
    lines = feed(submission("s", "0:10:00"), judgement("j", "s", "AC", "0:10:05"))
    straight = replay(lines).scoreboard.rows
    assert replay([lines[0], *reversed(lines[1:])]).scoreboard.rows == straight
    assert straight[0].score.num_solved == 1


def test_a_submission_of_a_team_that_never_comes_is_reported() -> None:
    _, reader = read(feed(submission("s", "0:01:00", team="404")))
    assert [(warning.line, "team '404' that the feed never names" in warning.why) for warning in reader.warnings] == [(6, True)]


def test_a_whole_collection_says_what_is_gone_and_loses_nothing_for_one_bad_member() -> None:
    first = line("teams", [{"id": "1", "name": "One"}, {"id": "2", "name": "Two"}])
    second = line("teams", [{"name": "nameless"}, {"id": "2", "name": "Two"}, {"id": "3", "name": "Three"}])
    result = replay([*feed(), first, second])
    assert {row.team_id for row in result.scoreboard.rows} == {"2", "3"}
    assert len(result.warnings) == 1


def test_deletions_may_leave_out_the_null() -> None:
    result = replay([*feed(submission("s", "0:10:00"), judgement("j", "s", "AC")), json.dumps({"type": "judgements", "id": "j"})])
    assert (result.scoreboard.rows[0].score.num_solved, result.scoreboard.rows[0].problems[0].num_pending) == (0, 1)


def test_a_verdict_that_is_taken_back_is_gone() -> None:
    result = replay(feed(submission("s", "0:10:00"), judgement("j", "s", "AC"), judgement("j", "s", None)))
    assert result.scoreboard.rows[0].score.num_solved == 0


def test_a_contest_by_points_is_scored_by_points() -> None:
    lines = feed(submission("s", "0:10:00"), judgement("j", "s", "WA", score=40.5))
    lines[0] = line("contest", {**CONTEST, "scoreboard_type": "score"})
    assert replay(lines).scoreboard.rows[0].score.score == 40.5


def test_the_board_at_a_moment() -> None:
    lines = feed(submission("s", "0:10:00"), judgement("j", "s", "AC", "0:10:05"))
    before = replay(lines, at=602_000).scoreboard.rows[0]
    after = replay(lines, at=605_000).scoreboard.rows[0]
    assert (before.problems[0].num_pending, before.score.num_solved) == (1, 0)
    assert (after.problems[0].num_pending, after.score.num_solved) == (0, 1)


def test_what_holds_no_contest_is_no_feed() -> None:
    with pytest.raises(Malformed, match="names no contest; line 1"):
        replay(["hello", "world"])
