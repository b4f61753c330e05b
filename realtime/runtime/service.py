"""The life of a role: start what it needs, serve until told to stop, stop in the reverse order."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import uvloop
from aiohttp import web

from realtime.runtime import logs, tracing
from realtime.runtime.errors import PodiumError
from realtime.runtime.health import Check, add_routes
from realtime.runtime.server_header import hide_versions
from realtime.runtime.settings import Settings

log = logging.getLogger(__name__)

STOP_SECONDS = 10.0
"""How long a role may take to stop before it is cut off."""
Starter = Callable[[AsyncExitStack, Settings], Coroutine[Any, Any, None]]
"""Starts a role: enters what has to be closed again into the stack and returns when the role serves."""


def run(role: str, settings: Settings, start: Starter) -> int:
    """Runs a role in this process until SIGTERM or SIGINT. Returns the exit code."""
    logs.configure(role, settings.log_level)
    tracing.configure(role, settings.otlp_endpoint)
    hide_versions()
    try:
        uvloop.run(_serve(settings, start))
    except PodiumError as error:
        log.error("%s", error.message, extra={"code": error.code, "field": error.field})
        print(f"podium {role}: {error.message}", file=sys.stderr)
        return 2
    return 0


async def _serve(settings: Settings, start: Starter) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    stack = AsyncExitStack()
    try:
        starting = asyncio.create_task(start(stack, settings))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            freeze()
            log.info("started")
            await stop.wait()
        starting.cancel()
        log.info("stopping")
    finally:
        try:
            await asyncio.wait_for(stack.aclose(), STOP_SECONDS)
        except TimeoutError:
            log.warning("cut off: did not stop within %s s", STOP_SECONDS)


def freeze() -> None:
    """Keeps what a role is made of, modules and tables, away from the cyclic collector: a full collection looks at all of it and stops a
    role for a tenth of a second, in the middle of the heaviest load, where most objects are made.
    """
    gc.collect()
    gc.freeze()


async def listen(stack: AsyncExitStack, app: web.Application, host: str, port: int, *, reuse_port: bool = False) -> int:
    """Serves an app until the stack is closed; returns the port. Raises `Unavailable` naming an occupied port."""
    # compressed bodies are refused: none is opened before anybody looks at it
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=3, auto_decompress=False)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, host, port, reuse_port=reuse_port or None, backlog=4096)
    try:
        await site.start()
    except OSError as error:
        raise BadPort(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another port") from None
    bound = int(runner.addresses[0][1])
    log.info("listening", extra={"host": host, "port": bound})
    return bound


class BadPort(PodiumError):
    code = "bad-port"


async def watch(
    stack: AsyncExitStack,
    role: str,
    settings: Settings,
    checks: Mapping[str, Check],
    beside: Mapping[str, web.Application] = MappingProxyType({}),
) -> None:
    """Health and metrics for a role that has no web server of its own; `beside`: other applications, by their path."""
    app = web.Application()
    add_routes(app, role, checks)
    for path, other in beside.items():
        app.add_subapp(path, other)
    await listen(stack, app, settings.role_host, settings.health_port)


class Closable(Protocol):
    async def close(self) -> None: ...


C = TypeVar("C", bound=Closable)


def closing(stack: AsyncExitStack, opened: C) -> C:
    """Closes a connection together with the stack."""
    stack.push_async_callback(opened.close)
    return opened


def background(stack: AsyncExitStack, work: Awaitable[None], name: str) -> asyncio.Task[None]:
    """Runs a coroutine until the stack is closed. When it fails, the process ends, so that the supervisor restarts it."""

    async def guarded() -> None:
        try:
            await work
        except asyncio.CancelledError:
            raise
        except BaseException:
            log.exception("%s failed", name)
            signal.raise_signal(signal.SIGTERM)

    task = asyncio.create_task(guarded(), name=name)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
    return task
