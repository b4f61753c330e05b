"""Scoring rules by name. To see how a contest is scored, open the file its rule is registered from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contest_engine.scoring.atcoder import AtCoder
from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try
from contest_engine.scoring.codeforces import Codeforces
from contest_engine.scoring.icpc import Icpc
from contest_engine.scoring.ioi import Ioi
from realtime.protocol.rules import OptionValue, parse_options

RULES: dict[str, type[Rule[Any]]] = {
    "icpc": Icpc,
    "ioi": Ioi,
    "codeforces": Codeforces,
    "atcoder": AtCoder,
}
"""The same names as in `realtime.protocol.rules.OPTIONS`, which declares what each rule's options are."""

__all__ = ["NOTHING", "RULES", "CellScore", "ContestFrame", "Extra", "Rule", "Standing", "Try", "make_rule"]


def make_rule(name: str, options: Mapping[str, OptionValue]) -> Rule[Any]:
    """The rule of that name with these options. Raises `Invalid` naming the rule or option that is not known."""
    checked = parse_options(name, options)
    return RULES[name](checked)
