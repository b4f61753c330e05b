"""What axe finds wrong with a page: run in the page, whose policy allows no script of others."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.conftest import ROOT

AXE = ROOT / "gateway/web/node_modules/axe-core/axe.min.js"
OFF = {"label-content-name-mismatch": {"enabled": False}}
"""Experimental, about labels of controls: it takes the signs of a board's cell, `★+1` over `120`, for the number 1120."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Each with its rule and the elements that break it. Movements are at their end, so that colours are those that stay."""
    page.evaluate("document.getAnimations().forEach(each => { try { each.finish() } catch { each.cancel() } })")
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "([tags, rules]) => axe.run(document, {runOnly: {type: 'tag', values: tags}, rules}).then(result => result.violations)",
        [RULES, OFF],
    )
    return [f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')}" for rule in found for node in rule["nodes"][:3]]


def both_themes(page: Page) -> list[str]:
    """What axe finds in the light and in the dark theme."""
    found = []
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"{theme}: {each}" for each in violations(page)]
    return found
