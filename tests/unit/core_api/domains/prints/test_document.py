"""PDFs of prints, and the process that makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from fpdf import FPDF

from core_api.domains.prints.pdf import document
from core_api.domains.prints.pdf.document import FONTS, MAX_PAGES, ROWS, Sheet, render
from core_api.domains.prints.pdf.highlighting import PLAIN, highlighted
from core_api.domains.prints.pdf.renderer import Renderer
from realtime.languages import LANGUAGES
from realtime.languages.definition import Language
from tests.pdf import pages

SHEET = Sheet(
    team="Три кодера",
    location="Hall 2, table 17",
    contest="Spring cup",
    time="sent at 2:13:05",
    file_name="sum.cpp",
    text="int main() { return 0; }  // Σ (é)\\\n",
    made_at=datetime(2026, 11, 29, 9, tzinfo=UTC),
    highlight_as="sum.cpp",
)
SLOW = "\n" * 100_000
"""Takes the expressions for C++ hours."""


def made(**changes: object) -> list[str]:
    return pages(render(msgspec.structs.replace(SHEET, **changes)))


def test_each_page_says_whose_it_is_and_which() -> None:
    found = made(text="x = 1;\n" * (2 * ROWS + 1))
    assert len(found) == 3
    for number, page in enumerate(found, 1):
        for words in ("Три кодера", "Hall 2, table 17", "Spring cup", "sent at 2:13:05", "sum.cpp", f"page {number} of 3"):
            assert words in page


def test_the_text_is_there_with_numbers_of_lines() -> None:
    (page,) = made()
    assert "1intmain(){return0;}//Σ(é)\\" in "".join(page.split())


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render(SHEET) == render(SHEET)


def test_pages_are_bounded_and_the_last_one_says_so() -> None:
    found = made(text="x\n" * (MAX_PAGES * ROWS + 1))
    assert len(found) == MAX_PAGES
    assert "the rest is left out" in found[-1]
    assert not any("left out" in page for page in found[:-1])


def test_characters_without_a_font_are_told() -> None:
    (page,) = made(text="人人 a")
    assert "2 characters that no font here has" in page


def test_a_font_of_the_operator_fills_in_and_one_that_is_none_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours has all that we have fonts for: here it lacks the letter Ω, and a file beside it has it."""
    (tmp_path / "none.ttf").write_bytes(b"no font")
    whole = document.characters_of

    def without_omega(pdf: FPDF, font: str) -> frozenset[int]:
        return whole(pdf, font) - (set() if font.startswith("other") else {ord("Ω")})

    monkeypatch.setattr(document, "characters_of", without_omega)
    assert "\N{REPLACEMENT CHARACTER}" in made(text="Ω")[0]
    fonts = (str(tmp_path / "none.ttf"), str(tmp_path / "missing.ttf"), str(FONTS / "DejaVuSansMono-Bold.ttf"))
    (page,) = made(text="Ω", fonts=fonts)
    assert "Ω" in page
    assert "\N{REPLACEMENT CHARACTER}" not in page


def test_a_name_that_is_too_long_leaves_room_for_the_page() -> None:
    (page,) = made(team="W" * 500)
    assert "page 1 of 1" in page
    assert "W" * 500 not in page


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.id)
def test_every_language_is_highlighted_and_nothing_of_the_text_is_lost(language: Language) -> None:
    text = '\n\n  if (x) { return "a"; } # b\n\n'
    found = list(highlighted(text, language.source_file))
    assert "".join(piece for piece, _ in found) == text
    assert any(style != PLAIN for _, style in found)


def test_a_file_name_that_nobody_knows_is_plain() -> None:
    assert list(highlighted("a", "sum.unknown")) == [("a", PLAIN)]


async def test_a_text_that_takes_the_highlighter_too_long_is_printed_plain() -> None:
    found = pages(await Renderer(highlight_seconds=1.0).render(msgspec.structs.replace(SHEET, text=SLOW)))
    assert len(found) == MAX_PAGES


async def test_the_process_gets_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that Python itself would stumble over does not reach it."""
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    assert pages(await Renderer().render(SHEET)) == pages(render(SHEET))
