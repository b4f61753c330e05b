"""`podium problem verify`: checks the inputs of a package, judges all its example submissions and says what differs."""

from __future__ import annotations

import json
import logging
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deploy.cli import _packages
from deploy.cli._options import Json, Sandbox
from deploy.cli._packages import Package
from deploy.cli.problem import problem
from realtime.runtime.errors import PodiumError

if TYPE_CHECKING:
    from judge_workers.authoring.session import PackageSession
    from judge_workers.packages import ProblemPackage
    from realtime.storage.packages import InputValidatorFiles

MARKS = {True: "✓", False: "✗", None: "·"}


class Verified(NamedTuple):
    """`good`: None when the submission cannot be judged here."""

    good: bool | None
    faults: list[str]
    line: str
    result: dict[str, object]


@problem.command()
def verify(package: Package, sandbox: Sandbox = "namespaces", as_json: Json = False) -> int:
    """Checks all inputs with the package's input validators, judges all its example submissions and says what differs.

    Exit code 0: each input is valid, and each submission gets what the package says of it; 1: one does not.
    """
    from judge_workers.packages import opened, read

    logging.disable(logging.WARNING)
    with opened(package) as folder:
        return _verify_all(read(folder), sandbox, as_json)


def _verify_all(read_package: ProblemPackage, sandbox: str, as_json: bool) -> int:
    from judge_workers import sandbox as sandboxes
    from judge_workers.authoring.session import PackageSession

    found = []
    cache = _packages.cache()
    with PackageSession(read_package, sandboxes.make(sandbox, cache), cache) as session:
        session.told = (lambda _: None) if as_json else print
        session.check()
        if not as_json:
            print(_summary(read_package))
        session.find_time_limit()
        inputs = (_verify_inputs(session, validator) for validator in session.package.input_validators)
        examples = (_verify(session, read_package, path) for path in read_package.submissions())
        for verified in chain(inputs, examples):
            found.append(verified)
            if not as_json:
                print(f"{MARKS[verified.good]} {verified.line}", *(f"    {fault}" for fault in verified.faults), sep="\n", flush=True)
    wrong = sum(verified.good is False for verified in found)
    if as_json:
        print(json.dumps([{**each.result, "good": each.good, "faults": each.faults} for each in found], indent=1))
    else:
        print(f"{len(found)} checks, {wrong} not as expected" if wrong else f"all {len(found)} checks are as expected")
    return 1 if wrong else 0


def _verify_inputs(session: PackageSession, validator: InputValidatorFiles) -> Verified:
    faults = session.input_faults(validator)
    tests = len(session.package.tests)
    line = f"input validator {validator.name}: {tests - len(faults)} of {tests} inputs are valid"
    return Verified(not faults, faults, line, {"input_validator": validator.name, "tests": tests})


def _verify(session: PackageSession, package: ProblemPackage, path: Path) -> Verified:
    from judge_workers.authoring.session import judgement_as_json
    from judge_workers.authoring.verification import fault_of
    from judge_workers.packages import expectations

    name = str(path.relative_to(package.folder))
    language, judgement = session.judge(path)
    faults: list[str] = []
    good: bool | None = True
    try:
        expected = expectations(package.folder, path)
    except PodiumError as error:
        expected, faults = [], [error.message]
    if judgement.verdict == "JE" and not judgement.tests:
        good, faults = None, [judgement.compile_log]
    elif any(not each.whole and (each.scope or len(each.permitted) > 1) for each in expected):
        language, judgement = session.judge(path, run_all_tests=True)  # the expectation names single tests
    if judgement.tests or judgement.verdict == "CE":
        faults += [fault for each in expected if (fault := fault_of(each, judgement))]
        good = not faults
    line = _packages.line_of(name, language, judgement)
    return Verified(good, faults, line, judgement_as_json(name, language, judgement))


def _summary(read_package: ProblemPackage) -> str:
    package = read_package.package
    kind = ["scoring" if package.scoring else "pass-fail", *(["interactive"] if package.interactive else [])]
    kind += [f"{package.passes} passes"] if package.passes > 1 else []
    samples = sum(test.sample for test in package.tests)
    tests = f"{samples} sample and {len(package.tests) - samples} secret tests"
    return f"{read_package.about.name}: {', '.join(kind)}, {tests}, {'own' if package.validator else 'default'} validator"
