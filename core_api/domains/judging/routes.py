"""How judging goes on: workers, queues, dead letters; for admins."""

from __future__ import annotations

import asyncio

import msgspec
from aiohttp import web

from core_api.platform import PLATFORM, Platform
from core_api.router import http
from realtime.runtime.errors import NotFound
from realtime.storage import judge_queue


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
    redis = request.app[PLATFORM].redis
    names = [key async for key in redis.scan_iter(f"{judge_queue.WORKERS}:*")]
    reports = [report for report in [await redis.get(name) for name in sorted(names)] if report]
    return http.reply(
        Judging([msgspec.json.decode(report) for report in reports], await judge_queue.depths(redis), len(await judge_queue.dead(redis)))
    )


async def dead(request: web.Request) -> web.Response:
    http.admin(request)
    letters = await judge_queue.dead(request.app[PLATFORM].redis)
    return http.reply({"letters": [_shown(letter) for letter in letters]})


async def requeue(request: web.Request) -> web.Response:
    """`all` for every one of them."""
    http.admin(request)
    platform, wanted = request.app[PLATFORM], request.match_info["letter"]
    letters = [letter for letter in await judge_queue.dead(platform.redis) if wanted in ("all", letter.id)]
    if not letters and wanted != "all":
        raise NotFound(f"there is no dead letter {wanted!r}", field="letter")
    broker = await asyncio.to_thread(judge_queue.broker, platform.settings.redis_url)
    try:
        for letter in letters:
            await judge_queue.requeue(platform.redis, broker, letter)
    finally:
        broker.close()
    return http.reply({"requeued": len(letters)})


def _shown(letter: judge_queue.Dead) -> DeadLetter:
    options = letter.body.get("options", {})
    task = (letter.body.get("args") or [None])[0]
    return DeadLetter(letter.id, letter.queue, task, options.get("retries", 0), str(options.get("traceback", ""))[-2000:])
