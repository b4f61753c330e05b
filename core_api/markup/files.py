"""Files that a statement shows, in two steps: the HTML that is kept has their names, and what a reader gets has their addresses.

Example: `![a graph](img/graph.png)` is kept as `<img src="graph.png">` and shown as
`<img src="/api/v1/problems/paths/attachments/graph.png">`, or without `src` as long as there is no such file. A file that is stored, or
removed, behind the statement needs no HTML made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from core_api.markup.html import clean

SUFFIXES = ("png", "jpg", "jpeg", "webp", "gif")


def name_of(address: str) -> str | None:
    """The name of a file beside the statement, without folders, which packages have. None: it is elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    name = unquote(parts.path).rpartition("/")[2]
    if parts.scheme or parts.netloc or not name or set(name) & set('\\"<>\0') or not name.isprintable():
        return None
    return name


def _with_suffix(name: str, addresses: Mapping[str, str]) -> str | None:
    """LaTeX names pictures without the ends of their names, and those in PDF or EPS may be there in a format that a page shows."""
    stem = name.rpartition(".")[0] if name.lower().endswith((".pdf", ".eps")) else name
    return next((addresses[f"{stem}.{suffix}"] for suffix in SUFFIXES if f"{stem}.{suffix}" in addresses), None)


def addressed(html: str, addresses: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """With the addresses of files by their names, and the names that have none."""
    missing: dict[str, None] = {}

    def address(name: str) -> str | None:
        found = addresses.get(name) or _with_suffix(name, addresses)
        if found is None:
            missing[name] = None
        return found

    return clean(html, address), tuple(missing)
