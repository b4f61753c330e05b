"""Shapes of the state of the platform."""

from __future__ import annotations

import msgspec


class Overview(msgspec.Struct, frozen=True):
    """The state of the platform, in numbers that an administrator looks at first."""

    parts: dict[str, bool]
    """Whether each server that the api depends on answers: `postgres`, `nats`, `redis`, `documents`."""
    accounts: int
    """Without deleted ones."""
    submissions: int
    """Of the last hour, as the next one."""
    judged: int
    waiting: int
    """Submissions that are not judged yet, however old."""
    longest_wait: float | None
    """Seconds that the oldest of them has waited; null: none waits."""
    messages_waiting: int
    """Changes that the outbox has not delivered to the logs and the judges yet."""
    messages_stuck: int
    """Those that cannot be delivered: `GET /judging/stuck`."""
    mails_waiting: int
    mails_failed: int
    """Mails that were given up: `GET /mails/dead`."""
    audit_waiting: int
    """Entries of the audit log that are not linked into its hash chain yet: more than a few for long mean that no worker runs."""
    audit_marked: int
    """Unusual entries of the audit log of the last day."""

    @classmethod
    def example(cls) -> Overview:
        parts = dict.fromkeys(("postgres", "nats", "redis", "documents"), True)
        return cls(parts, 240, 512, 510, 2, 0.8, 0, 0, 0, 0, 1, 0)
