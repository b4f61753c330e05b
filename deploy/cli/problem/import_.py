"""`podium problem import`: brings a problem package into the platform."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli import _packages
from deploy.cli._options import Data, Url
from deploy.cli._packages import Package
from deploy.cli.problem import problem
from deploy.local.running import Administrator, administrator, data_folder
from realtime.runtime.errors import Invalid

if TYPE_CHECKING:
    from judge_workers.packages import ProblemPackage

STATEMENTS = ("statement/problem.en.md", "problem_statement/problem.en.md", "statement/problem.md", "problem_statement/problem.md")
OTHER_STATEMENTS = ("*statement/problem*.tex", "*statement/problem*.md", "*statement/problem*.pdf", "problem.pdf")

Id = Annotated[str | None, typer.Option("--id", metavar="ID", help="Id of the problem (default: the folder's name).", show_default=False)]
Publish = Annotated[bool, typer.Option("--publish", help="Show it to everybody at once; else it is a draft.")]


@problem.command("import")
def import_(package: Package, problem_id: Id = None, publish: Publish = False, url: Url = None, data: Data = None) -> int:
    """Checks a problem package here, finds its time limit, and sends it to the platform: as a draft, unless told to publish it."""
    from judge_workers.packages import opened, read

    with opened(package) as folder:
        return _import(read(folder), problem_id, administrator(data_folder(data), url), publish=publish)


def _import(source: ProblemPackage, problem_id: str | None, target: Administrator, *, publish: bool) -> int:
    from judge_workers import sandbox
    from judge_workers.authoring.session import PackageSession

    cache = _packages.cache()
    with PackageSession(source, sandbox.make("namespaces", cache), cache) as session:
        session.told = print
        session.check()
        session.find_time_limit()
        checked = session.package
    name = problem_id or re.sub(r"[^a-z0-9-]+", "-", source.folder.resolve().name.lower()).strip("-")
    body = {"title": source.about.name, "statement": statement(source), "package": checked, "published": publish}
    asyncio.run(_send(target, name, msgspec.msgpack.encode(body)))
    print(f"imported as {name}: {len(checked.tests)} tests, {checked.time_limit_ms / 1000:g} s, {checked.memory_limit // 2**20} MiB")
    if not publish:
        print(f"It is a draft: 'podium problem publish {name}' shows it to everybody; a contest that uses it shows it from its start.")
    return 0


def statement(package: ProblemPackage) -> str:
    """The statement as text; for a PDF, a reference to the file."""
    from judge_workers.packages import files

    for name in STATEMENTS:
        if (path := package.folder / name).is_file():
            return files.text(path)
    for pattern in OTHER_STATEMENTS:
        for path in sorted(Path(package.folder).glob(pattern)):
            if path.suffix == ".pdf":
                return f"The statement is the file {path.name} of the package."
            return files.text(path)
    raise Invalid("the package has no statement", field="statement")


async def _send(target: Administrator, name: str, body: bytes) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        await client.send("PUT", f"/problems/{name}/package", body, {"Content-Type": "application/msgpack"})
