"""Messages to whoever started the command."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    """On standard error: standard output belongs to results."""
    print(f"podium: {text}", file=sys.stderr, flush=True)
