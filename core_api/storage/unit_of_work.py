"""Unit of work: one database transaction together with the messages it sends to other systems.

    async with unit_of_work.begin(pool) as work:
        await contests.add(work, …)                        # stores write through `work.connection`
        work.log_events(contest, f"contest:{contest}", …)  # reaches the contest's log after the commit

Leaving the block commits, an exception rolls back: rows and messages become true together, or not at all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core_api.storage import outbox
from core_api.storage.pool import Connection, Pool
from realtime.protocol.events import Event
from realtime.storage.judge_queue import JudgeTask


class UnitOfWork:
    """A transaction that runs. Make one with `begin`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._messages: list[outbox.Message] = []

    def log_events(self, contest: str, message_id: str, *what: Event) -> None:
        """Adds events to a contest's log. Raises `TooLarge` for an event that does not fit a message by itself."""
        self._messages += outbox.log_messages(contest, message_id, *what)

    def judge(self, task: JudgeTask, queue: str) -> None:
        """Requests that a submission be judged."""
        self._messages.append(outbox.judge_message(task, queue))

    async def finish(self) -> None:
        """Writes the messages, in one statement; `begin` calls it before the commit."""
        if self._messages:
            await outbox.write(self.connection, self._messages)


@asynccontextmanager
async def begin(pool: Pool) -> AsyncIterator[UnitOfWork]:
    async with pool.acquire() as connection, connection.transaction():
        work = UnitOfWork(connection)
        yield work
        await work.finish()
