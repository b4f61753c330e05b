"""Transactional outbox, writing side: messages for other systems, stored in the transaction whose effects they tell.

`core_api.workers.relay` delivers them after the commit: at least once, and what is delivered twice counts once by its message id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, get_args

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Connection, Pool
from realtime.protocol import events, subjects
from realtime.protocol.rooms import DeskRoom, TeamsRoom
from realtime.runtime.errors import TooLarge
from realtime.storage.judge_queue import JudgeTask

CHANNEL = "outbox"
"""Channel on which the relay is woken (`listen` and `notify` of PostgreSQL)."""
MAX_MESSAGE = 900_000
"""Bytes of one message of the log; the server takes a million."""


STUCK_SHOWN = 100
"""Stuck messages that are listed at once, the oldest."""
Kind = Literal["log", "judge", "mail", "frame"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What this version's relay delivers. A message of another kind, written by a newer version, waits for a relay that knows it."""


class Message(NamedTuple):
    """What is to be delivered."""

    kind: Kind
    target: str
    """The log's subject, the queue, or the room."""
    key: str
    """The contest's id: messages of one key are delivered in their order, and keys do not wait for each other."""
    id: str
    payload: bytes


class StuckMessage(msgspec.Struct, frozen=True):
    """A message that this version cannot deliver."""

    id: int
    kind: str
    target: str
    message_id: str
    error: str | None
    """Why it was set aside; null: its kind is unknown."""
    created_at: datetime


def log_messages(contest: str, message_id: str, *what: events.Event) -> list[Message]:
    """Events for a contest's log, in as many messages as their size asks for.

    Raises `TooLarge` for an event that does not fit a message by itself.
    """
    payload = events.encode(*what)
    if len(payload) <= MAX_MESSAGE:
        return [Message("log", subjects.log(contest), contest, message_id, payload)]
    if len(what) == 1:
        raise TooLarge(f"an event has {len(payload):,} bytes, {MAX_MESSAGE:,} are allowed")
    half = len(what) // 2
    return [*log_messages(contest, f"{message_id}/1", *what[:half]), *log_messages(contest, f"{message_id}/2", *what[half:])]


def judge_message(task: JudgeTask, queue: str) -> Message:
    return Message("judge", queue, task.contest, f"judge:{task.judgement}", msgspec.json.encode(task))


def frame_message(room: TeamsRoom | DeskRoom, id: str, frame: bytes) -> Message:
    return Message("frame", room.name, room.contest, id, frame)


async def write(connection: Connection, messages: Sequence[Message]) -> None:
    """Adds messages to the running transaction, in their order, and wakes the relay when it commits."""
    await connection.execute(
        "with added as (insert into outbox (kind, target, ordering_key, message_id, payload)"
        " select kind, target, key, id, payload from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])"
        " with ordinality as message (kind, target, key, id, payload, number) order by number)"
        f" select pg_notify('{CHANNEL}', '')",
        *(list(column) for column in zip(*messages, strict=True)),
    )


async def stuck(pool: Pool) -> list[StuckMessage]:
    """Messages that were set aside or are of an unknown kind, the oldest first."""
    found = await pool.fetch(
        "select * from outbox where error is not null or kind <> all($1::text[]) order by id limit $2", KINDS, STUCK_SHOWN
    )
    return rows.structs(StuckMessage, found)


async def resend(connection: Connection, message: int | None) -> int:
    """Has the relay try a message again that was set aside, or all of them (None). Returns how many."""
    found = await connection.fetch(
        "update outbox set error = null, failed_at = null where error is not null and ($1::bigint is null or id = $1) returning id",
        message,
    )
    await connection.execute(f"notify {CHANNEL}")
    return len(found)
