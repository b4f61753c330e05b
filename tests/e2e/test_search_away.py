"""The problems archive while the search server is away: the page says that it searches less well, and takes it back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deploy.local.client import Client
from tests.conftest import Platform, started_platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import as_admin, person, sign_in
from tests.integration import flow

DEGRADED = "The search is away"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform of its own, whose search server can be stopped."""
    with started_platform(tmp_path / "data", stops_in=40) as made:
        yield made


def test_a_degraded_search_is_marked_until_the_search_server_is_back(platform: Platform, page: Page) -> None:
    async def make(admin: Client) -> None:
        for title in ("Archipelago", "Peninsula"):
            await flow.make_problem(admin, title=title)

    as_admin(platform, make)
    who = person(platform)
    sign_in(page, who)
    wait_for(lambda: who.call("GET", "/problems/search?q=acrhipelago&limit=5")["total"] == 1, 30, "both are in the index")
    page.goto(f"{platform.url}/problems")
    search = page.get_by_role("combobox", name="Search problems")
    search.fill("acrhipelago")
    expect(page.get_by_role("table").get_by_role("link", name="Archipelago")).to_be_visible()
    expect(page.get_by_text(DEGRADED)).to_have_count(0)

    server = platform.pid_of("search")
    os.kill(server, signal.SIGSTOP)  # it neither answers nor refuses
    search.fill("peninsula")
    expect(page.get_by_role("table").get_by_role("link", name="Peninsula")).to_be_visible()
    expect(page.get_by_role("status").get_by_text(DEGRADED)).to_be_visible()
    assert both_themes(page) == []

    os.kill(server, signal.SIGKILL)
    wait_for(lambda: not who.call("GET", "/problems/search?q=acrhipelago&limit=5")["degraded"], 30, "another server is there, and filled")
    search.fill("archipelag")
    expect(page.get_by_role("table").get_by_role("link", name="Archipelago")).to_be_visible()
    expect(page.get_by_text(DEGRADED)).to_have_count(0)
