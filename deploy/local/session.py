"""Brings a platform up for a piece of work, and down afterwards, on a signal, or when it fails."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import msgspec

from deploy.local.console import say
from deploy.local.stack import Stack
from realtime.runtime import settings

INTERRUPTED = 130


def with_platform(port: int | None, counts: Mapping[str, int], data: Path, work: Callable[[Stack], Awaitable[None]]) -> int:
    """Runs `work` against a whole platform. `counts`: processes by role. Returns the exit code: 0 after the work, 130 after a signal."""
    chosen = settings.load()
    if port is not None:
        chosen = msgspec.structs.replace(chosen, port=port)
    return asyncio.run(_run(Stack(chosen, data, counts, say), work))


async def _run(stack: Stack, work: Callable[[Stack], Awaitable[None]]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    say("starting the servers …")
    stopping = asyncio.create_task(stop.wait())
    starting = asyncio.create_task(stack.up())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return INTERRUPTED
    starting.result()
    watching = asyncio.create_task(stack.serve())
    working = asyncio.ensure_future(work(stack))
    try:
        await asyncio.wait({watching, working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        if working.done():
            working.result()
        return INTERRUPTED if stopping.done() else 0
    finally:
        for task in (watching, working, stopping):
            task.cancel()
        await asyncio.gather(watching, working, stopping, return_exceptions=True)
        say("stopping …")
        await stack.down()
        say("everything has stopped")
