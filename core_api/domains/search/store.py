"""Problems in PostgreSQL, for searches: what of the index's answers is shown, and answers while the search server is away."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from core_api.domains.search.models import Suggestion
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import NEXT_CHANGE, SHOWN_VERSION
from core_api.storage.search.documents import TEXTS
from core_api.storage.visibility import PROBLEM_IS_SHOWN
from realtime.runtime.errors import Unavailable
from realtime.storage.search import FACET_TAGS, Found

MAX_BEHIND = 2000
"""Changes that the index may be behind for a search to ask it: they are looked at for each one. Usually there are none."""

RANKED_BY_STATEMENT = 1000
"""Problems found at most for their statements to be ranked: of words that more of them have, statements say little and cost most."""


class ProblemTexts(msgspec.Struct, frozen=True):
    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    time_limit_ms: int
    memory_limit_bytes: int
    likes: int
    texts: list[tuple[str, str]]
    """Language and text of statements."""


class Filter(NamedTuple):
    """Of a search, with the caller's solved problems in place of the question for them."""

    words: tuple[str, ...]
    """All of them have to occur, each in whichever text. None: every problem."""
    difficulty: str | None
    tag: str | None
    only: tuple[str, ...] | None
    without: tuple[str, ...]


class SearchStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def hidden(self) -> tuple[str, ...]:
        """Ids of problems that may be in the index though they are not to be seen any more. Raises `Unavailable` when it is far behind.

        Asked before the index is: a problem is hidden and noted in one transaction, and the note goes when the index has forgotten it.
        """
        found = await self._pool.fetchrow(
            "with noted as materialized (select object from search_changes where kind = 'problem' and due_at <= now() limit $1)"
            " select (select count(*) from noted) as behind, array(select distinct object from noted"
            f" where not exists (select from problems p where p.id = object and {PROBLEM_IS_SHOWN})) as hidden",
            MAX_BEHIND,
        )
        assert found is not None  # aggregates
        if found["behind"] >= MAX_BEHIND:
            raise Unavailable("the search index is too far behind")
        return tuple(found["hidden"])

    async def shown(self, ids: list[str]) -> list[ProblemTexts]:
        """Those that everybody sees, in this order."""
        found = await self._pool.fetch(
            "select p.id, p.title, p.difficulty, p.tags, v.time_limit_ms, v.memory_limit_bytes, p.likes,"
            " coalesce((select jsonb_agg(jsonb_build_array(t.language, t.searchable)) from (select s.language, s.searchable"
            f" from statements s where s.problem_id = p.id order by s.language <> 'en', s.language limit {TEXTS}) t), '[]') as texts"
            f" from problems p join problem_versions v on v.problem_id = p.id and v.version = {SHOWN_VERSION}"
            f" where p.id = any($1::text[]) and {PROBLEM_IS_SHOWN} order by array_position($1::text[], p.id)",
            ids,
        )
        return rows.structs(ProblemTexts, found)

    async def next_change(self) -> datetime | None:
        """When the next contest starts, whose problems are found then, or ends, which may show other limits."""
        found: datetime | None = await self._pool.fetchval(NEXT_CHANGE)
        return found

    async def search(self, wanted: Filter, limit: int) -> Found:
        """What the index would answer, without beginnings of words and mistakes of typing."""
        order = f"{_RANK} desc, id" if wanted.words else "id"
        found = await self._pool.fetchrow(
            f"with found as materialized ({_matches(len(wanted.words))}), total as materialized (select count(*) as n from found),"
            f" named as materialized ({_NAMED}), hits as (select id from found order by {order} limit $6),"
            " difficulties as (select difficulty, count(*) as n from found group by difficulty),"
            f" tagged as (select tag, count(*) as n from found, unnest(tags) tag group by tag order by n desc, tag limit {FACET_TAGS})"
            " select array(select id from hits) as hits, (select n from total) as total,"
            " coalesce((select jsonb_object_agg(difficulty, n) from difficulties), '{}') as difficulties,"
            " coalesce((select jsonb_object_agg(tag, n) from tagged), '{}') as tags",
            " ".join(wanted.words),
            wanted.difficulty,
            wanted.tag,
            wanted.only,
            wanted.without,
            limit,
            *wanted.words,
        )
        assert found is not None  # aggregates
        tags = sorted(found["tags"].items(), key=lambda pair: (-pair[1], pair[0]))
        return Found(found["hits"], found["total"], found["difficulties"], dict(tags))

    async def suggest(self, text: str, limit: int) -> list[Suggestion]:
        """Titles with a word that begins with the text."""
        start = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        found = await self._pool.fetch(
            f"select p.id, p.title from problems p where (p.title ilike $1 or p.title ilike $2) and {PROBLEM_IS_SHOWN}"
            " order by p.title not ilike $1, p.title limit $3",
            f"{start}%",
            f"% {start}%",
            limit,
        )
        return rows.structs(Suggestion, found)


_ANY_WORD = "(select replace(plainto_tsquery('simple', $1)::text, '&', '|')::tsquery as any_word) query"
"""One of the words: each of them that occurs adds to the rank."""
_NAMED = f"select p.id from problems p, {_ANY_WORD} where problem_words(p.title, p.tags) @@ any_word"
"""Problems with a word in title or tags, by the index: nothing of the others is analyzed to rank them."""
_WEIGHTS = "'{0.05, 0.1, 0.6, 1.0}'"
_RANK = f"""
(select case when found.id in (select id from named)
        then (select ts_rank({_WEIGHTS}, problem_words(p.title, p.tags), any_word) from problems p where p.id = found.id) else 0 end
    + case when (select n from total) <= {RANKED_BY_STATEMENT} then coalesce((select max(ts_rank({_WEIGHTS}, s.words, any_word))
        from statements s where s.problem_id = found.id), 0) else 0 end from {_ANY_WORD})
"""
"""A word counts most in the title, then in a tag."""


def _matches(words: int) -> str:
    """Problems with all of $7, $8 …: each word is looked up in the indexes by itself."""
    each = "".join(
        f" and p.id in (select id from problems where problem_words(title, tags) @@ plainto_tsquery('simple', ${n})"
        f" union select problem_id from statements where words @@ plainto_tsquery('simple', ${n}))"
        for n in range(7, 7 + words)
    )
    return (
        "select p.id, p.difficulty, p.tags from problems p"
        " where ($2::text is null or p.difficulty = $2) and ($3::text is null or p.tags @> array[$3::text])"
        f" and ($4::text[] is null or p.id = any($4)) and not p.id = any($5::text[]) and {PROBLEM_IS_SHOWN}{each}"
    )
