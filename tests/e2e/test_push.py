"""System notifications that come while no page is open."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page

from tests.conftest import Platform, wait_for


def test_what_is_pushed_is_shown_while_no_page_is_looked_at(platform: Platform, new_page: Callable[..., Page]) -> None:
    """The browser's maker is not asked: the browser is handed what its push service would bring."""
    page = new_page(service_workers="allow", permissions=["notifications"])
    page.goto(platform.url)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    devtools = page.context.new_cdp_session(page)
    registered: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registered.extend(r["registrationId"] for r in told["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    wait_for(lambda: page.evaluate("1") and registered)

    def push(tag: str) -> None:
        news = {"title": "Announcement", "body": "Windows are opened.", "tag": tag, "url": "/contests/c/home"}
        told = {"origin": platform.url, "registrationId": registered[0], "data": json.dumps(news)}
        devtools.send("ServiceWorker.deliverPushMessage", told)

    def shown() -> list[list[str]]:
        found: list[list[str]] = page.evaluate(
            "navigator.serviceWorker.ready.then(own => own.getNotifications()).then(all => all.map(each => [each.title, each.body, each.tag]))"
        )
        return found

    page.goto("about:blank")
    push("1")
    push("1")
    page.goto(f"{platform.url}/offline.html")
    wait_for(shown)
    assert shown() == [["Announcement", "Windows are opened.", "1"]]
