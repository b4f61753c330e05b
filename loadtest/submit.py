"""What an accepted submission costs: CPU of each role and server from the request to the verdict, of one version or of two in turns.

A whole platform runs as a child process on loopback for each version (`--tree`, a checkout; the same Python). Users send small programs to
a practice problem in bursts, through the gateway; a burst is over when all of them are judged. With two trees, bursts alternate, so that
whatever else the machine does meets both: the ratios of the pairs are what to look at, not the single figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from loadtest import platform, processes
from loadtest.platform import Platform
from loadtest.processes import TICKS

PROBLEM = "loadtest-sum"
TESTS = [{"input": "1 2\n", "answer": "3\n", "sample": True}, {"input": "20 22\n", "answer": "42\n"}]
SOURCE = "print(sum(map(int, input().split())))"
PASSWORD = "loadtest-1!"  # noqa: S105  # of accounts in a folder that is deleted afterwards
REGISTER_AT_ONCE = 2
IDLE_SECONDS = 8.0
"""For what the platform uses while nobody submits: it is taken off, or whoever is judged more slowly would seem dearer."""
LOOK_SECONDS = 1.0
"""Between two looks whether all are judged: each costs what a submission costs."""
SETTLE_SECONDS = 1.0
"""After the last verdict: index, board and outbox have caught up."""
ROUND_SECONDS = 6.5
"""Shortest time from burst to burst of a platform: a user may submit 10 times a minute."""
LONGEST_SECONDS = 120.0
SUMS = {"api and worker": ("api", "worker")}
"""Counted together, too: an older version does the worker's part in the api."""
COMPARED = ("gateway", *SUMS, "judge", "all")
"""`all` has every process of the platform, the programs that are judged too."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tree", type=Path, action="append", help="a checkout to measure (default: this one); a second one for pairs")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--burst", type=int, default=80, help="submissions in a round, each of another user")
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--rate", type=float, help="submissions a second to a contest instead, at a fixed rate (see submit_rate)")
    parser.add_argument("--seconds", type=float, default=180.0, help="of the fixed rate")
    parser.add_argument("--connections", type=int, default=64, help="of the fixed rate")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    if given.rate:
        from loadtest import submit_rate

        return submit_rate.run(given)
    trees = [tree.resolve() for tree in given.tree or [Path(__file__).parents[1]]]
    if len(trees) > 2:
        raise SystemExit("one tree, or two to compare")
    result = asyncio.run(measure(trees, given))
    print(json.dumps(result, indent=1) if given.json else _table(result))
    return 0


class Burst(NamedTuple):
    cpu: dict[str, float]
    """Milliseconds for one submission, by role, beside what it uses idle."""
    per_second: float
    """Submissions accepted."""
    judged_per_second: float


async def measure(trees: list[Path], given: argparse.Namespace) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        subjects: list[Subject] = []
        for tree in trees:
            folder = Path(stack.enter_context(processes.scratch()))
            running = await stack.enter_async_context(platform.started(folder, tree=tree))
            subjects.append(await Subject.prepare(running, given.burst))
        rounds: list[list[Burst]] = []
        for number in range(given.rounds + 1):
            until = time.monotonic() + ROUND_SECONDS
            order = subjects if number % 2 else subjects[::-1]
            bursts = {subject: await subject.burst(given.burst, given.at_once) for subject in order}
            if number:  # the first one fills caches
                rounds.append([bursts[subject] for subject in subjects])
                told = "; ".join(f"{burst.cpu['all']:.1f} ms, {burst.per_second:.0f} a second" for burst in rounds[-1])
                print(f"round {number}: {told}", file=sys.stderr, flush=True)
            await asyncio.sleep(until - time.monotonic())
    return {
        "asked": {key: getattr(given, key) for key in ("rounds", "burst", "at_once")},
        "trees": [_summary(str(tree), [bursts[at] for bursts in rounds]) for at, tree in enumerate(trees)],
        "ratios": _ratios(rounds) if len(trees) == 2 else {},
    }


class Subject:
    """A platform with users and a problem."""

    def __init__(self, running: Platform, tokens: list[str]) -> None:
        self._running = running
        self._tokens = tokens
        self._idle: dict[str, float] = {}
        """Seconds of CPU in a second."""

    @classmethod
    async def prepare(cls, running: Platform, users: int) -> Subject:
        problem = {"id": PROBLEM, "title": "Sum", "statement": "Add two numbers.", "tests": TESTS}
        try:
            await running.admin.post("/problems", {**problem, "published": True})
        except aiohttp.ClientResponseError:  # a version without drafts
            await running.admin.post("/problems", problem)
        gate = asyncio.Semaphore(REGISTER_AT_ONCE)

        async def enter(number: int) -> str:
            account = {"email": f"user{number}@example.org", "password": PASSWORD, "name": f"User {number}"}
            async with gate:
                async with running.http.post("/api/v1/auth/register", json=account, raise_for_status=True):
                    pass
                login = {"email": account["email"], "password": PASSWORD}
                async with running.http.post("/api/v1/auth/login", json=login, raise_for_status=True) as answer:
                    return str((await answer.json())["access_token"])

        made = cls(running, await asyncio.gather(*map(enter, range(users))))
        await asyncio.sleep(SETTLE_SECONDS)
        before = cpu(running.data)
        await asyncio.sleep(IDLE_SECONDS)
        made._idle = {name: (seconds - before[name]) / IDLE_SECONDS for name, seconds in cpu(running.data).items()}
        return made

    async def burst(self, count: int, at_once: int) -> Burst:
        gate = asyncio.Semaphore(at_once)
        before, began = cpu(self._running.data), time.monotonic()

        async def submit(number: int) -> tuple[str, dict[str, str]]:
            headers = {"Authorization": f"Bearer {self._tokens[number % len(self._tokens)]}", "Idempotency-Key": f"{began}-{number}"}
            body = {"problem_id": PROBLEM, "language": "python3", "source": f"{SOURCE}  # {began} {number}"}
            async with gate, self._running.http.post("/api/v1/submissions", json=body, headers=headers, raise_for_status=True) as answer:
                return str((await answer.json())["id"]), headers

        sent = await asyncio.gather(*map(submit, range(count)))
        accepted = time.monotonic() - began
        async with asyncio.timeout(LONGEST_SECONDS):
            for submission, headers in reversed(sent):  # the last one is mostly judged last: few have to be asked for
                while await self._state(submission, headers) != "done":
                    await asyncio.sleep(LOOK_SECONDS)
        judged = time.monotonic() - began
        await asyncio.sleep(SETTLE_SECONDS)
        seconds, elapsed = cpu(self._running.data), time.monotonic() - began
        used = {name: 1000 * (seconds[name] - before[name] - elapsed * self._idle[name]) / count for name in seconds}
        used |= {name: sum(used.get(part, 0.0) for part in parts) for name, parts in SUMS.items()}
        return Burst(used, count / accepted, count / judged)

    async def _state(self, submission: str, headers: dict[str, str]) -> str:
        headers = {"Authorization": headers["Authorization"]}
        async with self._running.http.get(f"/api/v1/submissions/{submission}", headers=headers, raise_for_status=True) as answer:
            return str((await answer.json())["state"])


def cpu(data: Path) -> defaultdict[str, float]:
    """Seconds of CPU by role or server, with all that its processes started; `all` for their sum."""
    found: defaultdict[str, float] = defaultdict(float)
    for name, pid in json.loads((data / "running.json").read_text())["processes"].items():
        seconds = sum(map(_seconds, _family(pid)))
        role = name.rstrip("0123456789").rstrip("-")
        found[role] += seconds
        found["all"] += seconds
    return found


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in _threads(pid):
        for child in platform.read(task / "children").split():
            yield from _family(int(child))


def _seconds(pid: int) -> float:
    """Of its threads to the nanosecond, of its children that have ended to the tick."""
    running = sum(int((platform.read(task / "schedstat") or "0").split()[0]) for task in _threads(pid))
    fields = platform.read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    ended = int(fields[13]) + int(fields[14]) if fields else 0
    return running / 1e9 + ended / TICKS


def _threads(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # it has gone
        return []


def _summary(tree: str, bursts: list[Burst]) -> dict[str, Any]:
    names = sorted({name for burst in bursts for name in burst.cpu})
    return {
        "tree": tree,
        "cpu_ms": {name: round(statistics.median(burst.cpu[name] for burst in bursts), 3) for name in names},
        "accepted_per_second": round(statistics.median(burst.per_second for burst in bursts), 1),
        "judged_per_second": round(statistics.median(burst.judged_per_second for burst in bursts), 1),
    }


def _ratios(rounds: list[list[Burst]]) -> dict[str, dict[str, float]]:
    """Of the first tree to the second, pair by pair: median, and the middle half of the pairs."""
    found = {}
    for name in COMPARED:
        pairs = sorted(first.cpu[name] / second.cpu[name] for first, second in rounds)
        low, _, high = statistics.quantiles(pairs, n=4) if len(pairs) > 1 else (pairs[0],) * 3
        found[name] = {"median": round(statistics.median(pairs), 3), "from": round(low, 3), "to": round(high, 3)}
    return found


def _table(result: dict[str, Any]) -> str:
    lines = []
    for measured in result["trees"]:
        costs = "  ".join(f"{name} {ms:.2f}" for name, ms in measured["cpu_ms"].items())
        lines += [measured["tree"], f"  ms of CPU for a submission: {costs}"]
        lines += [f"  accepted {measured['accepted_per_second']} a second, judged {measured['judged_per_second']}"]
    lines += [f"{name:8} {ratio['median']} times ({ratio['from']}–{ratio['to']})" for name, ratio in result["ratios"].items()]
    return "\n".join(lines)
