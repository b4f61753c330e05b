"""Which file of a package is the statement in which language."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge_workers.packages.statements import Statement, statements
from realtime.runtime.errors import Invalid


def package(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return folder


def test_english_comes_first_and_others_by_their_language(tmp_path: Path) -> None:
    made = package(tmp_path, *(f"statement/problem.{language}.md" for language in ("de", "pt-BR", "en")), "statement/notes.md")
    assert list(statements(made)) == ["en", "de", "pt-BR"]


def test_markdown_goes_before_latex_and_the_newer_folder_before_the_older(tmp_path: Path) -> None:
    names = ("problem_statement/problem.en.md", "statement/problem.md", "statement/problem.en.tex", "statement/problem.sv.tex")
    assert statements(package(tmp_path, *names)) == {
        "en": Statement("statement/problem.md", "markdown"),
        "sv": Statement("statement/problem.sv.tex", "latex"),
    }


def test_a_pdf_is_named_where_there_is_nothing_else(tmp_path: Path) -> None:
    made = package(tmp_path, "statement/problem.en.pdf", "problem_statement/problem.de.pdf", "problem.pdf")
    assert {language: found.text.split()[-1] for language, found in statements(made).items()} == {
        "en": "[problem.en.pdf](problem.en.pdf).",
        "de": "[problem.de.pdf](problem.de.pdf).",
    }


def test_a_package_without_a_statement_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no statement"):
        statements(package(tmp_path, "statement/picture.png"))
