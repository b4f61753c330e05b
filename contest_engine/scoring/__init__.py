"""Scoring rules by name. To see how a contest is scored, open the file its rule is registered from."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from contest_engine.scoring.atcoder import AtCoder
from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try
from contest_engine.scoring.codeforces import Codeforces
from contest_engine.scoring.icpc import Icpc
from contest_engine.scoring.ioi import Ioi
from realtime.runtime.errors import Invalid

RULES: dict[str, type[Rule]] = {
    "icpc": Icpc,
    "ioi": Ioi,
    "codeforces": Codeforces,
    "atcoder": AtCoder,
}

__all__ = ["NOTHING", "RULES", "CellScore", "ContestFrame", "Extra", "Rule", "Standing", "Try", "make"]


def make(rule: str, options: Mapping[str, str]) -> Rule:
    """The rule of that name with these options. Raises `Invalid` naming the rule or option that is not known."""
    if rule not in RULES:
        raise Invalid(f"rule {rule!r} is not one of {', '.join(RULES)}", field="rule")
    try:
        return msgspec.convert(dict(options), RULES[rule], strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(f"options of rule {rule}: {error}", field="options") from None
