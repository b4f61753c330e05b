"""Words as the search index compares them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.storage.search.words import Finder, Word, alike, deciding, distance, edits, fold, vocabulary, words_in


def test_words_are_letters_and_digits_without_case_and_accents() -> None:
    text = "Zähle 2 FÄHREN_und n-1 Straßen!"
    assert [word.folded for word in words_in(text)] == ["zahle", "2", "fahren", "und", "n", "1", "strassen"]
    assert [text[word.start : word.end] for word in words_in(text)] == ["Zähle", "2", "FÄHREN", "und", "n", "1", "Straßen"]


def test_chinese_and_kana_are_words_by_themselves() -> None:
    assert [word.folded for word in words_in("石取りgame")] == ["石", "取", "り", "game"]


SAID = st.lists(st.sampled_from(["sort", "Sorted", "so", "n-1", "a_b", "été", "Ete", "石", "x2", "2x", "."]), max_size=12).map(" ".join)


@given(SAID, SAID, st.booleans())
def test_a_finder_finds_what_reading_all_words_does(query: str, text: str, beginnings: bool) -> None:
    wanted = vocabulary(query)

    def fits(word: Word) -> bool:
        return word.folded in wanted or (beginnings and word.folded.startswith(tuple(wanted)))

    assert list(Finder(wanted, beginnings=beginnings).words(text)) == [word for word in words_in(text) if fits(word)]


def test_longer_words_may_have_more_wrong_letters() -> None:
    assert [edits(word) for word in ("", "ab", "abc", "abcde", "abcdef")] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("", "", 0), ("abc", "acb", 1), ("abc", "abcd", 1), ("abc", "xbz", 2), ("ca", "abc", 3)]
)
def test_distances_count_letters_and_exchanged_neighbours(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_the_first_letter_has_to_be_right() -> None:
    assert alike("sort", "sotr")
    assert not alike("sort", "osrt")
    assert not alike("so", "sa")


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_a_distance_is_one_of_strings(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_that_most_texts_have_do_not_decide_beside_others() -> None:
    assert deciding(("The", "shortest", "way", "of", "all")) == ("shortest", "way", "all")
    assert deciding(("ÜBER", "der", "Brücke")) == ("ÜBER", "Brücke")
    assert deciding(("to", "be", "or", "not")) == ("to", "be", "or", "not")
    assert deciding(()) == ()
