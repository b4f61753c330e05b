"""`podium problem import` and `podium dead-letters`: what an administrator does from a shell."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import aiohttp
import msgspec

from deploy.cli.client import Client, Refused
from deploy.cli.judge import cache
from deploy.cli.stream import platform
from deploy.cli.up import data_folder
from judge_workers import sandbox
from judge_workers.evaluation.package_session import Session
from judge_workers.packages import ProblemPackage, read
from realtime.runtime.errors import Invalid

STATEMENTS = ("statement/problem.en.md", "problem_statement/problem.en.md", "statement/problem.md", "problem_statement/problem.md")
OTHER_STATEMENTS = ("*statement/problem*.tex", "*statement/problem*.md", "*statement/problem*.pdf", "problem.pdf")


def import_package(folder: Path, id: str | None, url: str | None, data: Path | None) -> int:
    problem = read(folder)
    made_cache = cache()
    with Session(problem, sandbox.make("namespaces", made_cache), made_cache) as session:
        session.told = print
        session.check()
        session.find_time_limit()
        package = session.package
    name = id or re.sub(r"[^a-z0-9-]+", "-", folder.resolve().name.lower()).strip("-")
    body = {"title": problem.about.name, "statement": statement(problem), "package": package}
    found, email, password = platform(data_folder(data), url)
    asyncio.run(_send(found, email, password, name, msgspec.msgpack.encode(body)))
    print(f"imported as {name}: {len(package.tests)} tests, {package.time_limit_ms / 1000:g} s, {package.memory_limit // 2**20} MiB")
    return 0


def statement(problem: ProblemPackage) -> str:
    """The statement as text; of one that is set in another way, where it stands."""
    for name in STATEMENTS:
        if (path := problem.folder / name).is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    for pattern in OTHER_STATEMENTS:
        for path in sorted(problem.folder.glob(pattern)):
            if path.suffix == ".pdf":
                return f"The statement is the file {path.name} of the package."
            return path.read_text(errors="replace")
    raise Invalid("the package has no statement", field="statement")


async def _send(url: str, email: str, password: str, name: str, body: bytes) -> None:
    async with Client(url) as client:
        await client.login(email, password)
        headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/msgpack"}
        path = f"{url}/api/v1/problems/{name}/package"
        async with aiohttp.ClientSession() as session, session.put(path, data=body, headers=headers) as answer:
            said = await answer.read()
            if answer.status != 201:
                reason = msgspec.json.decode(said) if said.startswith(b"{") else {}
                raise Refused(f"{name} was not imported: {reason.get('detail', f'HTTP {answer.status}')}", answer.status)


def dead_letters(requeue: str | None, url: str | None, data: Path | None) -> int:
    found, email, password = platform(data_folder(data), url)
    asyncio.run(_dead(found, email, password, requeue))
    return 0


async def _dead(url: str, email: str, password: str, requeue: str | None) -> None:
    async with Client(url) as client:
        await client.login(email, password)
        if requeue is not None:
            print(f"sent again: {(await client.call('POST', f'/judging/dead/{requeue}/requeue'))['requeued']}")
            return
        letters = (await client.call("GET", "/judging/dead"))["letters"]
        for one in letters:
            last = (one["traceback"].strip().splitlines() or ["-"])[-1]
            print(f"{one['id']}  {one['queue']}  {one['retries']} tries  {msgspec.json.encode(one['task']).decode()[:100]}  {last[:120]}")
        print(f"{len(letters)} dead letters" if letters else "no dead letters")
