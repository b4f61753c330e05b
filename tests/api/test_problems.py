"""Problems and their packages."""

from __future__ import annotations

import pytest

from core_api.domains.problems.service import CURSOR
from tests.api.harness import ANONYMOUS, Api, fresh
from tests.api.world import contest_body, problem_body


async def test_only_creators_import_and_nobody_elses_package_is_read(api: Api) -> None:
    path = f"/problems/{fresh('imported')}/package"
    for caller, status in ((ANONYMOUS, 401), (await api.caller(), 403), (await api.caller("creator"), 400)):
        assert (await api.call("PUT", path, data=b"nonsense", by=caller)).status == status


async def test_a_problem_has_an_etag(api: Api) -> None:
    problem = (await api.made("/problems", problem_body(published=True), by=await api.caller("creator")))["id"]
    first = await api.call("GET", f"/problems/{problem}")
    again = await api.call("GET", f"/problems/{problem}", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status, again.content) == (200, 304, b"")
    assert first.json["samples"] == [{"input": "1 2\n", "answer": "3\n"}]


async def test_problems_of_a_contest_to_come_are_hidden(api: Api) -> None:
    author, admin, reader = await api.caller("creator"), await api.caller("admin"), await api.caller()
    problem = (await api.made("/problems", problem_body(), by=author))["id"]
    await api.made("/contests", contest_body(problem, begins_in=600), by=admin)
    got = {name: (await api.call("GET", f"/problems/{problem}", by=by)).status for name, by in (("author", author), ("reader", reader))}
    assert got == {"author": 200, "reader": 404}
    listed = await api.call("GET", f"/problems?limit=200&cursor={CURSOR.write(problem[:-1])}", by=author)
    assert problem not in [found["id"] for found in listed.json["problems"]]


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"id": "No Spaces"}, 400, "id"),
        ({"tests": []}, 400, "tests"),
        ({"tests": [{"input": "1", "answer": ""}] * 2}, 422, "tests[1].input"),
        ({"checker": {"kind": "custom"}}, 422, "checker.source"),
        ({"time_limitt": 2}, 400, "time_limitt"),
    ],
)
async def test_what_is_wrong_with_a_problem_is_named(api: Api, changes: dict[str, object], status: int, field: str) -> None:
    answer = await api.call("POST", "/problems", problem_body(**changes), by=await api.caller("creator"))
    assert (answer.status, answer.json["field"]) == (status, field)


async def test_a_statement_becomes_html_and_has_languages(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller("creator")
    problem = (await api.made("/problems", problem_body(statement="Add $a$ and *b*.", published=True), by=author))["id"]
    path = f"/problems/{problem}"
    first = (await api.call("GET", path)).json
    assert first["statement"] == {
        "language": "en",
        "text": "Add $a$ and *b*.",
        "html": '<p>Add <span class="math inline">a</span> and <em>b</em>.</p>\n',
        "missing": [],
        "format": "markdown",
        "pending": False,
        "note": "",
    }

    german = {"text": "Addiere.\n\n<script>alert(1)</script>"}
    assert (await api.call("PUT", f"{path}/statements/de", german, by=author)).json["html"].strip() == "<p>Addiere.</p>"
    shown = {language: (await api.call("GET", f"{path}?language={language}")).json for language in ("de", "en", "fr")}
    assert {asked: found["statement"]["language"] for asked, found in shown.items()} == {"de": "de", "en": "en", "fr": "en"}
    assert shown["fr"]["languages"] == ["de", "en"]

    assert (await api.call("PUT", f"{path}/statements/de", german, by=other)).status == 403
    assert (await api.call("PUT", f"{path}/statements/not_a_language", german, by=author)).json["field"] == "language"
    assert (await api.call("DELETE", f"{path}/statements/en", by=author)).status == 204
    assert (await api.call("DELETE", f"{path}/statements/de", by=author)).status == 409
    assert (await api.call("GET", path)).json["languages"] == ["de"]
