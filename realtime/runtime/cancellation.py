"""Cancellation that does not get lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cancellation_kept() -> Iterator[None]:
    """Raises `CancelledError` at its end when this task was cancelled within.

    For code of others that may swallow it, as nats-py does and `asyncio.wait_for` of Python 3.11 (which returns a result that comes at the
    same moment): a loop around such code goes on for ever, and whoever cancelled it waits for ever. What was cancelled before counts for
    nothing here, so that a clean-up may be wrapped as well.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    try:
        yield
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError
