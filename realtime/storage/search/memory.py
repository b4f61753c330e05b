"""Search index in memory, for tests: the promises of the real one, with a simpler score."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from realtime.runtime.errors import Unavailable
from realtime.storage.search import FACET_TAGS, Found, Kind, Missing, ProblemDocument, UserDocument, Wanted
from realtime.storage.search.words import alike, fold, words_in

TITLE, TAG, TEXT, BEGINS = 4.0, 3.0, 1.0, 0.5
"""What a word is worth where it stands; `BEGINS` is the part of it when it only begins a word of a title or tag."""


class MemoryIndex:
    def __init__(self) -> None:
        self.away = False
        """As if the server did not answer."""
        self._held: dict[str, dict[str, ProblemDocument | UserDocument]] = {}
        self._current: dict[Kind, str] = {}
        self._numbers = itertools.count()

    async def search(self, wanted: Wanted) -> Found:
        scored = [(score, d) for d in self._problems() if _eligible(d, wanted) and (score := _score(d, wanted)) > 0]
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        difficulties = Counter(document.difficulty for _, document in scored)
        tags = Counter(tag for _, document in scored for tag in document.tags)
        return Found([document.id for _, document in scored[: wanted.limit]], len(scored), dict(difficulties), dict(_most(tags)))

    async def suggest(self, words: tuple[str, ...], limit: int, *, without: tuple[str, ...] = (), fuzzy: bool = False) -> list[str]:
        found = [d for d in self._problems() if d.id not in without and _begins(words, (d.title, *d.tags), fuzzy=fuzzy)]
        return [document.id for document in sorted(found, key=lambda d: (not _begins(words, (d.title,), fuzzy=fuzzy), d.id))][:limit]

    async def users(self, words: tuple[str, ...], limit: int) -> list[str]:
        held = self._documents("user").values()
        found = [d for d in held if isinstance(d, UserDocument) and _begins(words, (d.name,), fuzzy=True)]
        return [document.id for document in sorted(found, key=lambda d: (not _begins(words, (d.name,), fuzzy=False), d.id))][:limit]

    async def write(self, kind: Kind, documents: Sequence[ProblemDocument | UserDocument], removed: Sequence[str]) -> None:
        held = self._documents(kind)
        for id in removed:
            held.pop(id, None)
        held |= {document.id: document for document in documents}

    async def exists(self, kind: Kind) -> bool:
        self._answer()
        return kind in self._current

    async def begin(self, kind: Kind) -> str:
        self._answer()
        name = f"{kind}-{next(self._numbers)}"
        self._held[name] = {}
        return name

    async def fill(self, name: str, documents: Sequence[ProblemDocument | UserDocument]) -> None:
        self._answer()
        self._held[name] |= {document.id: document for document in documents}

    async def switch(self, kind: Kind, name: str) -> None:
        self._answer()
        self._current[kind] = name
        self._held = {other: held for other, held in self._held.items() if other == name or not other.startswith(f"{kind}-")}

    async def close(self) -> None: ...

    def forget(self) -> None:
        """As if the server had been started again."""
        self._held.clear()
        self._current.clear()

    def _answer(self) -> None:
        if self.away:
            raise Unavailable("the search index is away")

    def _documents(self, kind: Kind) -> dict[str, ProblemDocument | UserDocument]:
        self._answer()
        if kind not in self._current:
            raise Missing(f"there is no index of kind {kind}")
        return self._held[self._current[kind]]

    def _problems(self) -> list[ProblemDocument]:
        return [document for document in self._documents("problem").values() if isinstance(document, ProblemDocument)]


def _eligible(document: ProblemDocument, wanted: Wanted) -> bool:
    return (
        (wanted.difficulty is None or document.difficulty == wanted.difficulty)
        and (wanted.tag is None or wanted.tag in document.tags)
        and (wanted.only is None or document.id in wanted.only)
        and document.id not in wanted.without
    )


def _score(document: ProblemDocument, wanted: Wanted) -> float:
    """0: a word is missing."""
    fields = ((TITLE, (document.title,), True), (TAG, document.tags, True), (TEXT, document.texts, False))
    total = 0.0 if wanted.words else 1.0
    for word in wanted.words:
        for part in _folded(word):
            worth = max((weight * _matches(part, texts, begins, wanted.fuzzy) for weight, texts, begins in fields), default=0.0)
            if not worth:
                return 0.0
            total += worth
    return total


def _matches(wanted: str, texts: Iterable[str], begins: bool, fuzzy: bool) -> float:
    held = {word.folded for text in texts for word in words_in(text)}
    if wanted in held or (fuzzy and any(alike(wanted, word) for word in held)):
        return 1.0
    return BEGINS if begins and any(word.startswith(wanted) for word in held) else 0.0


def _begins(words: tuple[str, ...], texts: Iterable[str], *, fuzzy: bool) -> bool:
    held = {word.folded for text in texts for word in words_in(text)}
    parts = [part for word in words for part in _folded(word)]
    return all(any(word.startswith(part) or (fuzzy and _alike_beginning(part, word)) for word in held) for part in parts)


def _alike_beginning(wanted: str, word: str) -> bool:
    return any(alike(wanted, word[:length]) for length in range(max(1, len(wanted) - 2), len(wanted) + 3))


def _folded(word: str) -> list[str]:
    return [found.folded for found in words_in(fold(word))]


def _most(tags: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))[:FACET_TAGS]
