"""Calls of coroutines from the threads of consumers: I/O happens on the event loop of the role."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
CALL_SECONDS = 30.0
"""Longest wait of a thread for one call of a store or the log; after it the queue tries again."""


class LoopCalls:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Raises what the coroutine raises, and `TimeoutError`."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(CALL_SECONDS)
