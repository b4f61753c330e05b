"""Shapes of what an administrator sees of judging."""

from __future__ import annotations

import msgspec

from core_api.storage.outbox import StuckMessage


class DeadLetter(msgspec.Struct, frozen=True):
    """A request to judge that was given up."""

    id: str
    queue: str
    task: object
    """What was to be judged; see `realtime.storage.judge_queue.JudgeTask`."""
    retries: int
    traceback: str


class DeadLetters(msgspec.Struct, frozen=True):
    letters: list[DeadLetter]


class Requeued(msgspec.Struct, frozen=True):
    requeued: int
    """How many were sent again."""


class Judging(msgspec.Struct, frozen=True):
    workers: list[object]
    """What each judge reports of itself."""
    queues: dict[str, int]
    """Requests that wait, by queue."""
    dead: int
    """Requests that were given up: `GET /judging/dead`."""


class Resent(msgspec.Struct, frozen=True):
    resent: int
    """How many are tried again."""


class StuckMessages(msgspec.Struct, frozen=True):
    messages: list[StuckMessage]
    """The oldest 100."""
