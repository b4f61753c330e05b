from __future__ import annotations

import pytest

from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import ContestConfigured, decode, encode
from realtime.protocol.rules import OPTIONS, AtCoderOptions, CodeforcesOptions, IcpcOptions, OptionValue, RuleOptions, parse_options
from realtime.runtime.errors import Invalid


def test_options_have_types_and_defaults() -> None:
    assert parse_options("icpc", {"penalty_minutes": 10, "seconds": True}) == IcpcOptions(penalty_minutes=10, seconds=True)
    assert parse_options("codeforces", {"least": 0}) == CodeforcesOptions(least=0.0)
    assert parse_options("atcoder", {}) == AtCoderOptions(penalty_minutes=5)


def test_options_may_be_written_as_strings_as_old_logs_have_them() -> None:
    assert parse_options("icpc", {"penalty_minutes": "10", "seconds": "true"}) == IcpcOptions(penalty_minutes=10, seconds=True)
    assert parse_options("codeforces", {"least": "0.5", "resubmit": "last"}) == CodeforcesOptions(least=0.5, resubmit="last")


@pytest.mark.parametrize(
    ("rule", "options", "field", "words"),
    [
        ("icpcc", {}, "settings.rule", "did you mean 'icpc'?"),
        ("chess", {}, "settings.rule", "known: icpc, ioi, codeforces, atcoder"),
        ("icpc", {"penalty_minuts": 3}, "settings.options.penalty_minuts", "did you mean 'penalty_minutes'?"),
        ("ioi", {"penalty_minutes": 3}, "settings.options.penalty_minutes", "known: cell, tie_break_by_time"),
        ("icpc", {"penalty_minutes": -1}, "settings.options.penalty_minutes", ">= 0"),
        ("icpc", {"penalty_minutes": 2.5}, "settings.options.penalty_minutes", "int"),
        ("icpc", {"seconds": 1}, "settings.options.seconds", "bool"),
        ("icpc", {"penalty_minutes": True}, "settings.options.penalty_minutes", "int"),
        ("icpc", {"penalty_rounding": "up"}, "settings.options.penalty_rounding", "'up'"),
        ("codeforces", {"least": "2"}, "settings.options.least", "<= 1"),
    ],
)
def test_what_is_wrong_is_named(rule: str, options: dict[str, OptionValue], field: str, words: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_options(rule, options)
    assert caught.value.field == field
    assert words in caught.value.message


def test_options_keep_their_types_in_the_log() -> None:
    options: dict[str, OptionValue] = {"a": 20, "b": True, "c": 0.5, "d": "10"}
    (event,) = decode(encode(ContestConfigured(ContestSettings(name="C", duration=1, options=options))))
    assert isinstance(event, ContestConfigured)
    assert event.settings.options == options
    assert [type(value) for value in event.settings.options.values()] == [int, bool, float, str]


@pytest.mark.parametrize("options", [kind() for kind in OPTIONS.values()])
def test_times_are_in_minutes_unless_a_rule_says_otherwise(options: RuleOptions) -> None:
    assert options.unit == 60_000
    assert IcpcOptions(seconds=True).unit == 1000
