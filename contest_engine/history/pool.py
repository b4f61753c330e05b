"""Pool of worker processes that make boards of the past; a contest's questions go to one of them, which then has its log in memory."""

from __future__ import annotations

import asyncio
import sys
import zlib
from asyncio.subprocess import PIPE, Process

import msgspec

from realtime.protocol.questions import Answer
from realtime.runtime.errors import Unavailable

ANSWER_SECONDS = 90.0
"""Longer than anybody waits: the time to read a log of a million entries is not lost, the next question finds it read."""
IDLE_SECONDS = 120.0
"""A worker without a question for so long is stopped, and the memory of its logs given back."""
MAX_WAITING = 32
"""Questions that wait for one worker: more would not be answered before whoever asked has given up."""
MAX_LINE = 256 * 2**20
"""Bytes of the longest answer."""


class _Worker:
    """One process, started when there is something to ask."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._waiting = 0

    async def ask(self, question: bytes) -> Answer:
        if self._waiting >= MAX_WAITING:
            raise Unavailable("too many questions about past boards are waiting", retry_after=5)
        self._waiting += 1
        try:
            async with self._turn:
                return await self._ask(question)
        finally:
            self._waiting -= 1

    async def _ask(self, question: bytes) -> Answer:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._stop_idle)
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "contest_engine.history.worker", stdin=PIPE, stdout=PIPE, limit=MAX_LINE, start_new_session=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(question + b"\n")
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._process.stdin.drain()
                line = await self._process.stdout.readline()
            return msgspec.json.decode(line, type=Answer)
        except (TimeoutError, ConnectionError, ValueError, msgspec.DecodeError) as error:
            await self.stop()
            raise Unavailable(f"the past board could not be made: {error!r}", retry_after=2) from error
        except asyncio.CancelledError:  # its answer would be taken for that of the next question
            await self.stop()
            raise

    def _stop_idle(self) -> None:
        if not self._turn.locked() and self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._process = None


class WorkerPool:
    def __init__(self, workers: int) -> None:
        self._workers = [_Worker() for _ in range(workers)]

    async def ask(self, contest: str, question: bytes) -> Answer:
        """`question` is JSON without a line break. Raises `Unavailable` when there is no answer in time."""
        return await self._workers[zlib.crc32(contest.encode()) % len(self._workers)].ask(question)

    async def close(self) -> None:
        await asyncio.gather(*(worker.stop() for worker in self._workers))
