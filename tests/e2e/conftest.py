"""A real browser for the tests of the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
DEFAULTS = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "service_workers": "block"}
"""Of a context. What a service worker answers passes by `page.route`: tests that mean it allow it."""
PATIENCE_MS = 15_000
"""How long a condition may take to come true: a whole platform and a browser share two cores, with other work on a bad day."""
expect.set_options(timeout=PATIENCE_MS)
WALK_SECONDS = 400
"""Of a walk through many views, at a tenth of the usual speed."""
SESSION = "podium.session"
"""Where the page keeps who is signed in (`gateway/web/src/api/session.ts`)."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name != "e2e":
            continue
        if item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(WALK_SECONDS))
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="SKIPPED LOUDLY: no Chromium on this machine; set CHROMIUM or install it"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests here and ended with them: Playwright keeps a loop running, beside which no other test can start one of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page in a context of its own: `new_page(viewport={...}, locale="de-DE")`. A script that fails in any of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: object) -> Page:
        context = browser.new_context(**{**DEFAULTS, **options})  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
