"""What the example submissions of a package should come to: by their folder, by `submissions.yaml`, and by `@EXPECTED_RESULTS@` in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from judge_workers.evaluation.results import Judgement
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
COARSE = {"MLE": "RTE", "OLE": "RTE", "PE": "WA"}
"""Verdicts that the format does not tell apart."""


class Expectation(NamedTuple):
    """`why` says where it stands. `whole`: it is about the verdict of the submission, not of single tests."""

    why: str
    permitted: frozenset[str]
    required: frozenset[str]
    scope: str = ""
    """A pattern of groups and tests; empty: all."""
    score: tuple[float, float] | None = None
    message: str = ""
    whole: bool = False

    def fault(self, judgement: Judgement) -> str:
        """What differs; nothing when all is as it should be."""
        if judgement.verdict in ("CE", "JE") or self.whole:
            found = COARSE.get(judgement.verdict, judgement.verdict)
            if found not in (self.required if self.whole else self.required & self.permitted):
                return f"{self.why}: {judgement.verdict} instead of {_either(self.required & self.permitted)}"
        else:
            tests = [one for one in judgement.tests if not self.scope or _matches(self.scope, one.name)]
            verdicts = [COARSE.get(one.verdict, one.verdict) for one in tests]
            for one, verdict in zip(tests, verdicts, strict=True):
                if verdict not in self.permitted:
                    return f"{self.why}: test {one.name or one.test} is {one.verdict}, permitted is {_either(self.permitted)}"
            if tests and not self.required & set(verdicts):
                return f"{self.why}: no test is {_either(self.required)}"
            if self.message and not any(self.message in one.message for one in tests):
                return f"{self.why}: no test says {self.message!r}"
        if self.score is not None and not self.scope:
            low, high = self.score
            if judgement.score is None or not low - 0.005 <= judgement.score <= high + 0.005:
                return f"{self.why}: score {judgement.score} instead of {low if low == high else f'{low} to {high}'}"
        return ""


class Hints(NamedTuple):
    """What a package says of the building of a submission."""

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
        if pattern != top and _matches(pattern, str(place)):
            if {"permitted", "required", "score", "message", "use_for_time_limit"} & given.keys():
                found.append(_expectation(pattern, given, ALL, ALL))
            scopes = [(scope, one) for scope, one in given.items() if isinstance(one, dict) and scope != "authors"]
            found += [_expectation(f"{pattern}, {scope}", one, ALL, ALL, scope) for scope, one in scopes]
    if (tagged := _tagged(path)) is not None:
        found = [tagged]  # it says it of this one, the folder of many
    return found


def hints(folder: Path, path: Path) -> Hints:
    try:
        place = path.resolve().relative_to((folder / "submissions").resolve())
    except ValueError:
        return Hints()
    found = Hints()
    for pattern, given in _described(folder).items():
        if _matches(pattern, str(place)):
            found = Hints(given.get("language", found.language), given.get("entrypoint", found.entrypoint))
    for name in (f"submissions/{place}", f"submissions/{place}/"):
        if (entry := _json(folder).get(name, {}).get("entry_point")) is not None:
            found = found._replace(entrypoint=str(entry))
    return found


def _tagged(path: Path) -> Expectation | None:
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    for file in files:
        content = file.read_bytes()
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


def _matches(pattern: str, path: str) -> bool:
    """Whether a path, or a folder it is in, is meant by a pattern; `*` stays within one name."""
    parts = path.split("/")
    for one in _braces(pattern.removeprefix("./").rstrip("/")):
        wanted = one.split("/")
        if len(wanted) <= len(parts) and all(fnmatchcase(part, want) for part, want in zip(parts, wanted, strict=False)):
            return True
    return False


def _braces(pattern: str) -> Iterator[str]:
    """`a.{c,py}` as `a.c` and `a.py`."""
    pieces = re.split(r"\{([^{}]*)\}", pattern)
    choices = [piece.split(",") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    for made in product(*choices):
        yield "".join(made)


def _either(verdicts: frozenset[str]) -> str:
    return " or ".join(sorted(verdicts)) or "nothing"
