"""Question of core_api's workers to any judge: HTML of a statement in LaTeX."""

from __future__ import annotations

import msgspec

MAX_HTML = 900_000
"""Bytes of a statement's HTML: a message of NATS takes 1 MiB, and JSON escapes some characters."""


class LatexSource(msgspec.Struct, frozen=True):
    text: str


class LatexResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whoever asked cleans `html`: it is made of anybody's text. Pictures stand in it by the names of their files."""

    html: str = ""
    unknown: tuple[str, ...] = ()
    """Commands that were not understood: what stands in their braces is shown as it is."""
    fault: str = ""
    """Why it cannot be made; empty when it was."""
    busy: bool = False
    """It was not tried: ask again later."""
