"""What files of problems may be called, and what they are by their names."""

from __future__ import annotations

import re

from realtime.runtime.errors import Invalid

MAX_NAME = 100
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME - 1}}}")
PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
"""Formats of pictures, by the ends of their names. SVG is none: it is a program."""
_TEXT = "text/plain; charset=utf-8"
_TEXTS = (
    "ans",
    "c",
    "cc",
    "cpp",
    "cs",
    "csv",
    "go",
    "h",
    "hpp",
    "in",
    "java",
    "js",
    "json",
    "kt",
    "md",
    "out",
    "py",
    "rs",
    "tex",
    "txt",
    "yaml",
    "yml",
)
MEDIA_TYPES = {
    **{suffix: f"image/{format.lower()}" for suffix, format in PICTURES.items()},
    **dict.fromkeys(_TEXTS, _TEXT),
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""What a browser is told; everything else is bytes to be saved. Nothing of this runs in a page."""


def fits(name: str) -> bool:
    """Whether a file may be called so: a part of an address that means the same everywhere."""
    return _NAME.fullmatch(name) is not None


def suffix(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def media_type(name: str) -> str:
    return MEDIA_TYPES.get(suffix(name), "application/octet-stream")


def check(name: str) -> None:
    """Raises `Invalid`."""
    if not fits(name):
        raise Invalid(
            f"a file's name has letters, digits, dots, dashes and underscores, {MAX_NAME} at most, and begins with no dot", field="name"
        )
