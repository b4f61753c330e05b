"""Scoring rules by name, with the options each of them takes: what a contest's settings may say.

The rules themselves stand in `contest_engine.scoring`, a file each. Options are declared here so that REST checks them without an
engine and the OpenAPI document lists them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from realtime.runtime.errors import Invalid

SECOND = 1000
MINUTE = 60 * SECOND

MAX_PENALTY_MINUTES = 24 * 60
"""A day: more is a slip, and keys of the order stay within their fields (`leaderboard.keys`)."""
MAX_POINTS = 1_000_000

OptionValue = bool | int | float | str
PenaltyMinutes = Annotated[int, Meta(ge=0, le=MAX_PENALTY_MINUTES)]
Points = Annotated[int, Meta(ge=-MAX_POINTS, le=MAX_POINTS)]


class RuleOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Options of a scoring rule."""

    @property
    def unit(self) -> int:
        """Milliseconds in one unit of the times that boards show."""
        return MINUTE


class IcpcOptions(RuleOptions, frozen=True):
    """Options of the rule `icpc`."""

    penalty_minutes: PenaltyMinutes = 20
    """Minutes for each rejected try on a problem that is solved in the end."""
    penalty_rounding: Literal["cell", "total"] = "cell"
    """`cell`: each solved problem's time is rounded down to the minute; `total`: seconds are summed, the sum rounded down."""
    compile_penalty: bool = False
    """Whether tries that the judgement types call free of penalty (compile errors) are tries, with a penalty."""
    seconds: bool = False
    """Score in whole seconds instead of minutes."""

    @property
    def unit(self) -> int:
        return SECOND if self.seconds else MINUTE


class IoiOptions(RuleOptions, frozen=True):
    """Options of the rule `ioi`."""

    cell: Literal["best", "last", "sum_of_subtask_maxima"] = "best"
    """`best`: best single submission; `last`: the last judged one; `sum_of_subtask_maxima`: the best of each subtask, summed."""
    tie_break_by_time: bool = False
    """Among equal sums, the team that gained points last at an earlier time is better."""


class CodeforcesOptions(RuleOptions, frozen=True):
    """Options of the rule `codeforces`."""

    wrong: Points = 50
    """Points lost for each wrong try before the accepted one."""
    least: Annotated[float, Meta(ge=0, le=1)] = 0.3
    """Part of a problem's points that an accepted try gives at least."""
    hack: Points = 100
    """Points for a successful hack."""
    failed_hack: Points = -50
    """Points for a hack that failed."""
    resubmit: Literal["first", "last"] = "first"
    """Which accepted try counts; with `last`, those before it are wrong tries."""


class AtCoderOptions(RuleOptions, frozen=True):
    """Options of the rule `atcoder`."""

    penalty_minutes: PenaltyMinutes = 5
    """Minutes for each wrong try before the gain."""


OPTIONS: dict[str, type[RuleOptions]] = {
    "icpc": IcpcOptions,
    "ioi": IoiOptions,
    "codeforces": CodeforcesOptions,
    "atcoder": AtCoderOptions,
}


def parse_options(rule: str, options: Mapping[str, OptionValue]) -> RuleOptions:
    """The options of a rule, checked. A number or truth value may be written as a string, as logs and command lines do.

    Raises `Invalid` with the field `settings.rule` or `settings.options.<name>`.
    """
    if rule not in OPTIONS:
        raise Invalid(f"there is no rule {rule!r}{_nearest(rule, OPTIONS)}", field="settings.rule")
    kind = OPTIONS[rule]
    types = {option.encode_name: option.type for option in msgspec.structs.fields(kind)}
    values = {}
    for name, value in options.items():
        field = f"settings.options.{name}"
        if name not in types:
            raise Invalid(f"rule {rule} has no option {name!r}{_nearest(name, types)}", field=field)
        try:
            values[name] = msgspec.convert(value, types[name], strict=not isinstance(value, str))
        except msgspec.ValidationError as error:
            raise Invalid(f"option {name} of rule {rule}: {error}", field=field) from None
    return msgspec.convert(values, kind)


def _nearest(word: str, words: Iterable[str]) -> str:
    words = list(words)
    near = difflib.get_close_matches(word, words, 1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(words)}"
