"""Batching (group commit): what many callers want at the same time is done for all of them in one go.

While a batch is under way, what comes meanwhile waits and is the next one. So nobody waits for company: alone, a caller's item is a batch
at once; under load, round trips and a commit are shared by everybody who came during the last one. Example: 48 requests at once that each
need four round trips to PostgreSQL are a batch of 1 and one of 47, with eight round trips instead of 192.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

I = TypeVar("I")  # noqa: E741  # an item
R = TypeVar("R")


class Batcher(Generic[I, R]):
    """One batch at a time, items in the order they came. Belongs to one event loop."""

    def __init__(
        self, run: Callable[[Sequence[I]], Awaitable[Sequence[R]]], most: int, separable: tuple[type[Exception], ...] = ()
    ) -> None:
        """`run` does a batch of at most `most` items and returns a result for each, in their order. It has no caller's context.

        `separable`: errors that mean that nothing of the batch was done and may be one item's fault: then each is done by itself, and
        only that one fails. Any other error is everybody's.
        """
        self._run = run
        self._most = most
        self._separable = separable
        self._waiting: deque[tuple[I, asyncio.Future[R]]] = deque()
        self._running: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        return self._running is None

    async def do(self, item: I) -> R:
        """The item's result. Raises what `run` raises. A caller that is cancelled takes its item back only before its batch began."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._work(), context=Context())
        return await done

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._batch([self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))])
        finally:
            self._running = None
            while self._waiting:  # only when this task was cancelled: the process stops
                self._waiting.popleft()[1].cancel()

    async def _batch(self, taken: list[tuple[I, asyncio.Future[R]]]) -> None:
        batch = [(item, done) for item, done in taken if not done.done()]
        if not batch:
            return
        try:
            results = await self._run([item for item, _ in batch])
        except asyncio.CancelledError:
            for _, done in batch:
                done.cancel()
            raise
        except self._separable as error:
            if len(batch) == 1:
                _fail(batch, error)
                return
            for single in batch:
                await self._batch([single])
        except Exception as error:
            _fail(batch, error)
        else:
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)


def _fail(batch: Sequence[tuple[I, asyncio.Future[R]]], error: Exception) -> None:
    for _, done in batch:
        if not done.done():
            done.set_exception(error)
