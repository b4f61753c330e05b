"""The demo's problems: problem packages, each with a `demo.yaml` for what the platform wants beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from realtime.languages import language_of

FOLDER = Path(__file__).parent / "problems"
LABELS = ("tally", "brackets", "lanterns", "ferries", "relay", "tides", "shadows", "logbooks")
"""Problems A, B, C …"""
VERDICTS = {
    "accepted": "AC",
    "wrong_answer": "WA",
    "time_limit_exceeded": "TLE",
    "memory_limit_exceeded": "MLE",
    "run_time_error": "RTE",
    "compile_error": "CE",
    "output_limit_exceeded": "OLE",
    "presentation_error": "PE",
}
"""Folders of example submissions, and the verdict they get."""


class Program(NamedTuple):
    """An example submission and the verdict it deserves."""

    name: str
    language: str
    verdict: str
    source: str


class Flaw(NamedTuple):
    """A wrong answer of a test, which the jury of the demo finds and corrects."""

    test: int
    """From 0, among all tests."""
    wrong: str
    right: str


class DemoProblem(NamedTuple):
    id: str
    label: str
    color: str
    body: dict[str, Any]
    """What `POST /problems` takes."""
    programs: tuple[Program, ...]
    flaw: Flaw | None


def load() -> list[DemoProblem]:
    return [_problem(slug, chr(ord("A") + number)) for number, slug in enumerate(LABELS)]


def _problem(slug: str, label: str) -> DemoProblem:
    folder = FOLDER / slug
    about = yaml.safe_load((folder / "problem.yaml").read_text())
    demo = yaml.safe_load((folder / "demo.yaml").read_text())
    limits = about["limits"]
    checker: dict[str, Any] = {"kind": demo["checker"]}
    if checker["kind"] == "custom":
        checker["source"] = (folder / "output_validators" / "check.py").read_text()
    if "tolerance" in demo:
        checker["tolerance"] = float(demo["tolerance"])
    body = {
        "id": slug,
        "title": about["name"],
        "statement": (folder / "problem_statement" / "problem.en.md").read_text(),
        "difficulty": demo["difficulty"],
        "tags": demo["tags"],
        "time_limit": limits["time_limit"],
        "memory_limit": limits["memory"],
        "output_limit": limits["output"],
        "checker": checker,
        "tests": [_test(file, kind) for kind in ("sample", "secret") for file in sorted((folder / "data" / kind).glob("*.in"))],
    }
    programs = tuple(
        Program(f"{slug}/{file.name}", _language(file), verdict, file.read_text())
        for place, verdict in VERDICTS.items()
        for file in sorted((folder / "submissions" / place).glob("*"))
    )
    return DemoProblem(slug, label, demo["color"], body, programs, _flaw(demo, body["tests"]))


def _flaw(demo: dict[str, Any], tests: list[dict[str, Any]]) -> Flaw | None:
    """Of the last test, in whose place `flaw` stands: all before it are passed by right programs."""
    return Flaw(len(tests) - 1, f"{demo['flaw']}\n", tests[-1]["answer"]) if "flaw" in demo else None


def _test(file: Path, kind: str) -> dict[str, Any]:
    return {"input": file.read_text(), "answer": file.with_suffix(".ans").read_text(), "sample": kind == "sample"}


def _language(file: Path) -> str:
    language = language_of(file.name)
    assert language is not None, f"no language is known by {file.name}"
    return language.id
