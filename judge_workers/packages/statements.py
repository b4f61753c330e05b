"""Statements of a package: `statement/problem.<language>.md` or `.tex`, in the older format in `problem_statement/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple

from judge_workers.packages import files
from realtime.runtime.errors import Invalid

FOLDERS = ("statement", "problem_statement")
DEFAULT_LANGUAGE = "en"
_NAME = re.compile(r"problem(?:\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}))?\.(?P<format>md|tex|pdf)\Z")


class Statement(NamedTuple):
    text: str
    format: Literal["markdown", "latex"]


def statements(package: Path) -> dict[str, Statement]:
    """By language, the English one first: Markdown, where a language has it, else LaTeX. For a PDF alone, a link to it.

    Raises `Invalid` for a package without one.
    """
    found: dict[str, Statement] = {}
    # of two files for one language the last one holds: Markdown before LaTeX, the newer folder's before the older's
    for path in sorted(_files(package), key=lambda path: (path.suffix == ".md", -FOLDERS.index(path.parent.name), path.name)):
        if (match := _NAME.match(path.name)) and match["format"] != "pdf":
            found[match["language"] or DEFAULT_LANGUAGE] = Statement(files.text(path), "markdown" if path.suffix == ".md" else "latex")
    if not found:
        found = {
            language: Statement(f"The statement is a PDF: [{path.name}]({path.name}).", "markdown")
            for language, path in pdfs(package).items()
        }
    if not found:
        raise Invalid("the package has no statement", field="statement")
    return dict(sorted(found.items(), key=lambda item: (item[0] != DEFAULT_LANGUAGE, item[0])))


def pdfs(package: Path) -> dict[str, Path]:
    """Statements as PDF, by language."""
    found: dict[str, Path] = {}
    for path in (package / "problem.pdf", *reversed(_files(package))):
        if path.is_file() and (match := _NAME.match(path.name)) and match["format"] == "pdf":
            found[match["language"] or DEFAULT_LANGUAGE] = path
    return found


def is_statement(path: Path) -> bool:
    """By its name."""
    return _NAME.match(path.name) is not None


def _files(package: Path) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((package / folder).glob("*")) if path.is_file()]
