"""Words of texts, as the search index compares them: without case and accents, and how many letters may be wrong in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

_WORD = re.compile(r"[぀-ヿ㐀-鿿]|[^\W_぀-ヿ㐀-鿿]+")
"""Chinese characters and kana stand for themselves, as the index's tokenizer has them."""

_FREQUENT = (
    "a an and are as at be but by for from if in into is it its no not of on or that the their then there these they this to was were with"
    " das dem den der des die ein eine einen einer es im ist mit oder und von zu zum zur"
)
FREQUENT = frozenset(_FREQUENT.split())
"""Words that most texts have, in English and German: they tell no problem from another."""


class Word(NamedTuple):
    folded: str
    start: int
    end: int
    """Where it stands in the text."""


def fold(text: str) -> str:
    if text.isascii():  # most words are
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def words_in(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        yield Word(fold(found[0]), found.start(), found.end())


class Finder:
    """Finds some words in texts."""

    def __init__(self, folded: Iterable[str], *, beginnings: bool = False) -> None:
        """`beginnings`: words that begin like one of these, too."""
        self._wanted = tuple(folded)
        self._fits: Callable[[str], bool] = (
            (lambda word: word.startswith(self._wanted)) if beginnings else frozenset(self._wanted).__contains__
        )
        longest_first = "|".join(re.escape(word) for word in sorted(self._wanted, key=len, reverse=True))
        rest = "[a-z0-9]*" if beginnings else "(?![a-z0-9])"
        self._ascii = re.compile(f"(?<![a-z0-9])(?:{longest_first}){rest}")
        """Most texts need no folding: all but what fits is passed over by the pattern, which takes a tenth of the time."""

    def words(self, text: str) -> Iterator[Word]:
        """In their order, each when it is asked for."""
        if not self._wanted:
            return iter(())
        if text.isascii():
            return (Word(found[0], found.start(), found.end()) for found in self._ascii.finditer(text.lower()))
        return (word for word in words_in(text) if self._fits(word.folded))


def vocabulary(text: str) -> set[str]:
    """The folded words of a text, each once."""
    if text.isascii():
        return set(_WORD.findall(text.lower()))
    return {fold(word) for word in _WORD.findall(text)}


def deciding(words: Iterable[str]) -> tuple[str, ...]:
    """Without frequent words, unless there are no others."""
    all_of_them = tuple(words)
    return tuple(word for word in all_of_them if fold(word) not in FREQUENT) or all_of_them


def edits(word: str) -> int:
    """Letters of a word that may be wrong: Elasticsearch's `AUTO`."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def alike(wanted: str, word: str) -> bool:
    """Whether a folded word is the wanted one with at most `edits` letters wrong, missing, added or exchanged, but not the first one."""
    if wanted == word:
        return True
    allowed = edits(wanted)
    if not allowed or wanted[:1] != word[:1] or abs(len(wanted) - len(word)) > allowed:
        return False
    return distance(wanted, word) <= allowed


def distance(one: str, other: str) -> int:
    """Optimal string alignment: Levenshtein's distance, where exchanged neighbours count as one edit."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        row = [i]
        for j, right in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
