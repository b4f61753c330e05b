"""Search for problems: the index finds and orders, PostgreSQL says what is shown, and answers by itself while the search server is away."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec
from prometheus_client import Counter

from core_api.domains.marks.service import MarkService
from core_api.domains.problems.models import CategoryCount, TagCount
from core_api.domains.problems.service import until_start
from core_api.domains.search.highlights import Text, Words, highlights
from core_api.domains.search.models import Facets, FoundProblem, FoundProblems, ProblemSearch, Suggestion, Suggestions, SuggestQuery
from core_api.domains.search.store import Filter, ProblemTexts, SearchStore
from core_api.router.pages import Cursor
from core_api.storage import changes
from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.two_level import Times
from realtime.runtime.errors import Invalid, Unauthenticated, Unavailable
from realtime.security.tokens import Claims
from realtime.storage.search import MAX_WORDS, Found, SearchIndex, Wanted
from realtime.storage.search.words import deciding, words_in

log = logging.getLogger(__name__)

CURSOR: Cursor[tuple[int, str]] = Cursor("problem-search", tuple[int, str])
"""How many problems came before, and which was the last of them."""
DEEPEST = 1000
"""Problems of a search that have pages."""
MOVED = 20
"""Problems that may have come before the last one meanwhile, and the next page still begins behind it."""
TIMES = Times(local=5.0, shared=300)
"""How long an answer is kept at most, should every word of a change get lost."""
DEGRADED_SECONDS = 5.0
"""The same of one of the database: the search server may be there again."""
TAGS = (changes.tag("problem"), changes.tag("search"))
"""A change ends what is kept at once, so that nothing is shown that was hidden; and the index once more when it has the change."""
DIFFICULTIES = ("easy", "medium", "hard")

DEGRADED = Counter("podium_search_degraded_total", "Searches that PostgreSQL answered in place of the search server")


class Kept(msgspec.Struct, frozen=True):
    """An answer in the cache."""

    found: FoundProblems
    until: datetime | None
    """When the next contest starts, whose problems may be found then."""


class KeptSuggestions(msgspec.Struct, frozen=True):
    found: Suggestions
    until: datetime | None


class _Answer(NamedTuple):
    found: Found
    corrected: bool
    degraded: bool


class SearchService:
    def __init__(self, store: SearchStore, marks: MarkService, index: SearchIndex, caches: Caches) -> None:
        self._store = store
        self._marks = marks
        self._index = index
        self._cached: Cache[Kept] = caches.cache("problem-search", Kept, TIMES)
        self._cached_suggestions: Cache[KeptSuggestions] = caches.cache("problem-suggestions", KeptSuggestions, TIMES)

    async def search(self, wanted: ProblemSearch, caller: Claims | None) -> FoundProblems:
        """Raises `Unauthenticated` where solved problems are asked for, and `Invalid` for a text without words."""
        words = split(wanted.q)
        position = CURSOR.read(wanted.cursor)
        if wanted.solved is not None:
            if caller is None:
                raise Unauthenticated("log in first: which problems are solved is asked of your own submissions", field="solved")
            solved = await self._marks.solved(caller)
            only, without = (solved, ()) if wanted.solved == "yes" else (None, solved)
            asked = Filter(deciding(words), wanted.difficulty, wanted.tag, only, without)
            return (await self._search(words, asked, position, wanted.limit)).found
        asked = Filter(deciding(words), wanted.difficulty, wanted.tag, None, ())
        load = partial(self._search, words, asked, position, wanted.limit)
        if position is not None or wanted.limit != ProblemSearch().limit:
            return (await load()).found
        key = _key(" ".join(words).casefold(), wanted.difficulty or "", wanted.tag or "")
        return (await self._cached.get(key, TAGS, load, lambda kept: _lasts(kept.until, degraded=kept.found.degraded))).found

    async def suggest(self, wanted: SuggestQuery) -> Suggestions:
        """Raises `Invalid` for a text without words."""
        words = split(wanted.q)
        load = partial(self._suggest, words, wanted.limit)
        if wanted.limit != SuggestQuery("a").limit:
            return (await load()).found
        key = _key(" ".join(words).casefold())
        return (await self._cached_suggestions.get(key, TAGS, load, lambda kept: _lasts(kept.until, degraded=kept.found.degraded))).found

    async def _search(self, words: tuple[str, ...], wanted: Filter, position: tuple[int, str] | None, limit: int) -> Kept:
        until = await self._store.next_change()
        seen, last = position or (0, "")
        seen = min(seen, DEEPEST)
        answer = await self._ask(wanted, min(seen + limit + MOVED, DEEPEST) if seen else min(limit + 1, DEEPEST))
        hits = answer.found.hits
        start = hits.index(last) + 1 if last in hits else seen
        page, more = hits[start : start + limit], len(hits) > start + limit
        marked = Words(" ".join(words), fuzzy=answer.corrected)
        found = FoundProblems(
            problems=[_shown(row, marked) for row in await self._store.shown(page)],
            next=CURSOR.write((start + len(page), page[-1])) if more else None,
            total=answer.found.total,
            facets=_facets(answer.found),
            corrected=answer.corrected,
            degraded=answer.degraded,
        )
        return Kept(found, until)

    async def _ask(self, wanted: Filter, limit: int) -> _Answer:
        try:
            hidden = await self._store.hidden()
            asked = Wanted(wanted.words, wanted.difficulty, wanted.tag, wanted.only, (*wanted.without, *hidden), limit)
            found = await self._index.search(asked)
            if found.total or not wanted.words:
                return _Answer(found, corrected=False, degraded=False)
            found = await self._index.search(asked._replace(fuzzy=True))
            return _Answer(found, corrected=bool(found.total), degraded=False)
        except Unavailable as error:
            _note_degraded(error)
            return _Answer(await self._store.search(wanted, limit), corrected=False, degraded=True)

    async def _suggest(self, words: tuple[str, ...], limit: int) -> KeptSuggestions:
        until = await self._store.next_change()
        try:
            hidden = await self._store.hidden()
            ids = await self._index.suggest(words, limit, without=hidden)
            if not ids:
                ids = await self._index.suggest(words, limit, without=hidden, fuzzy=True)
            found = [Suggestion(row.id, row.title) for row in await self._store.shown(ids)]
            return KeptSuggestions(Suggestions(found, degraded=False), until)
        except Unavailable as error:
            _note_degraded(error)
            return KeptSuggestions(Suggestions(await self._store.suggest(" ".join(words), limit), degraded=True), until)


def split(text: str) -> tuple[str, ...]:
    """Parts that have a letter or digit. Raises `Invalid` where a text has none at all."""
    words = tuple(part for part in text.split() if any(True for _ in words_in(part)))[:MAX_WORDS]
    if text and not words:
        raise Invalid("there is no word to search for: it needs a letter or a digit", field="q")
    return words


def _note_degraded(error: Unavailable) -> None:
    DEGRADED.inc()
    log.info("the database answers a search: %s", error.message)


def _lasts(until: datetime | None, *, degraded: bool) -> float:
    return min(until_start(until), DEGRADED_SECONDS) if degraded else until_start(until)


def _key(*parts: str) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(parts), digest_size=16).hexdigest()


def _shown(row: ProblemTexts, words: Words) -> FoundProblem:
    return FoundProblem(
        id=row.id,
        title=row.title,
        difficulty=row.difficulty,
        tags=row.tags,
        time_limit=row.time_limit_ms / 1000,
        memory_limit=row.memory_limit_bytes // 2**20,
        likes=row.likes,
        highlights=highlights(words, row.title, row.tags, [Text(language, text) for language, text in row.texts]),
    )


def _facets(found: Found) -> Facets:
    return Facets(
        [CategoryCount(difficulty, found.difficulties[difficulty]) for difficulty in DIFFICULTIES if difficulty in found.difficulties],
        [TagCount(tag, problems) for tag, problems in found.tags.items()],
    )
