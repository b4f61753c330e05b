"""The shape of the code: files and functions that can be read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("realtime", "leaderboard", "contest_engine", "gateway", "core_api", "judge_workers", "deploy", "loadtest")
FILE_LINES = 350
FUNCTION_LINES = 60


def sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            if not {"problems", "node_modules"} & set(path.relative_to(ROOT).parts[:-1]) or "domains" in path.parts:
                yield path


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_and_no_function_is_too_long(folder: str) -> None:
    long: list[str] = []
    for path in (path for path in sources() if path.relative_to(ROOT).parts[0] == folder):
        text, name = path.read_text(), path.relative_to(ROOT)
        if (lines := text.count("\n")) > FILE_LINES:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES:
                long.append(f"{name}:{node.lineno}: {node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines")
    assert not long, f"split these, or say why they are one thing: {long}"
