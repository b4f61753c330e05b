"""The rule of docs/scoring.md, as it is printed there: it passes the type checker, and a contest can be scored by it."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from contest_engine import scoring
from realtime.protocol.rules import OPTIONS
from tests.conftest import ROOT
from tests.unit.contest_engine.contests import board, configured, sent, standings, teams

MADE = "\n\nrule: Rule[GolfOptions] = Golf(GolfOptions(par=4))  # fails where a method of the protocol is missing\n"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "scoring.md").read_text(), re.DOTALL)
    path = tmp_path / "golf.py"
    path.write_text(code)
    return path


def test_it_passes_the_type_checker(example: Path, tmp_path: Path) -> None:
    example.write_text(example.read_text() + MADE)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"), str(example)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "MYPYPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_contest_is_scored_by_it(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("golf", example)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "golf", module)  # msgspec looks annotations up there
    spec.loader.exec_module(module)
    monkeypatch.setitem(scoring.RULES, "golf", module.Golf)
    monkeypatch.setitem(OPTIONS, "golf", module.GolfOptions)
    made = board(
        configured(rule="golf", options={"par": 4}),
        teams("birdie", "bogey", "nobody"),
        sent("birdie", "A", 5, "AC"),
        sent("bogey", "A", 1, "WA"),
        sent("bogey", "A", 2, "AC"),
        sent("nobody", "A", 3, "WA"),
    )
    assert standings(made) == [(1, "birdie", 1, 1), (2, "bogey", 1, 2), (3, "nobody", 0, 4)]
