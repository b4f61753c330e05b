from __future__ import annotations

import json
import re

from deploy.grafana.dashboards import ROWS, dashboard
from tests.conftest import ROOT


def test_the_dashboard_is_that_of_the_table() -> None:
    """If this fails: `python -m deploy.grafana.dashboards > deploy/grafana/podium.json`."""
    assert json.loads((ROOT / "deploy" / "grafana" / "podium.json").read_text()) == dashboard()


def test_every_figure_it_shows_exists_and_every_gateway_counter_is_shown() -> None:
    defined: set[str] = set()
    for folder in ("gateway", "contest_engine", "core_api", "judge_workers"):
        for source in (ROOT / folder).rglob("*.py"):
            defined |= set(re.findall(r'(?:Counter|Gauge|Histogram)\(\s*"(podium_\w+)"', source.read_text()))
    shown = {
        re.sub(r"_(bucket|count|sum)$", "", name)
        for _, panels in ROWS
        for _, _, queries in panels
        for query, _ in queries
        for name in re.findall(r"podium_\w+", query)
    }
    assert shown <= defined
    assert {name for name in defined if name.startswith("podium_gateway_")} <= shown
