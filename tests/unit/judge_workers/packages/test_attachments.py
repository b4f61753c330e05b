"""Files that a package brings for readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from judge_workers.packages import attachments as reading
from judge_workers.packages.attachments import attachments, not_shown
from realtime.runtime.errors import Invalid
from tests.unit.judge_workers.packages.test_statements import package


def test_pictures_pdfs_and_attachments_are_found_by_their_folders(tmp_path: Path) -> None:
    names = (
        "statement/problem.en.md",
        "statement/img/a graph.png",
        "statement/problem.de.pdf",
        "statement/b.svg",
        "attachments/x.zip",
        "data/c.png",
    )
    made = package(tmp_path, *names)
    assert [(found.name, found.kind, found.language) for found in attachments(made)] == [
        ("a-graph.png", "picture", ""),
        ("problem.de.pdf", "statement", "de"),
        ("x.zip", "attachment", ""),
    ]
    assert not_shown(made) == ["b.svg"]


def test_a_figure_in_pdf_that_a_statement_names_is_a_picture_for_the_platform_to_draw(tmp_path: Path) -> None:
    names = ("problem.en.tex", "problem.de.pdf", "img/graph.pdf", "tree.pdf", "tree.png", "tree.eps", "slides.pdf", "old.eps")
    made = package(tmp_path, *(f"problem_statement/{name}" for name in names))
    (made / "problem_statement/problem.en.tex").write_text(r"\includegraphics{img/graph} \includegraphics{tree.pdf} \includegraphics{old}")
    assert [(found.name, found.kind, found.path.name) for found in attachments(made)] == [
        ("graph.png", "picture", "graph.pdf"),
        ("problem.de.pdf", "statement", "problem.de.pdf"),
        ("tree.png", "picture", "tree.png"),
    ]
    assert not_shown(made) == ["old.eps"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    made = package(tmp_path, "statement/a/x.png", "statement/b/x.png")
    with pytest.raises(Invalid, match="same name"):
        attachments(made)


def test_too_many_and_too_large_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package(tmp_path, *(f"attachments/{number}.txt" for number in range(3)))
    monkeypatch.setattr(reading, "MAX_FILE", 5)
    with pytest.raises(Invalid, match="may have"):
        attachments(made)[0].content()
    monkeypatch.setattr(reading, "MAX_FILES", 2)
    with pytest.raises(Invalid, match="the package has 3"):
        attachments(made)
