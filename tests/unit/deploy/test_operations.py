"""docs/operations.md says of every setting which roles need it."""

from __future__ import annotations

import ast
import re

from deploy.local.roles import ROLES
from realtime.runtime.settings import Settings
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "operations.md").read_text()


def documented() -> dict[str, set[str]]:
    """The table of settings: which roles need each."""
    table = TEXT.partition("| setting | needed by | what |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines()[2:]]
    return {name: set(re.findall(r"\w+", needed_by)) for names, needed_by in rows for name in re.findall(r"`(\w+)`", names)}


def required(module: str) -> set[str]:
    """The names that a role's module hands to `require`."""
    tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "require"]
    return {str(argument.value) for call in calls for argument in call.args if isinstance(argument, ast.Constant)}


def test_every_setting_has_a_row() -> None:
    assert set(documented()) == set(Settings.__struct_fields__)


def test_each_role_needs_what_the_table_says() -> None:
    table = documented()
    for name, role in ROLES.items():
        assert {setting for setting, roles in table.items() if name in roles} == required(role.module), name
    assert set().union(*table.values()) <= set(ROLES)


def test_every_role_is_named_for_production() -> None:
    sentence = TEXT.partition("## Production")[2].split("\n\n")[1]
    assert set(ROLES) <= set(re.findall(r"`(\w+)`", sentence))
