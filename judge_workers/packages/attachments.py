"""Files that a package brings for readers: pictures of its statements, statements as PDF, and what stands in `attachments/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple

from judge_workers.packages import files
from judge_workers.packages.statements import FOLDERS, is_statement, pdfs, statements
from realtime.runtime.errors import Invalid

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")
FIGURE = ".pdf"
"""What LaTeX shows and no page: the platform draws it."""
NO_PICTURES = (".svg", ".eps", ".ps", ".bmp", ".tif", ".tiff")
"""Pictures that pages do not show, and that the platform does not convert."""
MAX_FILES = 60
MAX_FILE = 8 * 2**20
"""Bytes: what a platform takes."""
_ODD = re.compile(r"[^A-Za-z0-9._-]+")


class Attachment(NamedTuple):
    name: str
    kind: Literal["picture", "attachment", "statement"]
    language: str
    """Of a statement."""
    path: Path

    def content(self) -> bytes:
        """Raises `Invalid`."""
        found = files.content(self.path)
        if len(found) > MAX_FILE:
            raise Invalid(f"{self.path.name}: a file of a problem may have {MAX_FILE // 2**20} MiB", field=self.path.name)
        return found


def attachments(package: Path) -> list[Attachment]:
    """By name, which says nothing of folders any more. Raises `Invalid` for two files of one name, and for too many."""
    found = [Attachment(path.name, "statement", language, path) for language, path in pdfs(package).items()]
    found += [Attachment(_name(path), "picture", "", path) for path in _below(package, *FOLDERS) if path.suffix.lower() in PICTURES]
    found += [Attachment(_name(path.with_suffix(".png")), "picture", "", path) for path in _figures(package)]
    found += [Attachment(_name(path), "attachment", "", path) for path in _below(package, "attachments")]
    by_name: dict[str, Attachment] = {}
    for attachment in sorted(found):
        if not attachment.path.stat().st_size:
            continue
        if (other := by_name.setdefault(attachment.name, attachment)) is not attachment:
            where = other.path.relative_to(package)
            raise Invalid(f"{attachment.path.relative_to(package)} has the same name as {where}", field=attachment.name)
    if len(by_name) > MAX_FILES:
        raise Invalid(f"a problem may have {MAX_FILES} pictures and attachments, the package has {len(by_name)}", field="attachments")
    return list(by_name.values())


def not_shown(package: Path) -> list[str]:
    """Pictures beside the statements that no page can show, unless the same picture is there in a format that it can."""
    pictures = _below(package, *FOLDERS)
    shown = {path.stem for path in pictures if path.suffix.lower() in (*PICTURES, FIGURE)}
    return [path.name for path in pictures if path.suffix.lower() in NO_PICTURES and path.stem not in shown]


def _figures(package: Path) -> list[Path]:
    """PDFs that a statement names, to be drawn by the platform, unless the same picture is there in a format that pages show."""
    pictures = _below(package, *FOLDERS)
    shown = {path.stem for path in pictures if path.suffix.lower() in PICTURES}
    others = [path for path in pictures if path.suffix.lower() == FIGURE and path.stem not in shown and not is_statement(path)]
    text = "".join(statement.text for statement in statements(package).values()) if others else ""
    return [path for path in others if path.stem in text]


def _below(package: Path, *folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((package / folder).rglob("*")) if path.is_file()]


def _name(path: Path) -> str:
    """As addresses can have it."""
    return _ODD.sub("-", path.name).lstrip("._-") or "file"
