"""Expected verdicts of a package's example submissions: by their folder, by `submissions.yaml`, and by `@EXPECTED_RESULTS@` in them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from judge_workers.packages import files
from judge_workers.packages.metadata import load_yaml
from realtime.runtime.errors import Invalid

ALL = frozenset({"AC", "WA", "TLE", "RTE"})
FOLDERS: dict[str, tuple[set[str] | frozenset[str], set[str] | frozenset[str]]] = {
    "accepted": ({"AC"}, {"AC"}),
    "slow_accepted": ({"AC", "TLE"}, {"AC", "TLE"}),
    "partially_accepted": (ALL, ALL),
    "rejected": (ALL, {"WA", "TLE", "RTE"}),
    "wrong_answer": ({"AC", "WA"}, {"WA"}),
    "no_output": ({"AC", "WA"}, {"WA"}),
    "presentation_error": ({"AC", "WA"}, {"WA"}),
    "time_limit_exceeded": ({"AC", "TLE"}, {"TLE"}),
    "run_time_error": ({"AC", "RTE"}, {"RTE"}),
    "memory_limit_exceeded": ({"AC", "RTE"}, {"RTE"}),
    "output_limit_exceeded": ({"AC", "RTE"}, {"RTE"}),
    "output_limit": ({"AC", "RTE"}, {"RTE"}),
    "brute_force": ({"AC", "RTE", "TLE"}, {"RTE", "TLE"}),
    "compile_error": ({"CE"}, {"CE"}),
    "compiler_error": ({"CE"}, {"CE"}),
}
"""Verdicts that tests may have, and of which at least one test has one."""
TAG = re.compile(rb"@EXPECTED_RESULTS@:([^\r\n*]*)")
SCORE_TAG = re.compile(rb"@EXPECTED_SCORE@:\s*([-+0-9.eE]+)")
NAMES = {
    "CORRECT": "AC", "ACCEPTED": "AC", "WRONG-ANSWER": "WA", "NO-OUTPUT": "WA", "PRESENTATION-ERROR": "WA", "TIMELIMIT": "TLE",
    "TIME-LIMIT-EXCEEDED": "TLE", "RUN-ERROR": "RTE", "RUN-TIME-ERROR": "RTE", "RUNTIME-ERROR": "RTE", "MEMORY-LIMIT": "RTE",
    "MEMORY-LIMIT-EXCEEDED": "RTE", "OUTPUT-LIMIT": "RTE", "OUTPUT-LIMIT-EXCEEDED": "RTE", "COMPILER-ERROR": "CE", "COMPILE-ERROR": "CE",
}  # fmt: skip


MAX_ALTERNATIVES = 1000
"""Patterns that the braces of one may stand for."""


class Expectation(NamedTuple):
    """What a package says of the verdicts of an example submission."""

    why: str
    """Where it says so."""
    permitted: frozenset[str]
    required: frozenset[str]
    scope: str = ""
    """A pattern of groups and tests; empty: all."""
    score: tuple[float, float] | None = None
    message: str = ""
    whole: bool = False
    """It is about the verdict of the submission, not of single tests."""


class Hints(NamedTuple):
    """What a package says of how a submission is built."""

    language: str | None = None
    entrypoint: str | None = None


def expectations(folder: Path, path: Path) -> list[Expectation]:
    """Of one submission, by its path in the package."""
    place = path.relative_to(folder / "submissions")
    found = []
    described = _described(folder)
    top = place.parts[0]
    if top in FOLDERS or top in described:
        permitted, required = FOLDERS.get(top, (ALL, ALL))
        found.append(_expectation(f"submissions/{top}", described.get(top, {}), frozenset(permitted), frozenset(required)))
    for pattern, given in described.items():
        if pattern != top and matches(pattern, str(place)):
            if {"permitted", "required", "score", "message", "use_for_time_limit"} & given.keys():
                found.append(_expectation(pattern, given, ALL, ALL))
            scopes = [(scope, said) for scope, said in given.items() if isinstance(said, dict) and scope != "authors"]
            found += [_expectation(f"{pattern}, {scope}", said, ALL, ALL, scope) for scope, said in scopes]
    if (tagged := _tagged(path)) is not None:
        found = [tagged]  # the tag is about this submission, the folder about many
    return found


def hints(folder: Path, path: Path) -> Hints:
    try:
        place = path.resolve().relative_to((folder / "submissions").resolve())
    except ValueError:
        return Hints()
    found = Hints()
    for pattern, given in _described(folder).items():
        if matches(pattern, str(place)):
            found = Hints(given.get("language", found.language), given.get("entrypoint", found.entrypoint))
    for name in (f"submissions/{place}", f"submissions/{place}/"):
        if (entry := _json(folder).get(name, {}).get("entry_point")) is not None:
            found = found._replace(entrypoint=str(entry))
    return found


def _tagged(path: Path) -> Expectation | None:
    held = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    for file in held:
        content = files.content(file)
        if (tag := TAG.search(content)) is None:
            continue
        names = {name.strip().upper().replace("_", "-") for name in tag[1].decode(errors="replace").split(",")} - {""}
        verdicts = frozenset(NAMES[name] for name in names if name in NAMES)
        if verdicts and len(verdicts) <= len(names) and names <= NAMES.keys():
            score = SCORE_TAG.search(content)
            value = float(score[1]) if score else None
            return Expectation(f"{file.name} expects", verdicts, verdicts, score=None if value is None else (value, value), whole=True)
    return None


def _expectation(why: str, given: dict[str, Any], permitted: frozenset[str], required: frozenset[str], scope: str = "") -> Expectation:
    score = given.get("score")
    if score is not None:
        low, high = (score, score) if not isinstance(score, list) else (score[0], score[-1])
        score = (float(low), float(high))
    return Expectation(
        why,
        frozenset(map(str, given["permitted"])) if "permitted" in given else permitted,
        frozenset(map(str, given["required"])) if "required" in given else required,
        scope,
        score,
        str(given.get("message", "")),
    )


def _described(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "submissions" / "submissions.yaml"
    found = load_yaml(path) if path.exists() else {}
    if wrong := [key for key, value in found.items() if not isinstance(value, dict)]:
        raise Invalid(f"submissions.yaml: {wrong[0]} must be a map", field="submissions.yaml")
    return found


def _json(folder: Path) -> dict[str, Any]:
    """DOMjudge's `submissions.json`."""
    path = folder / "submissions.json"
    found = load_yaml(path) if path.exists() else {}  # JSON is YAML
    return {key: value for key, value in found.items() if isinstance(value, dict)}


def matches(pattern: str, path: str) -> bool:
    """True when a pattern means a path or a folder it is in; `*` stays within one name."""
    parts = path.split("/")
    for plain in _braces(pattern.removeprefix("./").rstrip("/")):
        wanted = plain.split("/")
        if len(wanted) <= len(parts) and all(fnmatchcase(part, want) for part, want in zip(parts, wanted, strict=False)):
            return True
    return False


def _braces(pattern: str) -> Iterator[str]:
    """`a.{c,py}` as `a.c` and `a.py`."""
    pieces = re.split(r"\{([^{}]*)\}", pattern)
    choices = [piece.split(",") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    if math.prod(map(len, choices)) > MAX_ALTERNATIVES:
        raise Invalid(f"{pattern[:60]}: braces may stand for {MAX_ALTERNATIVES:,} patterns", field="submissions.yaml")
    for made in product(*choices):
        yield "".join(made)
