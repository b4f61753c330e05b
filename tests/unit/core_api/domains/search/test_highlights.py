"""Which pieces of a problem's texts are shown, and where the words stand in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.search.highlights import ELLIPSIS, LEAD, PIECE, PIECES, Text, Words, highlights
from core_api.domains.search.models import Highlight


def made(query: str, *texts: str, title: str = "", tags: tuple[str, ...] = (), fuzzy: bool = False) -> list[Highlight]:
    return list(highlights(Words(query, fuzzy=fuzzy), title, tags, [Text(f"l{number}", text) for number, text in enumerate(texts)]))


def marked(highlight: Highlight) -> list[str]:
    return [highlight.text[start:end] for start, end in highlight.matches]


def test_titles_and_tags_are_shown_whole_and_by_beginnings() -> None:
    title, tag = made("graph two", title="Two Graphs, twofold", tags=("trees", "graph theory"))
    assert (title.field, title.text, marked(title)) == ("title", "Two Graphs, twofold", ["Two", "Graphs", "twofold"])
    assert (tag.field, tag.text, marked(tag)) == ("tag", "graph theory", ["graph"])


def test_statements_are_marked_by_whole_words() -> None:
    (piece,) = made("graph", "A Graph has no graphs.")
    assert (piece.text, marked(piece), piece.language) == ("A Graph has no graphs.", ["Graph"], "l0")
    assert made("graph", "graphs only") == []


def test_accents_and_case_do_not_matter() -> None:
    (piece,) = made("fahren ÉTÉ", "Zähle die FÄHREN im ete")
    assert marked(piece) == ["FÄHREN", "ete"]


def test_wrong_letters_are_marked_where_the_search_forgave_them() -> None:
    assert made("dijsktra", "by Dijkstra") == []
    (piece,) = made("dijsktra", "by Dijkstra", fuzzy=True)
    assert marked(piece) == ["Dijkstra"]


def test_a_piece_is_cut_at_words_and_says_so() -> None:
    (piece,) = made("needle", "hay " * 100 + "needle " + "straw " * 100)
    assert piece.text.startswith(f"{ELLIPSIS}hay hay")
    assert piece.text.endswith(f"straw{ELLIPSIS}")
    assert marked(piece) == ["needle"]


def test_there_are_few_pieces_of_all_languages_together() -> None:
    long = ("needle " + "hay " * 100) * 10
    assert [piece.language for piece in made("needle", long, long)] == ["l0"] * PIECES
    assert [piece.language for piece in made("needle", "one needle", long)] == ["l0", "l1"]


@pytest.mark.parametrize("text", ["x" * 5000 + " needle", "needle" + "-" * 5000, "石" * 3000])
def test_texts_without_spaces_are_cut_too(text: str) -> None:
    for piece in made("needle 石", text):
        assert len(piece.text) <= PIECE + LEAD + 2


TEXTS = st.lists(st.sampled_from(["needle", "Nädle", "hay", "straw-berry", "…", "\n", "<b>", "石", "𝔫eedle", "ßa", "x" * 70]), max_size=200)


@given(st.lists(TEXTS, max_size=3), TEXTS, st.booleans())
def test_positions_are_inside_in_order_and_of_words_that_fit(texts: list[list[str]], title: list[str], fuzzy: bool) -> None:
    words = Words("needle hay 石", fuzzy=fuzzy)
    given = [Text("en", " ".join(text)) for text in texts]
    found = highlights(words, " ".join(title), [], given)
    assert sum(highlight.field == "statement" for highlight in found) <= PIECES
    for highlight in found:
        ends = [place for match in highlight.matches for place in match]
        assert ends == sorted(ends)
        assert ends
        assert ends[0] >= 0
        assert ends[-1] <= len(highlight.text)
        if highlight.field == "statement":
            assert highlight.text.strip(ELLIPSIS) in given[0].text or any(highlight.text.strip(ELLIPSIS) in text for _, text in given)
            assert len(highlight.text) <= PIECE + LEAD + 2
