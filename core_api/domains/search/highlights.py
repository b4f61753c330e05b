"""Highlights: pieces of a problem's texts in which words of a search stand. Made of what PostgreSQL has, not of what the index says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from core_api.domains.search.models import Highlight
from realtime.storage.search.words import Finder, Word, alike, vocabulary

PIECES = 2
"""Of a statement's texts in all."""
PIECE = 160
"""Characters of one, about two lines."""
LEAD = 40
"""Characters before the first word of a piece."""
ELLIPSIS = "…"


class Text(NamedTuple):
    language: str
    text: str


class Words:
    """What is searched for."""

    def __init__(self, query: str, *, fuzzy: bool) -> None:
        self._wanted = vocabulary(query)
        self._initials = tuple({word[:1] for word in self._wanted})
        self._fuzzy = fuzzy
        self._judged = set(self._wanted)
        """Texts say most words more than once: each is compared once."""
        self._fitting = set(self._wanted)
        self._finder = Finder(self._fitting)
        self._beginnings = Finder(self._wanted, beginnings=True)

    def of(self, text: str) -> Iterator[Word]:
        """The words of a text that fit."""
        self._judge(text)
        return self._finder.words(text)

    def begin(self, text: str) -> Iterator[Word]:
        """The same, and those that begin like a word that is searched for."""
        if not self._fuzzy:
            return self._beginnings.words(text)
        found = {word.start: word for word in (*self.of(text), *self._beginnings.words(text))}
        return iter([found[start] for start in sorted(found)])

    def _judge(self, text: str) -> None:
        """Where mistakes are forgiven, words of this text may fit that are none of the query."""
        if not self._fuzzy:
            return
        said = vocabulary(text) - self._judged
        self._judged |= said
        near = [word for word in said if word.startswith(self._initials)]  # a mistake is not in the first letter
        if more := {word for word in near if any(alike(wanted, word) for wanted in self._wanted)}:
            self._fitting |= more
            self._finder = Finder(self._fitting)


def highlights(words: Words, title: str, tags: Iterable[str], texts: Iterable[Text]) -> tuple[Highlight, ...]:
    made = [_whole("title", title, words), *(_whole("tag", tag, words) for tag in tags)]
    found = [highlight for highlight in made if highlight is not None]
    room = PIECES
    for language, text in texts:
        pieces = _pieces(language, text, words, room)
        found += pieces
        room -= len(pieces)
        if not room:
            break
    return tuple(found)


def _whole(field: str, text: str, words: Words) -> Highlight | None:
    """A title or tag, where words are found by their beginnings too."""
    matches = tuple((word.start, word.end) for word in words.begin(text))
    return Highlight("title" if field == "title" else "tag", None, text, matches) if matches else None


def _pieces(language: str, text: str, words: Words, room: int) -> list[Highlight]:
    """The first pieces with a word, which do not overlap."""
    pieces: list[Highlight] = []
    inside: list[Word] = []
    start = end = 0
    for word in words.of(text):
        if inside and word.end <= end:
            inside.append(word)
            continue
        if inside:
            end = min(end, word.start)  # which may stand across the end: it begins the next piece
            pieces.append(_piece(language, text, start, end, inside))
        if len(pieces) == room:
            return pieces
        start = _at_space(text, max(end, word.start - LEAD), word.start)
        end, inside = start + max(PIECE, word.end - start), [word]
    if inside:
        pieces.append(_piece(language, text, start, end, inside))
    return pieces


def _at_space(text: str, wanted: int, latest: int) -> int:
    """Where a piece begins: behind the first space from `wanted` on, so that it begins with a word."""
    if wanted == 0:
        return 0
    space = text.find(" ", wanted, latest)
    return wanted if space < 0 else space + 1


def _piece(language: str, text: str, start: int, end: int, inside: Sequence[Word]) -> Highlight:
    last = inside[-1].end
    if end < len(text):  # it ends with a word, unless that is cut by what has no spaces
        space = text.rfind(" ", last, end + 1)
        end = end if space < 0 else space
    before = ELLIPSIS if start else ""
    after = ELLIPSIS if end < len(text) else ""
    shift = len(before) - start
    return Highlight("statement", language, before + text[start:end] + after, tuple((w.start + shift, w.end + shift) for w in inside))
