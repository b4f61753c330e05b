from __future__ import annotations

import typing

import pytest

from contest_engine.scoring import RULES, make_rule
from contest_engine.scoring.icpc import Icpc
from realtime.protocol.rules import OPTIONS, IcpcOptions
from tests.conftest import ROOT


def test_each_rule_has_its_options_declared_and_takes_them() -> None:
    assert RULES.keys() == OPTIONS.keys()
    for name, rule in RULES.items():
        (base,) = rule.__orig_bases__  # type: ignore[attr-defined]
        assert typing.get_args(base) == (OPTIONS[name],), name


def test_each_rule_has_a_row_in_the_docs() -> None:
    documented = (ROOT / "docs" / "scoring.md").read_text()
    assert all(f"| `{name}` |" in documented for name in RULES)


@pytest.mark.parametrize("name", RULES)
def test_each_rule_can_be_made_without_options(name: str) -> None:
    assert make_rule(name, {}).options == OPTIONS[name]()


def test_a_rule_is_made_with_checked_options() -> None:
    rule = make_rule("icpc", {"seconds": "true"})
    assert isinstance(rule, Icpc)
    assert rule.options == IcpcOptions(seconds=True)
    assert rule.unit == 1000
