"""Cursors, and that every endpoint that answers with a list has pages or says why it needs none."""

from __future__ import annotations

from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_api.api import ROUTES
from core_api.router.endpoint import Endpoint, endpoints
from core_api.router.pages import MAX_CURSOR, Cursor, Page, PageQuery
from realtime.runtime.errors import Malformed

NAMES: Cursor[str] = Cursor("names", str)
SCORES: Cursor[tuple[int, str]] = Cursor("scores", tuple[int, str])
WITHOUT_PAGES = {
    "GET /submissions/{submission}/source": "the files of a submission, 32 at most",
    "GET /auth/sessions": "those that have not ended; one ends 24 hours after its last use",
    "GET /auth/jwks": "the keys of this platform",
    "GET /auth/keys": "50 at most",
    "GET /push/subscriptions": "10 at most",
    "GET /users/{user}/keys": "50 at most",
    "GET /auth/oidc": "the providers that the platform is set up for",
    "GET /auth/oidc/identities": "one for each provider",
    "GET /teams/{team}": "its members, 20 at most",
    "GET /teams/{team}/invitations": "those that hold, 20 at most",
    "GET /contests/{contest}/registration": "members of a team, 20 at most",
    "GET /errors": "the codes of this version",
    "GET /users/search": "the best 50; whoever wants others writes more of the name",
    "GET /users/{user}/stats": "languages, and the days of a year",
    "GET /users/{user}/ratings": "one for each rated contest of a life",
    "GET /users/{user}/roles": "four roles, and 50 contests",
    "GET /contests/{contest}/canned-answers": "100 at most",
    "GET /contests/{contest}/jury": "people who know each other",
    "GET /problems/{problem}": "its samples, 50 at most, and its files, 60 at most",
    "GET /problems/{problem}/attachments": "60 at most",
    "GET /uploads/{upload}": "numbers of its parts, 64 at most",
    "GET /contests/{contest}/checklist": "a few items, and five for each of 100 problems at most",
    "GET /problems/tags": "the 500 of most problems",
    "GET /problems/recommendations": "20 at most",
    "GET /problems/own-marks": "of the ids that were asked for, 100 at most",
    "GET /problems/{problem}/statistics": "verdicts, languages, and five teams",
    "GET /teams/{team}/statistics": "the newest 100 results",
    "GET /problems/categories": "three difficulties",
    "GET /problems/suggest": "what completes a text, 20 at most",
    "GET /contests/{contest}/problems": "100 at most",
    "GET /contests/{contest}/teams": "by their numbers in frames: once, as a whole, and then by its ETag",
    "GET /contests/{contest}/leaderboard": "by ranks, not by cursors: start and limit, 1,000 rows at most",
    "GET /contests/{contest}/recording": "60,000 changes at most",
    "GET /contests/{contest}/reveal": "a step for each frozen cell",
    "GET /contests/{contest}/awards": "a few for each problem and group",
    "GET /contests/{contest}/results": "one document to take away, of fewer than 20,000 teams",
    "GET /contests/{contest}/statistics": "100 problems at most, with their verdicts and languages",
    "GET /languages": "those of this version",
    "GET /submissions/run/{run}": "20 tests at most",
    "GET /testcases/validate/{run}": "500 faults at most",
    "GET /submissions/{submission}/result": "the tests of a problem",
    "GET /contests/{contest}/announcements": "what a jury writes during a contest; all of them, by their ETag",
    "GET /contests/{contest}/versions": "one for each of 100 problems at most",
    "GET /contests/{contest}/rejudgings": "the newest 100",
    "GET /contests/{contest}/rejudgings/{rejudging}": "20,000 submissions at most, which the jury compares as a whole",
    "GET /contests/{contest}/rejudgings/{rejudging}/preview": "teams that move, of those that were judged again",
    "GET /judging/dead": "at most so many of each queue (DEAD_LETTERS)",
    "GET /judging/stuck": "the oldest 100",
    "GET /users/{user}/mails": "the newest 100",
    "GET /mails/dead": "the oldest 1,000",
}
"""Lists that are short, and why."""
READING = [endpoint for endpoint in endpoints(ROUTES) if endpoint.method == "GET"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_a_cursor_is_read_as_it_was_written(key: str) -> None:
    written = NAMES.write(key)
    assert NAMES.read(written) == key
    assert written.replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=MAX_CURSOR) | st.binary().map(lambda raw: raw.hex()))
def test_what_is_no_cursor_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        assert isinstance(NAMES.read(text), str)
    except Malformed as error:
        assert error.field == "cursor"


def test_a_cursor_is_of_one_list() -> None:
    with pytest.raises(Malformed, match="no cursor of this list"):
        SCORES.read(NAMES.write("7"))
    with pytest.raises(Malformed, match="no cursor of this list"):
        NAMES.read(SCORES.write((7, "a")))
    with pytest.raises(Malformed):
        SCORES.read(SCORES.write((2**60, "a")))  # no database takes it


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=40).map(sorted), st.integers(1, 7))
def test_pages_give_every_entry_once_and_the_last_one_says_so(rows: list[int], limit: int) -> None:
    found: list[int] = []
    cursor: str | None = None
    while True:
        after = SCORES.read(cursor)
        behind = [row for row in rows if after is None or row > after[0]]
        shown, cursor = SCORES.cut(behind[: limit + 1], limit, lambda row: (row, ""))
        found += shown
        if cursor is None:
            break
        assert len(shown) == limit
    assert found == rows


def is_list(kind: Any) -> bool:
    """Whether an answer is a list, or a struct with a list of structs whose length has no bound."""
    if get_origin(kind) in (list, tuple):
        return True
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return False
    return any(
        get_origin(field.type) in (list, tuple)
        and any(isinstance(item, type) and issubclass(item, msgspec.Struct) for item in get_args(field.type))
        for field in msgspec.structs.fields(kind)
    )


@pytest.mark.parametrize("endpoint", [endpoint for endpoint in READING if is_list(endpoint.answer)], ids=str)
def test_every_list_has_pages_or_says_why_not(endpoint: Endpoint) -> None:
    if issubclass(endpoint.answer, Page) if isinstance(endpoint.answer, type) else False:
        assert endpoint.query is not None
        assert issubclass(endpoint.query, PageQuery)
    else:
        assert str(endpoint) in WITHOUT_PAGES, (
            f"{endpoint} answers with a list: make it a Page (core_api.router.pages), or say why it is short"
        )


def test_the_rule_knows_lists() -> None:
    assert sum(isinstance(endpoint.answer, type) and issubclass(endpoint.answer, Page) for endpoint in READING) >= 8
