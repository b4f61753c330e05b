"""Answers that an edge in front of the platform (a CDN) may keep, because it can be told to purge them.

    @endpoint("GET /problems/{problem}", Policy.ANYONE, edge=Edge(600, "problem/{problem}"))

With the setting `purge_url`, what such an endpoint says to a caller without a token carries

    CDN-Cache-Control: public, max-age=600        for caches of the operator alone (RFC 9213); browsers go by Cache-Control
    Surrogate-Key: problem/sum                    the tags of `core_api.storage.changes`, as Fastly and Varnish read them,
    Cache-Tag: problem/sum                        and as Cloudflare and Akamai do
    Vary: Authorization                           whoever shows a token is not answered from what was kept for those who show none

and when one of the tags changes, role `worker` posts it to `purge_url` (`core_api.workers.edge_purger`). `seconds` bounds how long a purge
that got lost may matter, and what changes by the clock alone: a contest that starts.
"""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

MAX_SECONDS = 3600
"""The longest that anything may be kept: purges are tried for so long."""
PURGES = web.AppKey("purges", bool)
"""Of an application: whether there is an edge that can purge."""


class Edge:
    def __init__(self, seconds: int, *tags: str) -> None:
        """`tags`: of what the answer is made from, with names of the path in braces."""
        if not 0 < seconds <= MAX_SECONDS or not tags:
            raise TypeError(f"an answer for an edge has tags, and is kept for 1 to {MAX_SECONDS} seconds")
        self._lasts = f"public, max-age={seconds}"
        self._tags = tags

    def headers(self, request: web.Request) -> Mapping[str, str]:
        """None for who shows a token, and where no edge can purge."""
        if "Authorization" in request.headers or not request.app.get(PURGES):
            return {}
        tags = [tag.format(**request.match_info) for tag in self._tags]
        return {
            "CDN-Cache-Control": self._lasts,
            "Surrogate-Key": " ".join(tags),
            "Cache-Tag": ",".join(tags),
            "Vary": "Authorization",
        }
