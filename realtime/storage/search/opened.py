"""The search index that the settings name."""

from __future__ import annotations

from realtime.storage.search import NoIndex, SearchIndex


def open_index(url: str) -> SearchIndex:
    """Of an Elasticsearch at `url`, which need not answer yet; empty: there is none, and nothing is found in it."""
    if not url:
        return NoIndex()
    from realtime.storage.search.elastic import ElasticIndex  # who has none does not load the client

    return ElasticIndex(url)
