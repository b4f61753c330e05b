"""Transactional outbox, writing side: messages for other systems, stored in the transaction whose effects they tell.

`core_api.workers.relay` delivers them after the commit: at least once, and what is delivered twice counts once by its message id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from core_api.storage.pool import Connection
from realtime.protocol import events, subjects
from realtime.runtime.errors import TooLarge
from realtime.storage.judge_queue import JudgeTask

CHANNEL = "outbox"
"""Channel on which the relay is woken (`listen` and `notify` of PostgreSQL)."""
MAX_MESSAGE = 900_000
"""Bytes of one message of the log; the server takes a million."""


class Message(NamedTuple):
    """One row of the outbox. `target`: the log's subject, or the judge queue."""

    kind: Literal["log", "judge"]
    target: str
    id: str
    payload: bytes


def log_messages(contest: str, message_id: str, *what: events.Event) -> list[Message]:
    """Events for a contest's log, in as many messages as their size asks for.

    Raises `TooLarge` for an event that does not fit a message by itself.
    """
    payload = events.encode(*what)
    if len(payload) <= MAX_MESSAGE:
        return [Message("log", subjects.log(contest), message_id, payload)]
    if len(what) == 1:
        raise TooLarge(f"an event has {len(payload):,} bytes, {MAX_MESSAGE:,} are allowed")
    half = len(what) // 2
    return [*log_messages(contest, f"{message_id}/1", *what[:half]), *log_messages(contest, f"{message_id}/2", *what[half:])]


def judge_message(task: JudgeTask, queue: str) -> Message:
    return Message("judge", queue, f"judge:{task.judgement}", msgspec.json.encode(task))


async def write(connection: Connection, messages: Sequence[Message]) -> None:
    """Adds messages to the running transaction, in their order, and wakes the relay when it commits."""
    await connection.execute(
        "with added as (insert into outbox (kind, target, message_id, payload)"
        " select kind, target, id, payload from unnest($1::text[], $2::text[], $3::text[], $4::bytea[])"
        " with ordinality as message (kind, target, id, payload, number) order by number)"
        f" select pg_notify('{CHANNEL}', '')",
        *(list(column) for column in zip(*messages, strict=True)),
    )
