"""A server or a role is killed in the middle of traffic: what docs/operations.md says is away is away, and nothing else; nothing is lost.

Two apis and two workers. The supervisor is stopped while a victim is dead, so that it stays away for long enough to be noticed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import asyncpg
import pytest

from deploy.local.client import Client
from tests.conftest import Platform, eventually, started_platform
from tests.integration.flow import RIGHT, contestant, fresh, make_contest, make_problem, verdict_of

PEOPLE = 6
AWAY_SECONDS = 2.5
MONGO_AWAY_SECONDS = 8.0
"""The driver looks for another server for 5 s before it says that there is none."""
EVERY_SECONDS = 0.15
"""Between two requests of the same kind."""
CONFLICT = 409
REFUSED: dict[str, set[str]] = {
    "worker": set(),
    "api": set(),
    "redis": {"leaderboard", "teams", "languages"},
    "mongo": {"submit", "result", "problem"},
    "postgres": {"submit", "result", "problem", "leaderboard", "teams", "contest", "contests", "profile", "register", "announce", "join"},
}
"""By who is away, what may be refused with 503 and Retry-After."""


class Answer(NamedTuple):
    kind: str
    status: int
    retry_after: str | None
    at: float


class Traffic:
    """Requests of all kinds, one after the other in each; what was acknowledged is remembered."""

    def __init__(self, url: str) -> None:
        self._http = aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(total=20))
        self.answers: list[Answer] = []
        self.registered: list[str] = []
        self.unknown: set[str] = set()
        """Names and texts whose request was refused or broke off: they may be there once, or not."""
        self.announced: list[str] = []
        self.accepted: dict[str, str] = {}
        """Submissions by their idempotency keys."""

    async def close(self) -> None:
        await self._http.close()

    async def call(
        self, kind: str, method: str, path: str, token: str = "", body: Any = None, *, key: str = "", known: tuple[int, ...] = ()
    ) -> Any:
        """The answer's content; None when it was refused. `known`: statuses that are as good as a success."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if key:
            headers["Idempotency-Key"] = key
        began = time.monotonic()
        async with self._http.request(method, f"/api/v1{path}", json=body, headers=headers) as answer:
            status = 200 if answer.status in known else answer.status
            self.answers.append(Answer(kind, status, answer.headers.get("Retry-After"), began))
            return await answer.json() if status < 300 else None

    async def read(self, kind: str, path: str, token: str = "") -> None:
        while True:
            await self.call(kind, "GET", path, token)
            await asyncio.sleep(EVERY_SECONDS)

    async def register(self) -> None:
        while True:
            name = fresh("new")
            body = {"email": f"{name}@example.org", "password": "correct horse 1!", "name": name}
            done = await self.call("register", "POST", "/auth/register", body=body)
            self.unknown.add(name) if done is None else self.registered.append(name)
            await asyncio.sleep(5 * EVERY_SECONDS)

    async def announce(self, contest: str, token: str) -> None:
        while True:
            text = fresh("text")
            done = await self.call("announce", "POST", f"/contests/{contest}/announcements", token, {"text": text})
            self.unknown.add(text) if done is None else self.announced.append(text)
            await asyncio.sleep(3 * EVERY_SECONDS)

    async def submit(self, contest: str, problem: str, tokens: list[str]) -> None:
        """Each user some eight times a minute, less than may be; what was refused is sent again under its key."""
        pause = 8 / len(tokens)
        for number in range(10_000):
            key, token = fresh("key"), tokens[number % len(tokens)]
            body = {"problem_id": problem, "language": "python3", "source": f"{RIGHT}  # {number}"}
            path = f"/contests/{contest}/submissions"
            while (done := await self.call("submit", "POST", path, token, body, key=key)) is None:
                await asyncio.sleep(0.5)
            self.accepted[key] = done["id"]
            await asyncio.sleep(pause)

    async def join(self, contest: str, token: str) -> None:
        """Once the victim is dead, until it is done: 409 says that a try which broke off was."""
        await asyncio.sleep(2 * EVERY_SECONDS)
        while await self.call("join", "POST", f"/contests/{contest}/join", token, known=(CONFLICT,)) is None:
            await asyncio.sleep(0.5)

    def since(self, moment: float) -> list[Answer]:
        return [answer for answer in self.answers if answer.at >= moment]


@pytest.fixture
def doubled(tmp_path: Path) -> Iterator[Platform]:
    """A platform with two apis and two workers."""
    with started_platform(tmp_path / "data", "--scale", "api=2", "--scale", "worker=2", stops_in=40) as made:
        yield made
        made.process.send_signal(signal.SIGCONT)


@asynccontextmanager
async def killed(platform: Platform, victim: str) -> AsyncIterator[None]:
    """Dead within the block; started again behind it."""
    process = platform.pid_of(victim)
    platform.process.send_signal(signal.SIGSTOP)
    try:
        os.kill(process, signal.SIGKILL)
        yield
    finally:
        platform.process.send_signal(signal.SIGCONT)


@pytest.mark.timeout(150)
async def test_what_is_away_is_refused_and_nothing_else_and_nothing_is_lost_or_doubled(doubled: Platform) -> None:
    async with AsyncExitStack() as stack:
        traffic, admin = Traffic(doubled.url), await stack.enter_async_context(Client(doubled.url))
        stack.push_async_callback(traffic.close)
        await admin.login(*doubled.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        people = [await contestant(doubled.url, contest) for _ in range(PEOPLE)]
        for client, _ in people:
            stack.push_async_exit(client)
        tokens = [client.token for client, _ in people]
        late = [(await contestant(doubled.url))[0] for _ in REFUSED]
        for client in late:
            stack.push_async_exit(client)
        judged = await traffic.call("submit", "POST", f"/contests/{contest}/submissions", tokens[0], submission(problem))
        assert await verdict_of(people[0][0], judged["id"]) == "AC"
        reads = {
            "leaderboard": (f"/contests/{contest}/leaderboard", ""),
            "teams": (f"/contests/{contest}/teams", ""),
            "contest": (f"/contests/{contest}", tokens[0]),
            "contests": ("/contests", tokens[0]),
            "languages": ("/languages", ""),
            "problem": (f"/problems/{problem}", tokens[0]),
            "profile": ("/users/profile", tokens[0]),
            "result": (f"/submissions/{judged['id']}/result", tokens[0]),
        }
        work = [traffic.read(kind, path, token) for kind, (path, token) in reads.items()]
        work += [traffic.register(), traffic.announce(contest, admin.token), traffic.submit(contest, problem, tokens)]
        running = [asyncio.create_task(one) for one in work]
        try:
            for client, (victim, refused) in zip(late, REFUSED.items(), strict=True):
                joining = asyncio.create_task(traffic.join(contest, client.token))
                await check_degraded(doubled, traffic, victim, refused)
                await asyncio.wait_for(joining, 20)
                assert not [task for task in running if task.done()]
        finally:
            for task in running:
                task.cancel()
            ended = await asyncio.gather(*running, return_exceptions=True)
        assert all(isinstance(error, asyncio.CancelledError) for error in ended), ended
        await check_nothing_lost(doubled, traffic, admin, contest)


def submission(problem: str) -> dict[str, str]:
    return {"problem_id": problem, "language": "python3", "source": RIGHT}


async def check_degraded(platform: Platform, traffic: Traffic, victim: str, refused: set[str]) -> None:
    began = time.monotonic()
    async with killed(platform, victim):
        await asyncio.sleep(MONGO_AWAY_SECONDS if victim == "mongo" else AWAY_SECONDS)
    during = traffic.since(began)
    others = [answer for answer in during if answer.status >= 300 and not (answer.status == 503 and answer.retry_after)]
    assert not others, f"{victim} away: only 503 with Retry-After is an answer to that"
    kinds = Counter(answer.kind for answer in during if answer.status < 300)
    away = Counter(answer.kind for answer in during if answer.status == 503)
    if victim == "api":  # what the dead one was answering is refused; the other one answers the rest
        assert away.total() <= 20 < kinds.total(), away
    else:
        assert set(away) <= refused, f"{victim} away: {away}"
        assert not refused or away, f"{victim} away, and nobody noticed"
    assert set(kinds) >= {answer.kind for answer in during} - refused, f"{victim} away: {kinds}"

    async def all_well() -> bool:
        newest = {answer.kind: answer.status for answer in traffic.since(began)}
        return all(status < 300 for status in newest.values()) and len(newest) >= 8

    await eventually(all_well, 30)


async def check_nothing_lost(platform: Platform, traffic: Traffic, admin: Client, contest: str) -> None:
    for submission in traffic.accepted.values():
        assert await verdict_of(admin, submission) == "AC"
    assert len(set(traffic.accepted.values())) == len(traffic.accepted) > 5
    database = await asyncpg.connect(postgres_of(platform))
    try:
        names = Counter(name for (name,) in await database.fetch("select name from users where name like 'new-%'"))
        kept = await database.fetchval("select count(*) from submissions")
        audited = await database.fetch("select after ->> 'text' from audit where kind = 'announcement' and outcome = 'done'")
    finally:
        await database.close()
    check_once(names, traffic.registered, traffic.unknown)
    assert kept == len(traffic.accepted) + 1
    said = await admin.call("GET", f"/contests/{contest}/announcements")
    check_once(Counter(announcement["text"] for announcement in said), traffic.announced, traffic.unknown)
    assert Counter(text for (text,) in audited) == Counter(announcement["text"] for announcement in said)
    assert len(await admin.call("GET", f"/contests/{contest}/teams")) == PEOPLE + len(REFUSED)

    async def board() -> Any:
        (first, *_) = (await admin.call("GET", f"/contests/{contest}/leaderboard?audience=jury"))["rows"]
        return first["score"]["num_solved"] == 1 and not any(cell["num_pending"] for cell in first["problems"])

    assert await eventually(board, 30)


def check_once(found: Counter[str], acknowledged: list[str], unknown: set[str]) -> None:
    assert [name for name in acknowledged if found[name] != 1] == [], "lost or doubled"
    assert set(found) <= {*acknowledged, *unknown}
    assert len(acknowledged) > 5
    assert not found or max(found.values()) == 1


def postgres_of(platform: Platform) -> str:
    environment = Path(f"/proc/{platform.pid_of('worker')}/environ").read_text().split("\0")
    return next(value.partition("=")[2] for value in environment if value.startswith("PODIUM_POSTGRES_URL="))
