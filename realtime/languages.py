"""The languages contestants may use: ids everybody agrees on. How each is compiled and run stands in judge_workers."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    id: str
    name: str
    extension: str


LANGUAGES = {
    one.id: one
    for one in (
        Language("c", "C", "c"),
        Language("cpp", "C++20", "cpp"),
        Language("cpp17", "C++17", "cpp"),
        Language("python3", "Python 3", "py"),
        Language("java", "Java", "java"),
        Language("javascript", "JavaScript", "js"),
        Language("go", "Go", "go"),
        Language("rust", "Rust", "rs"),
        Language("kotlin", "Kotlin", "kt"),
        Language("csharp", "C#", "cs"),
    )
}

AVAILABLE_KEY = "judge:languages"
"""Redis hash: language id → version, of the workers that are up; expires when none is."""
