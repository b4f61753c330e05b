"""A contest followed over the plain WebSocket, for as long as it is wanted: breaks, gaps and restarts of the platform are its business."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import NamedTuple, Self

import aiohttp
import msgspec

from realtime.client.follower import MOST_ROWS, Follower, Phase
from realtime.client.freshness import State
from realtime.protocol.client_messages import Hello, Subscribe, Wanted
from realtime.protocol.events import Announced
from realtime.protocol.frames import Cell, ClockFrame
from realtime.protocol.rooms import Audience

HEARTBEAT_SECONDS = 10.0
"""Between two pings: a connection that is dead is found out."""
RETRY_SECONDS, RETRY_MOST_SECONDS = 0.3, 5.0
"""Before the next try to connect: more with each one, and drawn at random."""
TICK_SECONDS = 0.5
REQUEST_SECONDS = 30
TEAMS_SPREAD_SECONDS = 0.5
"""Viewers learn of a new team at the same moment: they ask spread over this time."""

Token = Callable[[], Awaitable[str | None]]
"""Gives an access token that is good for a while; None: nobody is signed in."""


class RosterTeam(msgspec.Struct, frozen=True):
    """A team of the contest, as the list of its teams has it; unknown fields are left."""

    n: int
    id: str
    name: str
    organization: str = ""


class BoardRow(NamedTuple):
    """A row of the board."""

    n: int
    """The team's number in the contest."""
    rank: int
    """0: none, of a disqualified team."""
    team: str
    """Its id; empty, as its name, until the list of teams is here."""
    name: str
    organization: str
    solved: int
    time: int
    """Penalty, in the rule's unit."""
    score: float | None
    """Under rules that count points."""
    cells: tuple[Cell, ...]
    disqualified: bool


class FollowedContest:
    """What is known of a contest now. Use it in `async with`; `changes` says when to look again."""

    def __init__(self, url: str, contest: str, *, audience: Audience = "public", rows: int = MOST_ROWS, token: Token | None = None) -> None:
        """`audience`: `jury` shows what the freeze hides, to those who may see it; `rows`: no more than these, from the top."""
        self.id = contest
        self.teams: Mapping[int, RosterTeam] = {}
        """By their numbers; empty until the list is here."""
        self._follower = Follower(contest, audience, rows)
        self._rows, self._token = rows, token
        self._base = f"{url.rstrip('/')}/api/v1/contests/{contest}"
        self._connected = False
        self._changed, self._teams_wanted = asyncio.Event(), asyncio.Event()
        self._etag = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS))
        self._tasks = [asyncio.create_task(work) for work in (self._follow(), self._load_teams())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    async def changes(self) -> AsyncIterator[FollowedContest]:
        """Once for all that has changed since the last one. Ends with the `async with`; for one reader."""
        while True:
            await self.wait()
            yield self

    async def wait(self, seconds: float | None = None) -> None:
        """Until something changes, or so long. Raises what has ended the following: a fault of this client."""
        waiting = asyncio.create_task(self._changed.wait())
        try:
            done, _ = await asyncio.wait({waiting, *self._tasks}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
        for task in done & set(self._tasks):
            task.result()
        self._changed.clear()

    @property
    def clock(self) -> ClockFrame | None:
        """Settings and state of the contest; None: not known yet."""
        return self._follower.clock

    @property
    def announcements(self) -> tuple[Announced, ...]:
        return self._follower.announcements

    @property
    def problems(self) -> list[str]:
        """Why rooms are closed to us, or to everybody for now."""
        return [f"{frame.room}: {frame.message}" for frame in self._follower.refused.values()]

    @property
    def is_current(self) -> bool:
        """Whether the connection stands and the whole board is here."""
        return self._connected and self._follower.is_current

    @property
    def state(self) -> State:
        """`live`: the board is true now. By the engine's heartbeat, not by the connection."""
        return self._follower.freshness.state(time.monotonic(), current=self.is_current)

    @property
    def time(self) -> int | None:
        """FollowedContest time in ms, negative before the start."""
        return self._follower.contest_time(time.time() * 1000)

    @property
    def phase(self) -> Phase:
        return self._follower.phase(time.time() * 1000)

    def standings(self) -> list[BoardRow]:
        """The board from the top."""
        found = []
        for rank, row in self._follower.board.standings()[: self._rows]:
            team = self.teams.get(row.n, RosterTeam(row.n, "", ""))
            about = (team.id, team.name, team.organization)
            found.append(BoardRow(row.n, rank, *about, row.solved, row.time, row.score, row.cells, row.disqualified))
        return found

    async def _follow(self) -> None:
        tries = 0
        while True:
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with self._session.ws_connect(f"{self._base}/live", heartbeat=HEARTBEAT_SECONDS, max_msg_size=0) as socket:
                    tries = 0
                    await self._converse(socket)
            self._connected = False
            self._follower.lost()
            self._changed.set()
            if not self._follower.leaving:
                tries += 1
                await asyncio.sleep(min(RETRY_MOST_SECONDS, RETRY_SECONDS * 2**tries) * random.uniform(0.5, 1))

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Until the connection ends, or the gateway says that it will."""
        await self._hello(socket)
        await self._ask(socket, self._follower.connected(time.monotonic()))
        self._connected = True
        self._teams_wanted.set()
        while not socket.closed and not self._follower.leaving:
            with suppress(TimeoutError):
                message = await socket.receive(TICK_SECONDS)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return
                await self._ask(socket, self.take(message.data))
            if due := self._follower.due(time.monotonic()):
                await self._hello(socket)
                await self._ask(socket, due)

    def take(self, content: str | bytes) -> tuple[Wanted, ...]:
        """A message of the gateway. Returns rooms to ask for."""
        before = self.clock
        wanted = self._follower.take(content, time.monotonic(), time.time() * 1000)
        after = self.clock
        if (after and (before is None or before.teams != after.teams)) or self._follower.board.numbers() - self.teams.keys():
            self._teams_wanted.set()
        self._changed.set()
        return wanted

    async def _hello(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        if self._token and (token := await self._token()):
            await socket.send_str(msgspec.json.encode(Hello(token)).decode())

    async def _ask(self, socket: aiohttp.ClientWebSocketResponse, rooms: tuple[Wanted, ...]) -> None:
        if rooms:
            await socket.send_str(msgspec.json.encode(Subscribe(rooms)).decode())

    async def _load_teams(self) -> None:
        while True:
            await self._teams_wanted.wait()
            self._teams_wanted.clear()
            try:
                await self._get_teams()
            except (aiohttp.ClientError, TimeoutError, OSError, msgspec.DecodeError, msgspec.ValidationError):
                self._teams_wanted.set()
                await asyncio.sleep(RETRY_MOST_SECONDS * random.uniform(0.5, 1))
            await asyncio.sleep(TEAMS_SPREAD_SECONDS * random.uniform(0.5, 1.5))

    async def _get_teams(self) -> None:
        headers = {"If-None-Match": self._etag} if self._etag else {}
        if self._token and (token := await self._token()):
            headers["Authorization"] = f"Bearer {token}"
        async with self._session.get(f"{self._base}/teams", headers=headers) as answer:
            if answer.status == 304:
                return
            answer.raise_for_status()
            teams = msgspec.json.decode(await answer.read(), type=list[RosterTeam])
        self._etag = answer.headers.get("ETag", "")
        self.teams = {team.n: team for team in teams}
        self._changed.set()


def follow(url: str, contest: str, *, audience: Audience = "public", rows: int = MOST_ROWS, token: Token | None = None) -> FollowedContest:
    """Follows a contest of the platform at `url`: `async with follow("http://127.0.0.1:8080", "spring") as contest: …`."""
    return FollowedContest(url, contest, audience=audience, rows=rows, token=token)
