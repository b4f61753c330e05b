"""A package with a statement in LaTeX, a figure in PDF, attachments and a PDF, all the way to its readers, typeset by a judge; small and in parts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from deploy.local.client import Client
from tests.api.pictures import figure
from tests.conftest import Platform, eventually
from tests.integration.flow import fresh
from tests.integration.test_judging import podium
from tests.unit.judge_workers.packages.test_packages import write

LATEX = r"""
\problemname{Paths}
\illustration{0.3}{graph}{A graph.}
Find $n \leq 10^5$ paths, \textbf{fast}. \input{/etc/passwd}
\section*{Input} One line with $n$.
"""


def package(folder: Path, name: str, tests: int, size: int) -> Path:
    made = random.Random(7)
    data = {f"data/secret/{number}.in": f"{made.randbytes(size // 2).hex()}\n" for number in range(tests)}
    answers = {f"data/secret/{number}.ans": "1\n" for number in range(tests)}
    write(
        folder,
        {
            "problem.yaml": f"problem_format_version: 2023-07\nname: {name}\nlimits: {{time_limit: 1, memory: 256}}\n",
            "statement/problem.en.tex": LATEX,
            "statement/problem.de.md": "Finde Wege. ![Graph](img/graph.pdf)",
            "attachments/notes.txt": "Mind the gap.\n",
            "submissions/accepted/a.py": "print(1)\n",
            "data/sample/1.in": "1\n",
            "data/sample/1.ans": "1\n",
            **data,
            **answers,
        },
    )
    (folder / "statement" / "img").mkdir()
    (folder / "statement" / "img" / "graph.pdf").write_bytes(figure())
    (folder / "statement" / "problem.de.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    return folder


@pytest.mark.timeout(300)
async def test_a_package_reaches_its_readers_with_all_that_it_brings(platform: Platform, tmp_path: Path) -> None:
    id_ = fresh("paths")
    done = podium(platform, "problem", "import", str(package(tmp_path / "p", id_, 2, 10)), "--id", id_, "--publish")
    assert done.returncode == 0, done.stderr
    async with Client(platform.url) as reader:

        async def made() -> Any:
            problem = await reader.call("GET", f"/problems/{id_}")
            return None if problem["statement"]["pending"] else problem

        problem = await eventually(made, 90)
        html = problem["statement"]["html"]
        assert f'<img src="/api/v1/problems/{id_}/attachments/graph.png"' in html
        assert '<span class="math inline">n \\leq 10^5</span> paths, <strong>fast</strong>' in html
        assert "<h2>Input</h2>" in html
        assert "root:" not in html
        assert (problem["statement"]["note"], problem["statement"]["missing"]) == ("", [])
        german = (await reader.call("GET", f"/problems/{id_}?language=de"))["statement"]
        assert "attachments/graph.png" in german["html"]
        assert [(file["name"], file["kind"], file["language"]) for file in problem["attachments"]] == [
            ("graph.png", "picture", None),
            ("notes.txt", "attachment", None),
            ("problem.de.pdf", "statement", "de"),
        ]
        assert b"".join([part async for part in reader.download(f"/problems/{id_}/attachments/notes.txt")]) == b"Mind the gap.\n"


@pytest.mark.timeout(300)
async def test_a_large_package_goes_in_parts(platform: Platform, tmp_path: Path) -> None:
    id_ = fresh("large")
    folder = package(tmp_path / "p", id_, 80, 2**20)
    done = podium(platform, "problem", "import", str(folder), "--id", id_, "--publish")
    assert done.returncode == 0, done.stderr
    async with Client(platform.url) as reader:
        assert (await reader.call("GET", f"/problems/{id_}"))["tests"] == 81
    again = podium(platform, "problem", "import", str(folder), "--id", id_)
    assert (again.returncode, "stays at version 1" in again.stdout) == (0, True), again.stderr
