"""Process supervisor: starts children, restarts what dies with back-off, stops the roles before the servers they use."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.spawn import spawn
from realtime.runtime.errors import Unavailable

READY_SECONDS = 60.0
STOP_SECONDS = 12.0
BACK_OFF = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each restart in a row."""
STABLE_SECONDS = 60.0
"""A process that lived for so long starts the row of restarts again."""
LOG_TAIL_BYTES = 4000


@dataclass
class Child:
    """One supervised process. `answers` tells whether it serves."""

    name: str
    command: list[str | Path]
    env: Mapping[str, str]
    answers: Callable[[], Awaitable[bool]]
    log: Path
    user: int | None = None
    stop_signal: int = signal.SIGTERM
    layer: int = 0
    """0: a server that roles use; 1: a role. The higher layer is stopped first."""
    mounts: Mapping[Path, str] = field(default_factory=dict)
    """Folders it finds elsewhere (see `deploy.local.spawn`)."""
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, cwd: Path) -> None:
        self.process = spawn(self.command, log=self.log, env=self.env, cwd=cwd, user=self.user, mounts=self.mounts)
        self.started = time.monotonic()

    def log_tail(self, lines: int = 8) -> str:
        try:
            text = self.log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace")
        except OSError:
            return "(no log)"
        return "\n  ".join(text.strip().splitlines()[-lines:])


class Supervisor:
    """Owns its children. Use it from the main thread only (see `deploy.local.spawn`)."""

    def __init__(self, cwd: Path, report: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self._cwd = cwd
        self._report = report

    async def start(self, child: Child) -> None:
        """Starts a child and waits until it answers. Raises `Unavailable` with the end of its log when it does not."""
        self.children.append(child)
        child.start(self._cwd)
        await self.wait_ready(child)

    async def wait_ready(self, child: Child) -> None:
        """Raises `Unavailable` when it ends, or does not answer within `READY_SECONDS`."""
        until = time.monotonic() + READY_SECONDS
        while not await child.answers():
            if not child.alive:
                assert child.process is not None
                raise Unavailable(
                    f"{child.name} did not start (exit {child.process.returncode}). The end of its log:\n  {child.log_tail()}"
                )
            if time.monotonic() > until:
                raise Unavailable(f"{child.name} did not answer within {READY_SECONDS:.0f} s. The end of its log:\n  {child.log_tail()}")
            await asyncio.sleep(0.03)

    async def watch(self) -> None:
        """Restarts what dies, until cancelled."""
        while True:
            now = time.monotonic()
            for child in self.children:
                if child.alive:
                    continue
                if child.next_start == 0.0:
                    assert child.process is not None
                    child.failures = 0 if now - child.started > STABLE_SECONDS else child.failures
                    delay = BACK_OFF[min(child.failures, len(BACK_OFF) - 1)]
                    child.next_start = now + delay
                    child.failures += 1
                    self._report(f"{child.name} died ({_describe_exit(child.process.returncode)}); starting it again")
                if now >= child.next_start:
                    child.next_start = 0.0
                    child.restarts += 1
                    child.start(self._cwd)
            await asyncio.sleep(0.05)

    def terminate(self, name: str) -> None:
        """Asks a child to stop; `watch` starts it again."""
        for child in self.children:
            if child.name == name and child.alive:
                assert child.process is not None
                child.process.send_signal(child.stop_signal)

    async def stop(self) -> None:
        """Stops all: the roles first, then the servers they use; kills what does not stop in time."""
        for layer in (1, 0):
            await asyncio.gather(*(self._stop(child) for child in self.children if child.layer == layer))

    async def _stop(self, child: Child) -> None:
        if not child.alive:
            return
        assert child.process is not None
        child.process.send_signal(child.stop_signal)
        until = time.monotonic() + STOP_SECONDS
        while child.alive and time.monotonic() < until:
            await asyncio.sleep(0.02)
        if child.alive:
            self._report(f"{child.name} did not stop; killing it")
            child.process.kill()
            child.process.wait()


def _describe_exit(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
