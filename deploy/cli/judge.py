"""`podium judge` and `podium problem verify`: judging files of a problem package, without any server."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

from judge_workers import sandbox
from judge_workers.evaluation.package_session import Session, as_json
from judge_workers.evaluation.results import Judgement
from judge_workers.packages import ProblemPackage, expectations, read
from realtime.runtime.errors import PodiumError


def cache() -> Path:
    """Compiled helpers and artefacts, of this user."""
    base = os.environ.get("XDG_CACHE_HOME") or (Path.home() / ".cache" if os.environ.get("HOME") else tempfile.gettempdir())
    return Path(base) / "podium-judge"


def judge(package: Path, submissions: list[str], kind: str, *, full: bool, as_list: bool) -> int:
    """0 when all could be judged, whatever the verdicts; raises when the package cannot be read."""
    logging.disable(logging.WARNING)
    problem = read(package)
    found: list[dict[str, Any]] = []
    with Session(problem, sandbox.make(kind, cache()), cache()) as session:
        session.check()
        session.find_time_limit()
        for name in submissions:
            language, judgement = session.judge(Path(name), run_all_tests=full)
            found.append(as_json(name, language, judgement))
            if not as_list:
                print(_line(name, language, judgement), flush=True)
    if as_list:
        print(json.dumps(found, indent=1))
    return 0


def verify(package: Path, kind: str, *, as_list: bool) -> int:
    """Judges all example submissions; 0 when each does what the package says of it."""
    logging.disable(logging.WARNING)
    problem = read(package)
    found: list[dict[str, Any]] = []
    with Session(problem, sandbox.make(kind, cache()), cache()) as session:
        session.told = (lambda _: None) if as_list else print
        session.check()
        if not as_list:
            print(_summary(problem))
        session.find_time_limit()
        for path in problem.submissions():
            found.append(one := _verified(session, problem, path))
            if not as_list:
                mark = {True: "✓", False: "✗", None: "·"}[one["good"]]
                print(f"{mark} {one['line']}", flush=True)
                for fault in one["faults"]:
                    print(f"    {fault}")
    wrong = sum(one["good"] is False for one in found)
    if as_list:
        print(json.dumps([{key: value for key, value in one.items() if key != "line"} for one in found], indent=1))
    else:
        print(f"{len(found)} submissions, {wrong} not as expected" if wrong else f"all {len(found)} submissions are as expected")
    return 1 if wrong else 0


def _verified(session: Session, problem: ProblemPackage, path: Path) -> dict[str, Any]:
    name = str(path.relative_to(problem.folder))
    language, judgement = session.judge(path)
    faults: list[str] = []
    good: bool | None = True
    try:
        expected = expectations(problem.folder, path)
    except PodiumError as error:
        expected, faults = [], [error.message]
    if judgement.verdict == "JE" and not judgement.tests:
        good, faults = None, [judgement.compile_log]
    elif any(not one.whole and (one.scope or len(one.permitted) > 1) for one in expected):
        language, judgement = session.judge(path, run_all_tests=True)  # single tests matter: all of them are looked at
    if judgement.tests or judgement.verdict == "CE":
        faults += [fault for one in expected if (fault := one.fault(judgement))]
        good = not faults
    return {**as_json(name, language, judgement), "good": good, "faults": faults, "line": _line(name, language, judgement)}


def _line(name: str, language: str, judgement: Judgement) -> str:
    score = "" if judgement.score is None else f" {judgement.score:g}"
    failed = next((one for one in judgement.tests if one.verdict == judgement.verdict and one.verdict != "AC"), None)
    where = f"  test {failed.name or failed.test}{f': {failed.message.splitlines()[0][:80]}' if failed.message else ''}" if failed else ""
    return f"{judgement.verdict:3}{score} {judgement.cpu:6.2f} s {judgement.memory / 2**20:6.1f} MiB  {language:10} {name}{where}"


def _summary(problem: ProblemPackage) -> str:
    package = problem.package
    kind = ["scoring" if package.scoring else "pass-fail", *(["interactive"] if package.interactive else [])]
    kind += [f"{package.passes} passes"] if package.passes > 1 else []
    samples = sum(test.sample for test in package.tests)
    tests = f"{samples} sample and {len(package.tests) - samples} secret tests"
    return f"{problem.about.name}: {', '.join(kind)}, {tests}, {'own' if package.validator else 'default'} validator"
