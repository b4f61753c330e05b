"""Programs of several files, also out of a zip: opened, tried out and submitted as a whole."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Platform
from tests.e2e.people import as_admin, person
from tests.e2e.test_problem import VERDICT, clean, opened
from tests.integration import flow
from tests.unit.core_api.domains.submissions.test_source_archive import zipped

MAIN = "from lib.helper import total\nprint(total(input()))\n"
HELPER = "def total(line):\n    return sum(map(int, line.split()))\n"


@pytest.mark.timeout(120)
def test_the_files_of_a_zip_run_and_are_submitted_together(platform: Platform, page: Page) -> None:
    problem = as_admin(platform, flow.make_problem)
    opened(page, person(platform), f"{platform.url}/problems/{problem}")
    archive = zipped(("sum/lib/helper.py", HELPER.encode()), ("sum/main.py", MAIN.encode()), ("__MACOSX/sum/._main.py", b"\x00"))
    page.get_by_label("Open files").set_input_files({"name": "sum.zip", "mimeType": "application/zip", "buffer": archive})
    files = page.get_by_role("group", name="Files of the program")
    expect(files.get_by_role("button", name="main.py", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Programming language")).to_have_value("python3")
    files.get_by_role("button", name="lib/helper.py", exact=True).click()
    expect(page.get_by_role("textbox", name="Source of lib/helper.py")).to_contain_text("def total")

    page.keyboard.press("F9")
    expect(page.locator(".run-test")).to_contain_text("accepted", timeout=VERDICT)
    page.get_by_label("on my own input").check()
    page.get_by_role("textbox", name="Own input").fill("40 2\n")
    page.keyboard.press("F9")
    expect(page.locator(".run-test")).to_contain_text("42", timeout=VERDICT)
    page.keyboard.press("F10")
    sent = page.locator(".sent-list li").first
    expect(sent).to_contain_text("accepted", timeout=VERDICT)
    clean(page)

    page.get_by_label("Open files").set_input_files({"name": "broken.zip", "mimeType": "application/zip", "buffer": archive[:40]})
    expect(page.get_by_text("broken.zip is no zip that can be unpacked")).to_be_visible()
    expect(files.get_by_role("button", name="main.py", exact=True)).to_be_visible()
