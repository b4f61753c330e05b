"""What the commands of `podium admin` print: tables for people, JSON for programs, progress of long work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

WIDEST = 60
"""Characters of a cell; the rest is cut. `--json` has all of it."""


def as_json(found: Any) -> None:
    print(json.dumps(found, ensure_ascii=False, indent=2))


def table(head: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> None:
    """Columns as wide as they have to be; without colours or frames, so that a pipe can read them. `nothing`: said without rows."""
    if not rows:
        print(nothing)
        return
    lines = [[_cell(value) for value in row] for row in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "-"
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = printable(text)
    return (text[: WIDEST - 1] + "…" if len(text) > WIDEST else text) or "-"


def printable(text: str) -> str:
    """A name must not move the cursor."""
    return "".join(character if character.isprintable() else " " for character in text)


class Advance(Protocol):
    def __call__(self, done: int, note: str = "") -> None:
        """`done`: of the whole work, so far."""


@contextmanager
def progress(what: str, total: int) -> Iterator[Advance]:
    """A bar on standard error where that is a terminal, else a line every tenth."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(what, total=total, note="")
            yield lambda done, note="": bar.update(task, completed=done, note=note)
        return
    told = -1

    def advance(done: int, note: str = "") -> None:
        nonlocal told
        if (tenth := done * 10 // max(1, total)) > told:
            told = tenth
            print(f"{what}: {done} of {total} {note}".rstrip(), file=sys.stderr, flush=True)

    yield advance
