"""The mail queue: ids of stored mails, from the outbox relay to the mail senders. Protocol and in-memory twin.

`realtime.storage.dramatiq_mail_queue` is the implementation for production. Delivery is at least once: whoever takes an id twice finds the
mail sent. The queue can be lost: PostgreSQL has the mails, and the mail sweeper sends ids again that no queue holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class MailQueue(Protocol):
    """All methods raise `Unavailable` when the queue cannot be reached."""

    async def send(self, *mails: str) -> None:
        """Adds ids of mails; kept when this returns. An id that the queue holds already is not doubled for its reader."""

    async def missing(self, mails: Sequence[str]) -> list[str]:
        """Those that the queue does not hold: neither waiting, nor being worked on, nor delayed for another try."""

    async def depth(self) -> int:
        """Mails that wait."""

    async def close(self) -> None: ...


class MemoryMailQueue:
    """The twin for tests in one process. `waiting` is in the order of sending."""

    def __init__(self) -> None:
        self.waiting: list[str] = []

    async def send(self, *mails: str) -> None:
        self.waiting += [mail for mail in mails if mail not in self.waiting]

    async def missing(self, mails: Sequence[str]) -> list[str]:
        return [mail for mail in mails if mail not in self.waiting]

    async def depth(self) -> int:
        return len(self.waiting)

    async def close(self) -> None:
        pass
