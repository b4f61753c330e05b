"""Entity tags in request headers: one reading of `If-None-Match` and `If-Match` for gateway and API (RFC 9110, 8.8.3 and 13.1)."""

from __future__ import annotations

import re

_TAG = re.compile(r'\*|(?:W/)?("[^"]*")')
"""A tag in quotation marks, in which commas may stand; or `*`, for any."""


def tags(header: str) -> frozenset[str]:
    """The tags of a header in quotation marks, without the mark of weak ones; `*` stands for itself. What is no tag is passed over."""
    return frozenset(found.group(1) or "*" for found in _TAG.finditer(header))


def holds(if_none_match: str | None, etag: str) -> bool:
    """Whether a client that sends this `If-None-Match` has the answer with this ETag already: a weak comparison."""
    if not if_none_match:
        return False
    known = tags(if_none_match)
    return "*" in known or etag.removeprefix("W/") in known
