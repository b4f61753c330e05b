"""`podium up`: the platform, empty, until Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from deploy.local.stack import Stack
from realtime.runtime import settings


def data_folder(given: Path | None) -> Path:
    return given or Path(os.environ.get("PODIUM_HOME", ".podium")) / "data"


def say(text: str) -> None:
    print(f"podium: {text}", file=sys.stderr, flush=True)


def run(port: int | None, workers: int, data: Path | None) -> int:
    async def wait(stack: Stack) -> None:
        say(f"ready: open {stack.url}   (Ctrl-C stops everything)")
        say(f"administrator: {stack.admin()[0]}, password in {stack.data / 'secrets.json'}")
        await asyncio.Event().wait()

    return supervise(port, workers, data_folder(data), wait)


def supervise(port: int | None, workers: int, data: Path, work: Callable[[Stack], Awaitable[None]]) -> int:
    """Brings the platform up, does the work, and brings it down: after the work, on Ctrl-C, or when it fails."""
    chosen = settings.load()
    if port is not None:
        chosen = msgspec.structs.replace(chosen, port=port)
    return asyncio.run(_supervise(Stack(chosen, data, workers, say), work))


async def _supervise(stack: Stack, work: Callable[[Stack], Awaitable[None]]) -> int:
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
        return 130
    starting.result()
    watching = asyncio.create_task(stack.serve())
    working = asyncio.ensure_future(work(stack))
    try:
        await asyncio.wait({watching, working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if watching.done():
            watching.result()
        if working.done():
            working.result()
        return 130 if stopping.done() else 0
    finally:
        for task in (watching, working, stopping):
            task.cancel()
        await asyncio.gather(watching, working, stopping, return_exceptions=True)
        say("stopping …")
        await stack.down()
        say("everything has stopped")
