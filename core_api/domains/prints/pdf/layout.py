"""From a source to the rows of its pages: tabs, long lines, characters that no font has.

1 | int main() {                 a row: the number of its line and runs of one style
2 |     printf("a very long ↵    what follows in the same line has a row without a number, behind a mark
↪ | text");
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from core_api.domains.prints.pdf.highlighting import PLAIN, Style

TAB = 4
"""Columns between tab stops."""
MAX_MARKS = 4
"""Combining marks on one letter: more would be drawn over other rows."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Printed for a character that no font has, that cannot be seen, or that turns what is around it."""


class Run(NamedTuple):
    column: int
    text: str
    style: Style


@dataclass
class Row:
    line: int
    """From 1; 0: the row continues the line before."""
    runs: list[Run] = field(default_factory=list)


@dataclass
class Layout:
    rows: list[Row]
    is_cut: bool
    """There were more than fit."""
    replaced: int
    """Characters that are printed as `REPLACEMENT`."""


def columns(character: str) -> int:
    """How many columns a character takes in a monospaced font: 2 for the wide ones of East Asia, 0 for what sits on another letter."""
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def lay_out(pieces: Iterable[tuple[str, Style]], width: int, max_rows: int, has: Callable[[str], bool]) -> Layout:
    """`width`: columns of a row; `has`: whether some font has a character."""
    writer = _Writer(width, max_rows, has)
    for text, style in pieces:
        for character in text:
            writer.put(character, style)
    return writer.done()


class _Writer:
    def __init__(self, width: int, max_rows: int, has: Callable[[str], bool]) -> None:
        self._width, self._max_rows, self._has = width, max_rows, has
        self._rows = [Row(1)]
        self._line = 1
        self._broken = False
        """Whether a line break has just been: the last one of a text begins no row."""
        self._is_cut = False
        self._column = 0
        self._marks = 0
        self._replaced = 0
        self._run: list[str] = []
        self._run_at, self._style = 0, PLAIN

    def put(self, character: str, style: Style) -> None:
        if self._broken:
            self._line += 1
            self._next_row(self._line)
        self._broken = character == "\n"
        if self._broken:
            return
        if character == "\t":
            for _ in range(TAB - self._column % TAB):
                self._add(" ", 1, style)
        else:
            self._add(*self._shown(character), style)

    def done(self) -> Layout:
        self._end_run()
        return Layout(self._rows, self._is_cut, self._replaced)

    def _shown(self, character: str) -> tuple[str, int]:
        """With its columns."""
        wide = columns(character)
        self._marks = 0 if wide else self._marks + 1
        hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or self._marks > MAX_MARKS
        if not hidden and self._has(character):
            return character, wide
        self._replaced += 1
        return (REPLACEMENT, 1) if self._marks <= MAX_MARKS else ("", 0)

    def _add(self, text: str, wide: int, style: Style) -> None:
        if self._column + wide > self._width:
            self._next_row(0)
        if self._is_cut:
            return
        if style != self._style or not self._run:
            self._end_run()
            self._run_at, self._style = self._column, style
        self._run.append(text)
        self._column += wide

    def _next_row(self, line: int) -> None:
        self._end_run()
        self._column = self._marks = 0
        self._is_cut = self._is_cut or len(self._rows) == self._max_rows
        if not self._is_cut:
            self._rows.append(Row(line))

    def _end_run(self) -> None:
        if self._run:
            self._rows[-1].runs.append(Run(self._run_at, "".join(self._run), self._style))
        self._run = []
