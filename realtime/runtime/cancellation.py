"""Cancellation that does not get lost on the way."""

from __future__ import annotations

import asyncio


class cancellation_kept:  # used as a function, in `with`
    """Raises `CancelledError` at its end when this task was cancelled within.

    For code of others that may swallow it, as nats-py does and `asyncio.wait_for` of Python 3.11 (which returns a result that comes at the
    same moment): a loop around such code goes on for ever, and whoever cancelled it waits for ever. What was cancelled before counts for
    nothing here, so that a clean-up may be wrapped as well.
    """

    __slots__ = ("_before", "_task")

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        self._before = self._task.cancelling() if self._task is not None else 0

    def __exit__(self, *_: object) -> None:
        if self._task is not None and self._task.cancelling() > self._before:
            raise asyncio.CancelledError
