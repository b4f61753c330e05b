"""Rows of a print: tabs, long lines, wide and missing characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.prints.pdf import layout
from core_api.domains.prints.pdf.highlighting import KEYWORD, PLAIN
from core_api.domains.prints.pdf.layout import REPLACEMENT, Layout, lay_out

WIDTH = 10


def laid_out(text: str, rows: int = 100) -> Layout:
    return lay_out([(text, PLAIN)], WIDTH, rows, lambda character: character not in "人ж")


def shown(found: Layout) -> list[tuple[int, str]]:
    return [(row.line, "".join(run.text for run in row.runs)) for row in found.rows]


def test_lines_have_numbers_and_the_last_line_break_makes_none() -> None:
    assert shown(laid_out("a\n\nb\n")) == [(1, "a"), (2, ""), (3, "b")]
    assert shown(laid_out("")) == [(1, "")]


def test_a_long_line_goes_on_in_rows_without_a_number() -> None:
    assert shown(laid_out("x" * 25 + "\ny")) == [(1, "x" * 10), (0, "x" * 10), (0, "x" * 5), (2, "y")]
    assert shown(laid_out("x" * 10 + "\ny")) == [(1, "x" * 10), (2, "y")]


def test_tabs_go_to_the_next_stop() -> None:
    assert shown(laid_out("\ta\tb")) == [(1, "    a   b")]


def test_a_style_begins_at_its_column() -> None:
    (row,) = lay_out([("int", KEYWORD), (" x", PLAIN)], WIDTH, 1, lambda _: True).rows
    assert [(run.column, run.text, run.style) for run in row.runs] == [(0, "int", KEYWORD), (3, " x", PLAIN)]


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert shown(laid_out("漢" * 6)) == [(1, "漢" * 5), (0, "漢")]
    assert shown(laid_out("e\u0301" * 10)) == [(1, "e\u0301" * 10)]


def test_what_no_font_has_or_nobody_sees_is_replaced_and_counted() -> None:
    for text in ("人", "ж", "\u202e", "\u200b", "\x1b", "\ue000", "\u2028"):
        found = laid_out(f"a{text}b")
        assert (shown(found), found.replaced) == ([(1, f"a{REPLACEMENT}b")], 1), repr(text)


def test_marks_do_not_pile_up() -> None:
    (row,) = laid_out("a" + "\u0301" * 500).rows
    assert sum(len(run.text) for run in row.runs) == 1 + layout.MAX_MARKS


def test_what_does_not_fit_is_cut() -> None:
    assert not laid_out("a\nb\n", rows=2).is_cut
    for text in ("a\nb\nc", "a\n" + "x" * 11, "\n" * 3):
        found = laid_out(text, rows=2)
        assert (len(found.rows), found.is_cut) == (2, True), text


@given(st.text(max_size=200), st.integers(1, 30))
def test_no_text_makes_a_row_that_is_too_wide_or_one_row_too_many(text: str, rows: int) -> None:
    found = lay_out([(text, PLAIN)], WIDTH, rows, lambda _: True)
    assert 1 <= len(found.rows) <= rows
    for row in found.rows:
        for run in row.runs:
            assert run.column + sum(map(layout.columns, run.text)) <= WIDTH
