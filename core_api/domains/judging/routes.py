"""How judging goes on: workers, queues, dead letters; for admins."""

from __future__ import annotations

import msgspec
from aiohttp import web

from core_api.platform import PLATFORM, Platform
from core_api.router import http
from realtime.runtime.errors import NotFound
from realtime.storage.judge_queue import WORKERS
from realtime.storage.judge_queue import DeadLetter as Letter

TRACEBACK = 2000
"""Characters of a traceback that are shown: its end says what was raised."""


class DeadLetter(msgspec.Struct, frozen=True):
    id: str
    queue: str
    task: object
    """What was to be judged; see `realtime.storage.judge_queue.JudgeTask`."""
    retries: int
    traceback: str


class Judging(msgspec.Struct, frozen=True):
    workers: list[object]
    queues: dict[str, int]
    """Requests that wait, by queue."""
    dead: int


def setup(app: web.Application, _: Platform) -> None:
    app.router.add_get("/api/v1/judging", judging)
    app.router.add_get("/api/v1/judging/dead", dead)
    app.router.add_post("/api/v1/judging/dead/{letter}/requeue", requeue)


async def judging(request: web.Request) -> web.Response:
    http.admin(request)
    platform = request.app[PLATFORM]
    redis, queue = platform.redis, platform.judge_queue
    names = [key async for key in redis.scan_iter(f"{WORKERS}:*")]
    reports = [report for report in [await redis.get(name) for name in sorted(names)] if report]
    return http.reply(Judging([msgspec.json.decode(report) for report in reports], await queue.depths(), len(await queue.dead_letters())))


async def dead(request: web.Request) -> web.Response:
    http.admin(request)
    letters = await request.app[PLATFORM].judge_queue.dead_letters()
    return http.reply({"letters": [_shown(letter) for letter in letters]})


async def requeue(request: web.Request) -> web.Response:
    """`all` for every one of them."""
    http.admin(request)
    queue, wanted = request.app[PLATFORM].judge_queue, request.match_info["letter"]
    letters = [letter for letter in await queue.dead_letters() if wanted in ("all", letter.id)]
    if not letters and wanted != "all":
        raise NotFound(f"there is no dead letter {wanted!r}", field="letter")
    for letter in letters:
        await queue.requeue(letter)
    return http.reply({"requeued": len(letters)})


def _shown(letter: Letter) -> DeadLetter:
    return DeadLetter(letter.id, letter.queue, letter.task, letter.retries, letter.traceback[-TRACEBACK:])
