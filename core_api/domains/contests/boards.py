"""Boards and team lists as REST shows them: encoded once for each version that the engine has written to Redis."""

from __future__ import annotations

import time
from typing import NamedTuple

import msgspec

from core_api.domains.contests.models import ContestRow
from core_api.live_boards import page_of
from core_api.storage.caches import Page, Shared, VersionedPages, tag
from leaderboard import roster, scoreboard
from leaderboard.board import Page as Lines
from leaderboard.redis_board import RedisBoard
from realtime.backbone import Backbone
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.rooms import Audience
from realtime.protocol.rules import parse_options
from realtime.storage.redis import Redis

CACHE_BYTES = 64 * 2**20
"""Of all pages that a process keeps: a page of 50 rows and 12 problems has 60 kB, the list of 10,000 teams 1 MB."""

_encode = msgspec.json.encode


class Shown(NamedTuple):
    """A contest with what its boards need of the settings, worked out once."""

    contest: ContestRow
    problems: tuple[tuple[str, str], ...]
    """Ids and labels."""
    unit: int
    """Milliseconds in one unit of the rows' times."""

    @classmethod
    def of(cls, contest: ContestRow) -> Shown:
        settings = contest.settings
        problems = tuple((problem.id, problem.label) for problem in settings.problems)
        return cls(contest, problems, parse_options(settings.rule, settings.options).unit)


class Boards:
    def __init__(self, redis: Redis, backbone: Backbone, cache_bytes: int = CACHE_BYTES) -> None:
        self._redis = redis
        self._backbone = backbone
        self._pages = VersionedPages(cache_bytes)
        self._versions: Shared[tuple[str, str], str | None] = Shared()
        """Reads of versions on their way: a burst of requests costs one of them."""

    async def page(self, shown: Shown, audience: Audience, start: int, limit: int) -> Page:
        """The rows at positions start … start + limit - 1 of the live board, a CLICS scoreboard.

        Its `contest_time` is when this page was made, for a version of the board that still holds.
        """
        contest, problems, unit = shown
        if contest.status == "upcoming" and audience == "public" and not contest.imported:
            problems = ()
        board = RedisBoard(self._redis, contest.id, audience)

        def encoded(lines: Lines) -> bytes:
            rows = scoreboard.rows([(rank, entry.team, entry.row) for rank, entry in lines.entries], problems, unit)
            clock = scoreboard.clock(contest_time(contest.settings))
            return _encode(scoreboard.Scoreboard(contest_id=contest.id, contest_time=clock, rows=rows))

        async def make() -> bytes:
            return encoded(await board.page(start, start + limit))

        version = await self._versions.get((contest.id, audience), board.version)
        if version is None:  # it is being written, or is not there
            content = encoded(await page_of(self._redis, self._backbone, contest.id, audience, start, start + limit))
            return Page(content, tag(content))
        return await self._pages.get((contest.id, audience, start, limit), (version, problems, unit), make)

    async def teams(self, contest: str) -> Page:
        """All teams but hidden ones, by their numbers in board frames."""

        async def make() -> bytes:
            return _encode([member for member in await roster.read(self._redis, contest) if not member.hidden])

        version = await self._versions.get((contest, "teams"), lambda: roster.version(self._redis, contest))
        if version is None:
            content = await make()
            return Page(content, tag(content))
        return await self._pages.get((contest, "teams"), version, make)


def contest_time(settings: ContestSettings) -> int:
    """Contest time now, in ms, from 0 to the contest's end."""
    now = time.time() * 1000
    if settings.playback is not None:
        elapsed = settings.playback.time + (now - settings.playback.wall) * settings.playback.rate
    else:
        elapsed = settings.contest_time(round(now - (settings.start if settings.start is not None else now)))
    return min(max(round(elapsed), 0), settings.duration)
