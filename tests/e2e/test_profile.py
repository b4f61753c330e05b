"""What a profile shows of somebody's submissions."""

from __future__ import annotations

import re

import asyncpg
from playwright.sync_api import Page, expect

from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import as_admin, person, run, sign_in
from tests.e2e.test_board import shot
from tests.integration import flow
from tests.integration.test_kills_under_traffic import postgres_of


def moved_back(platform: Platform, submission: str, days: int) -> None:
    """The submission is from so many days ago: only the database can say so."""

    async def steps() -> None:
        connection = await asyncpg.connect(postgres_of(platform))
        await connection.execute("set default_transaction_read_only = off")
        await connection.execute(
            "update submissions set created_at = created_at - make_interval(days => $2) where id = $1", submission, days
        )
        await connection.close()

    run(steps())


def test_a_year_of_activity_is_a_square_for_each_day(platform: Platform, page: Page) -> None:
    who = person(platform)
    problem = as_admin(platform, flow.make_problem)
    contest = as_admin(platform, lambda admin: flow.make_contest(admin, [problem]))
    who.call("POST", f"/contests/{contest}/join")
    body = {"problem_id": problem, "language": "python3"}
    sent = [who.call("POST", f"/contests/{contest}/submissions", {**body, "source": f"{flow.RIGHT} # {n}"})["id"] for n in range(6)]
    wait_for(lambda: all(who.call("GET", f"/submissions/{id_}")["state"] == "done" for id_ in sent), 60, "they are judged")
    moved_back(platform, sent[0], 10)
    for each in sent[1:]:
        moved_back(platform, each, 3)  # a day that no midnight divides
    sign_in(page, who)
    page.goto(f"{platform.url}/users/{who.user['id']}")
    heat = page.get_by_role("img", name="6 submissions on 2 days of the last year")
    expect(heat).to_be_visible()
    for level, count in (("l4", 5), ("l1", 1)):  # the busiest day is the darkest
        day = heat.locator(f"rect.{level}")
        expect(day).to_have_count(1)
        expect(day.locator("title")).to_have_text(re.compile(rf": {count}$"))
    expect(heat.locator("rect:not(.l0, .l1, .l4)")).to_have_count(0)
    assert heat.locator("rect").count() > 52 * 7
    shot(page, "activity")
    assert both_themes(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
