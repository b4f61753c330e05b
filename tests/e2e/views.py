"""All views that the page registers, read from its sources: a table that cannot forget one."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.conftest import ROOT

VIEWS = ROOT / "gateway" / "web" / "src" / "views"
_LISTS = re.compile(r": (ContestView|View)\[\] =|\bpath: '(/[^']*)'")
_ROUTES = re.compile(r'<Route [^>]*path="(/[^"]*)"')
"""Of views that have parts, such as the administration's."""


class Registered(NamedTuple):
    path: str
    """As it is registered: with parameters, such as `/problems/:problem`."""
    in_contest: bool
    """Below `/contests/:contest`."""


def registered() -> list[Registered]:
    found = set()
    for source in sorted(VIEWS.rglob("*iews.ts")):
        in_contest = False
        for kind, path in _LISTS.findall(source.read_text()):
            if kind:
                in_contest = kind == "ContestView"
            elif not path.endswith("/*"):
                found.add(Registered(path, in_contest))
    found |= {Registered(f"/admin{path.rstrip('/')}", False) for path in _ROUTES.findall((VIEWS / "admin" / "Admin.tsx").read_text())}
    parts = re.findall(r"^  \['(/\w+)', '\w+', \w+\]", (VIEWS / "account" / "settings" / "Account.tsx").read_text(), re.MULTILINE)
    found |= {Registered(f"/account{part}", False) for part in parts}
    return sorted(found)
