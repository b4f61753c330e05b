"""`podium export` and `podium verify`: a contest's log as a file, and the proof of its result."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp
import msgspec

from contest_engine.history.verify import verify
from deploy.cli.client import Client, Refused
from deploy.cli.replay import lines_of
from deploy.cli.stream import platform
from deploy.cli.up import data_folder
from realtime.runtime.errors import Damaged


def export(contest: str, url: str | None, data: Path | None) -> int:
    """Writes the log to standard output, a line for each entry."""
    found, email, password = platform(data_folder(data), url)
    asyncio.run(_export(contest, found, email, password))
    return 0


async def _export(contest: str, url: str, email: str, password: str) -> None:
    async with Client(url) as client:
        await client.login(email, password)
        headers = {"Authorization": f"Bearer {client.token}"}
        async with aiohttp.ClientSession() as session, session.get(f"{url}/api/v1/contests/{contest}/log", headers=headers) as answer:
            if answer.status != 200:
                raise Refused(f"the log of {contest!r} cannot be had: HTTP {answer.status}", answer.status)
            async for block in answer.content.iter_chunked(1 << 16):
                sys.stdout.buffer.write(block)


def check(log: str, published: str | None, as_json: bool) -> int:
    """Exit 0 when the log is whole (and has the published hash), else `Damaged` says where it is not."""
    with lines_of(log) as lines:
        result = verify(lines)
    if published is not None and result.hash != published.lower():
        raise Damaged(f"the log is whole in itself, but its hash is {result.hash}: it is not the published one")
    if as_json:
        body = {"entries": result.entries, "hash": result.hash, "final": result.final, "rows": result.rows}
        sys.stdout.write(msgspec.json.encode(body).decode() + "\n")
        return 0
    print(f"the log is whole: {result.entries} entries, hash {result.hash}")
    print("its result is official" if result.final else "its result is not final yet")
    for row in result.rows[:10]:
        score = row.score.score if row.score.score is not None else f"{row.score.num_solved} solved, {row.score.total_time}"
        print(f"{row.rank or '':>5}  {result.names[row.team_id]}  ({score})")
    return 0
