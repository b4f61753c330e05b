"""Bytes that the body of a request may have, by its method and path."""

from __future__ import annotations

import re

from realtime.protocol.body_limits import DEFAULT, LIMITS


def limit(method: str, path: str) -> int:
    """`path` as it was sent. What no endpoint declares, also a literal that is percent-encoded without need, has the default."""
    return next((size for pattern, size in _OF_METHOD.get(method, ()) if pattern.fullmatch(path)), DEFAULT)


def _pattern(template: str) -> re.Pattern[str]:
    literals = re.split(r"{\w+}", template)
    return re.compile("[^/]+".join(map(re.escape, literals)))


_OF_METHOD: dict[str, list[tuple[re.Pattern[str], int]]] = {}
for _method, _template, _size in sorted(
    LIMITS, key=lambda known: known[1].count("{")
):  # a literal is meant before a placeholder that fits it
    _OF_METHOD.setdefault(_method, []).append((_pattern(_template), _size))
