"""Mappings and queries of the search index, of features that Elasticsearch 8 and 9 and the embedded server have alike.

Each word of a query is looked for by itself, and all words have to be found: `dijkstra graphs` finds a problem with one word in its
statement and the other in its tags. The field `all` decides what is found; it holds the words of title, tags and statements, and the
beginnings of the words of title and tags, so that `graph` finds the tag `graphs` without stemming, which would need to know the language.
Titles and tags are fields of their own too, which only add to the score. One field that must match, instead of the best of five, makes a
search cheaper: a frequent word is in most statements, and each further required field goes through all of them again.

Facets are one aggregation for the same reason: `facets` holds `difficulty:easy` beside `tag:graphs`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from realtime.storage.search import FACET_TAGS, Kind, ProblemDocument, UserDocument, Wanted
from realtime.storage.search.words import vocabulary

Json = dict[str, Any]
LONGEST_BEGINNING = 20
"""Letters of a word that are indexed as beginnings of it."""
MAX_DIFFICULTIES = 3
"""How many of the most frequent facets may be difficulties and no tags."""
_DIFFICULTY, _TAG = "difficulty:", "tag:"
_PREFIX, _EXPANSIONS = 1, 20
"""A typing mistake is not in the first letter, and no more words than this are tried for a word: both bound what one search costs."""

_ANALYSIS: Json = {
    "filter": {"beginnings": {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_BEGINNING}},
    "analyzer": {
        "words": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding"]},
        "beginnings": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "asciifolding", "beginnings"]},
    },
}
_TEXT: Json = {"type": "text", "analyzer": "words"}
_BEGINNINGS: Json = {"type": "text", "analyzer": "beginnings", "search_analyzer": "words"}
_KEYWORD: Json = {"type": "keyword"}
_FIELDS: dict[Kind, Json] = {
    "problem": {
        "id": _KEYWORD,
        "title": _TEXT | {"fields": {"begin": _BEGINNINGS}},
        "difficulty": _KEYWORD,
        "tags": _KEYWORD | {"fields": {"words": _TEXT, "begin": _BEGINNINGS}},
        "facets": _KEYWORD,
        "all": _TEXT,
    },
    "user": {"id": _KEYWORD, "name": _BEGINNINGS | {"fields": {"whole": _TEXT}}},
}
_REQUIRED = ("all",)
_PREFERRED = ("title^4", "title.begin^2", "tags.words^3", "tags.begin^1.5")
_PREFERRED_WHOLE = ("title^4", "tags.words^3")
"""Where mistakes are forgiven: each field tries all words that are near, and beginnings are near to nearly everything."""
_COMPLETED = ("title.begin^2", "tags.begin")
_NAMES = ("name", "name.whole^2")
_ORDER: list[Json] = [{"_score": "desc"}, {"id": "asc"}]


def definition(kind: Kind) -> Json:
    """Settings and mappings of an index. A replica where there is a second node; documents are not kept: nobody reads them."""
    return {
        "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "analysis": _ANALYSIS},
        "mappings": {"dynamic": "strict", "_source": {"enabled": False}, "properties": _FIELDS[kind]},
    }


def version(kind: Kind) -> str:
    """Of the definition: an index with another one is made anew."""
    return hashlib.sha256(msgspec.json.encode(definition(kind), order="deterministic")).hexdigest()[:8]


def document(of: ProblemDocument | UserDocument) -> Json:
    if isinstance(of, UserDocument):
        return of._asdict()
    named = (of.title, *of.tags)
    return {
        "id": of.id,
        "title": of.title,
        "difficulty": of.difficulty,
        "tags": of.tags,
        "facets": [_DIFFICULTY + of.difficulty, *(_TAG + tag for tag in of.tags)],
        "all": [*of.texts, *named, " ".join(_beginnings(named))],
    }


def _beginnings(texts: Iterable[str]) -> list[str]:
    """Those of their words that are shorter than the word, each once."""
    words = {word for text in texts for word in vocabulary(text)}
    return sorted({word[:length] for word in words for length in range(1, min(len(word) - 1, LONGEST_BEGINNING) + 1)})


def search(wanted: Wanted) -> Json:
    """The body of a search for problems."""
    filters: list[Json] = []
    if wanted.difficulty is not None:
        filters.append({"term": {"difficulty": wanted.difficulty}})
    if wanted.tag is not None:
        filters.append({"term": {"tags": wanted.tag}})
    if wanted.only is not None:
        filters.append({"terms": {"id": wanted.only}})
    must = [_each(word, _REQUIRED, fuzzy=wanted.fuzzy) for word in wanted.words] or [{"match_all": {}}]
    preferred = _PREFERRED_WHOLE if wanted.fuzzy else _PREFERRED
    should = [_each(word, preferred, fuzzy=wanted.fuzzy) for word in wanted.words]
    return {
        "query": {"bool": {"must": must, "should": should, "filter": filters, "must_not": _not(wanted.without)}},
        "aggs": {"facets": {"terms": {"field": "facets", "size": FACET_TAGS + MAX_DIFFICULTIES}}},
        "sort": _ORDER,
        "size": wanted.limit,
        "track_total_hits": True,
    }


def difficulties(wanted: Wanted) -> Json:
    """The body of a search that only counts difficulties."""
    return search(wanted) | {"aggs": {"facets": {"terms": {"field": "facets", "include": f"{_DIFFICULTY}.*"}}}, "size": 0}


class Counts(NamedTuple):
    difficulties: dict[str, int]
    tags: dict[str, int]


def counts(facets: Mapping[str, int]) -> Counts:
    """What the aggregation counted, the most frequent first."""
    difficulties = {facet.removeprefix(_DIFFICULTY): n for facet, n in facets.items() if facet.startswith(_DIFFICULTY)}
    tags = [(facet.removeprefix(_TAG), n) for facet, n in facets.items() if facet.startswith(_TAG)]
    return Counts(difficulties, dict(tags[:FACET_TAGS]))


def suggest(words: Sequence[str], limit: int, without: tuple[str, ...], *, fuzzy: bool) -> Json:
    must = [_each(word, _COMPLETED, fuzzy=fuzzy) for word in words]
    return {"query": {"bool": {"must": must, "must_not": _not(without)}}, "sort": _ORDER, "size": limit, "track_total_hits": False}


def users(words: Sequence[str], limit: int) -> Json:
    must = [_each(word, _NAMES, fuzzy=True) for word in words]
    return {"query": {"bool": {"must": must}}, "sort": _ORDER, "size": limit, "track_total_hits": False}


def _each(word: str, fields: Sequence[str], *, fuzzy: bool) -> Json:
    """`word` has no white space; the analyzer may still make several of it (`two-dimensional`), which have to be in one field then."""
    query: Json = {"query": word, "fields": list(fields), "operator": "and"}
    if fuzzy:
        query |= {"fuzziness": "AUTO", "prefix_length": _PREFIX, "max_expansions": _EXPANSIONS}
    return {"multi_match": query}


def _not(ids: tuple[str, ...]) -> list[Json]:
    return [{"terms": {"id": ids}}] if ids else []
