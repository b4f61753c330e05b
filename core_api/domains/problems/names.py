"""Checks of what problems are called: ids that paths of the API need, titles and tags that people can read."""

from __future__ import annotations

from realtime.runtime.errors import Invalid
from realtime.security.names import visible

RESERVED = frozenset({"tags", "categories", "search", "suggest", "own-marks", "recommendations", "validate", "prepared", "new"})
"""Ids that no problem has: `/problems/tags` and `/testcases/validate` are endpoints, `/problems/new` is a page."""


def check_id(id: str) -> None:
    """Raises `Invalid`."""
    if id in RESERVED:
        raise Invalid(f"no problem can have the id {id!r}: the API has a path of this name", field="id")


def check_names(title: str, tags: tuple[str, ...]) -> None:
    """Raises `Invalid` naming the field."""
    visible(title, "title")
    for number, tag in enumerate(tags):
        visible(tag, f"tags[{number}]")
