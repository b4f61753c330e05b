"""A print as PDF: rows of a source under a header that says whose it is and where it goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from fontTools.ttLib import TTLibError
from fpdf import FPDF
from fpdf.errors import FPDFException
from fpdf.fonts import TTFFont

from core_api.domains.prints.pdf import layout
from core_api.domains.prints.pdf.highlighting import KEYWORD, PLAIN, Style, highlighted
from core_api.domains.prints.pdf.layout import REPLACEMENT, Layout, Row

MAX_PAGES = 40
"""100 KB of a source with short lines may have ten times as many: nobody reads those, and the printer is everybody's."""
FONTS = Path(__file__).parent.parent / "fonts"
WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 36.0
"""A4, in points."""
SIZE, LEADING = 8.5, 10.6
TITLE_SIZE = 12.0
HEADER = 44.0
"""Points below the upper margin."""
ADVANCE = 1233 / 2048
"""Width of a column, as a part of the font's size."""
GUTTER = 6
"""Columns for the numbers of lines."""
COLUMNS = int((WIDTH - 2 * MARGIN) / (SIZE * ADVANCE)) - GUTTER
ROWS = int((HEIGHT - 2 * MARGIN - HEADER) / LEADING)
CONTINUED = "↪"
REGULAR, BOLD = "regular", "bold"
"""Names of our fonts in the document."""


class Sheet(msgspec.Struct, frozen=True):
    """All that a print says."""

    team: str
    location: str
    contest: str
    time: str
    """In words."""
    file_name: str
    text: str
    made_at: datetime
    fonts: tuple[str, ...] = ()
    """Files of fonts for characters that ours lack."""
    highlight_as: str = ""
    """A file name that tells the language; empty: nothing is highlighted."""


def render(sheet: Sheet) -> bytes:
    """The same sheet gives the same bytes."""
    text = unicodedata.normalize("NFC", sheet.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    paper = _Paper(sheet, f"{text}{sheet.team}{sheet.location}{sheet.contest}{sheet.file_name}")
    pieces = highlighted(text, sheet.highlight_as)
    found = layout.lay_out(pieces, COLUMNS, MAX_PAGES * ROWS, paper.has)
    pages = [found.rows[at : at + ROWS] for at in range(0, len(found.rows), ROWS)]
    for number, page in enumerate(pages, 1):
        paper.page(page, f"page {number} of {len(pages)}", _notes(found) if number == len(pages) else "")
    return paper.finished()


def _notes(found: Layout) -> str:
    notes = [f"the rest is left out: a print has {MAX_PAGES} pages at most"] if found.is_cut else []
    if found.replaced:
        notes.append(f"{found.replaced} characters that no font here has are printed as {REPLACEMENT}")
    return "; ".join(notes)


def characters_of(pdf: FPDF, font: str) -> frozenset[int]:
    """The characters that a font of a document has."""
    held = pdf.fonts[font]
    assert isinstance(held, TTFFont)
    return frozenset(held.cmap)


class _Paper:
    """The document with its fonts: ours, and of the others those that a text needs."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self._sheet = sheet
        self._pdf = FPDF(unit="pt", format=(WIDTH, HEIGHT))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(sheet.file_name)
        self._pdf.set_creation_date(sheet.made_at)
        self._covers: dict[str, frozenset[int]] = {}
        self._add_font(REGULAR, FONTS / "DejaVuSansMono.ttf")
        self._add_font(BOLD, FONTS / "DejaVuSansMono-Bold.ttf")
        self._others = self._add_fonts(sheet.fonts, {character for character in text if ord(character) > 127})

    def _add_fonts(self, files: Sequence[str], characters: set[str]) -> list[str]:
        """Names of those that have some of `characters`. A file that is no font is passed over: a print is better than none."""
        names = []
        missing = {character for character in characters if not self._in(REGULAR, character)}
        for number, file in enumerate(files):
            name = f"other{number}"
            if not missing:
                break
            try:
                self._add_font(name, Path(file))
            except (FPDFException, TTLibError, OSError):
                continue
            found = {character for character in missing if self._in(name, character)}
            missing -= found
            if found:
                names.append(name)
        return names

    def _add_font(self, name: str, file: Path) -> None:
        self._pdf.add_font(name, "", file)
        self._covers[name] = characters_of(self._pdf, name)

    def _in(self, font: str, character: str) -> bool:
        return ord(character) in self._covers[font]

    def has(self, character: str) -> bool:
        return any(self._in(font, character) for font in (REGULAR, *self._others))

    def page(self, rows: Sequence[Row], number: str, notes: str) -> None:
        sheet = self._sheet
        self._pdf.add_page()
        self._line(MARGIN + TITLE_SIZE, sheet.team, number, TITLE_SIZE, KEYWORD)
        self._line(MARGIN + TITLE_SIZE + 13, sheet.location or "place not known", sheet.time, SIZE, KEYWORD)
        self._line(MARGIN + TITLE_SIZE + 24, f"{sheet.file_name} · {sheet.contest}", "", SIZE, PLAIN)
        top = MARGIN + HEADER
        self._pdf.line(MARGIN, top - 4, WIDTH - MARGIN, top - 4)
        gray = Style(False, (130, 130, 130))
        for at, row in enumerate(rows, 1):
            y = top + at * LEADING
            mark = str(row.line) if row.line else CONTINUED
            self._text(MARGIN, y, mark.rjust(GUTTER - 2), SIZE, gray)
            for run in row.runs:
                self._text(MARGIN + (GUTTER + run.column) * SIZE * ADVANCE, y, run.text, SIZE, run.style)
        self._text(MARGIN, HEIGHT - MARGIN + LEADING, notes, SIZE, KEYWORD)

    def _line(self, y: float, left: str, right: str, size: float, style: Style) -> None:
        """`left` is cut where `right` begins."""
        width = int((WIDTH - 2 * MARGIN) / (size * ADVANCE))
        room, shown, used = width - len(right) - 1, "", 0
        for character in left:
            wide = layout.columns(character)
            if used + wide > room:
                break
            shown, used = shown + (character if self.has(character) else REPLACEMENT), used + wide
        self._text(MARGIN, y, shown, size, style)
        self._text(WIDTH - MARGIN - len(right) * size * ADVANCE, y, right, size, style)

    def _text(self, x: float, y: float, text: str, size: float, style: Style) -> None:
        """In ours as far as it goes; characters of other fonts one by one, each in its column, and marks on the character before."""
        self._pdf.set_text_color(*style.rgb)
        ours, start = BOLD if style.bold else REGULAR, 0
        for number, character in enumerate(text):
            if self._in(ours, character) and layout.columns(character):
                continue
            x = self._piece(x, y, text[start:number], ours, size)
            other = next((name for name in (REGULAR, *self._others) if self._in(name, character)), REGULAR)
            x = self._piece(x, y, character, other, size)
            start = number + 1
        self._piece(x, y, text[start:], ours, size)

    def _piece(self, x: float, y: float, text: str, font: str, size: float) -> float:
        """Returns where the next one begins."""
        width = sum(map(layout.columns, text)) * size * ADVANCE
        if text.strip():
            self._pdf.set_font(font, "", size)
            self._pdf.text(x if width else x - size * ADVANCE, y, text)
        return x + width

    def finished(self) -> bytes:
        return bytes(self._pdf.output())
