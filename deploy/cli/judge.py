"""`podium judge`: judges submissions with a problem package, without any server."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli import _packages
from deploy.cli._app import Panel, app
from deploy.cli._options import Json, Sandbox
from deploy.cli._packages import Package

if TYPE_CHECKING:
    from judge_workers.packages import ProblemPackage

Submissions = Annotated[list[str], typer.Argument(help="Files, or folders of files.")]
AllTests = Annotated[bool, typer.Option("--all-tests", help="Run all tests, also those behind the first that fails.")]


@app.command(rich_help_panel=Panel.JUDGING)
def judge(
    package: Package, submissions: Submissions, sandbox: Sandbox = "namespaces", all_tests: AllTests = False, as_json: Json = False
) -> int:
    """Judges submissions with a problem package, without servers.

    Exit code 0: all were judged, whatever the verdicts; 2: the package cannot be read.
    """
    from judge_workers.packages import opened, read

    logging.disable(logging.WARNING)
    with opened(package) as folder:
        return _judge_all(read(folder, strict=False), submissions, sandbox, all_tests, as_json)


def _judge_all(problem: ProblemPackage, submissions: list[str], sandbox: str, all_tests: bool, as_json: bool) -> int:
    from judge_workers import sandbox as sandboxes
    from judge_workers.authoring.session import PackageSession, judgement_as_json

    found: list[dict[str, object]] = []
    cache = _packages.cache()
    for sentence in problem.about.unknown_keys:
        print(f"warning: {sentence}", file=sys.stderr)
    with PackageSession(problem, sandboxes.make(sandbox, cache), cache) as session:
        session.check()
        session.find_time_limit()
        for name in submissions:
            language, judgement = session.judge(Path(name), run_all_tests=all_tests)
            found.append(judgement_as_json(name, language, judgement))
            if not as_json:
                print(_packages.line_of(name, language, judgement), flush=True)
    if as_json:
        print(json.dumps(found, indent=1))
    return 0
