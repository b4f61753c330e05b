"""`podium problem import`: brings a problem package into the platform."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli import _packages
from deploy.cli._options import Data, Url
from deploy.cli._packages import Package
from deploy.cli.problem import problem
from deploy.local.running import Administrator, administrator, data_folder

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.cli.problem._sending import Outgoing
    from judge_workers.packages import ProblemPackage

SHOWN = 10
"""Ordinals of tests that are printed."""
Id = Annotated[str | None, typer.Option("--id", metavar="ID", help="Id of the problem (default: the folder's name).", show_default=False)]
Note = Annotated[str, typer.Option(help="What changed, for the history of the problem's versions.", show_default=False)]
Publish = Annotated[bool, typer.Option("--publish", help="Show it to everybody at once; else it is a draft.")]


@problem.command("import")
def import_(package: Package, problem_id: Id = None, publish: Publish = False, note: Note = "", url: Url = None, data: Data = None) -> int:
    """Checks a problem package here, finds its time limit, and sends it to the platform: as a draft, unless told to publish it.

    A problem that is there already gets a new version, unless the package changes nothing.
    """
    from judge_workers.packages import opened, read

    with opened(package) as folder:
        return _import(read(folder), problem_id, administrator(data_folder(data), url), note, publish=publish)


def _import(source: ProblemPackage, problem_id: str | None, target: Administrator, note: str, *, publish: bool) -> int:
    from deploy.cli.problem._preparing import prepared

    name = problem_id or re.sub(r"[^a-z0-9-]+", "-", source.folder.resolve().name.lower()).strip("-")
    outgoing = prepared(source, name, print, note, publish=publish)
    checked = outgoing.head["package"]
    made = asyncio.run(_send(target, outgoing, _packages.cache()))
    judged_with = f"{len(outgoing.tests)} tests, {checked.time_limit_ms / 1000:g} s, {checked.memory_limit // 2**20} MiB"
    if made["outcome"] == "unchanged":
        print(f"{name} stays at version {made['version']}: limits, checker and tests are the same")
    elif made["outcome"] == "new-version":
        print(f"imported as version {made['version']} of {name}: {judged_with}; {changes_in_words(made['changes'])}")
        print("Contests that run go on with the version that they play, until their jury switches.")
    else:
        print(f"imported as {name}: {judged_with}")
    if not made["published"]:
        print(f"It is a draft: 'podium problem publish {name}' shows it to everybody; a contest that uses it shows it from its start.")
    return 0


async def _send(target: Administrator, outgoing: Outgoing, cache: Path) -> Any:
    from deploy.cli.problem._sending import send
    from deploy.local.client import administrating

    async with administrating(target) as client:
        return await send(client, outgoing, cache)


def changes_in_words(changes: dict[str, Any]) -> str:
    """Of a version, as the API says them: `time_limit 1 → 2; 1 test changed (3)`."""
    words = [f"{name} {change['before']:g} → {change['after']:g}" for name, change in changes.get("limits", {}).items()]
    words += ["another checker"] if changes.get("checker") else []
    words += [f"other {', '.join(changes['other'])}"] if changes.get("other") else []
    for name in ("added", "removed", "changed"):
        if tests := changes.get(name):
            shown = ", ".join(map(str, tests["ordinals"][:SHOWN])) + (", …" if tests["count"] > SHOWN else "")
            words.append(f"{tests['count']} test{'s' if tests['count'] > 1 else ''} {name} ({shown})")
    words += [f"{changes['moved']} tests moved"] if changes.get("moved") else []
    return "; ".join(words)
