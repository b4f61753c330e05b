"""Message backbone: a durable log for each contest, publish/subscribe and request/reply without guarantees, leases, snapshots.

`Backbone` is the protocol; `nats.NatsBackbone` runs on NATS with JetStream, `memory.MemoryBackbone` in one process for
tests. Both pass `tests/contract/test_backbone.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import NamedTuple, Protocol

from realtime.runtime.retrying import TOTAL_SECONDS


class Entry(NamedTuple):
    """One message of the log; `sequence` grows over the whole stream, with gaps for other subjects."""

    sequence: int
    subject: str
    payload: bytes


class Message(NamedTuple):
    """A published message or a request; it may get lost."""

    subject: str
    payload: bytes
    headers: Mapping[str, str]


class Lease(NamedTuple):
    """Ownership of `key` until it expires. `epoch` is larger than that of every earlier owner; `revision` is the last renewal.

    The epoch is a fencing token. Example: engine A owns contest `c` with epoch 7 and is suspended. Its lease expires, engine B claims
    `c` and gets epoch 12. A wakes up and writes a board to Redis with epoch 7: Redis has seen 12 and refuses with `Fenced`. A frame
    that A still publishes carries epoch 7, so viewers who have a frame of epoch 12 drop it.
    """

    key: str
    owner: str
    epoch: int
    revision: int


WARN_AT = 0.8
"""Part of the log's limit from which there are warnings."""


class LogUsage(NamedTuple):
    """How full the durable log is, in bytes; at `limit` it refuses new entries."""

    size: int
    limit: int

    @property
    def nearly_full(self) -> bool:
        """Time to warn: enough room is left for who reads the warning to act."""
        return self.size >= WARN_AT * self.limit


class Subscription(Protocol):
    async def stop(self) -> None: ...


Handler = Callable[[Message], None]
"""Called for each message, in order, on the event loop; must not block."""


class Reply(NamedTuple):
    """An answer to a request."""

    payload: bytes
    headers: Mapping[str, str]


Answerer = Callable[[Message], Awaitable[Reply]]


class Backbone(Protocol):
    async def append(self, subject: str, payload: bytes, *, id: str | None = None, after: int | None = None) -> int:
        """Adds to the durable log and returns its sequence. Durable when this returns.

        The same `id` within two minutes is added once, and the first one's sequence returned. With `after`, only if the
        subject's last sequence is that. Raises `Conflict` where it is not, `TooLarge` for a payload that the log never takes, `Unavailable`
        when the log cannot be reached.
        """

    def read(self, subject: str, after: int = 0) -> AsyncIterator[Entry]:
        """All entries of a subject (wildcards allowed) behind sequence `after`, then new ones as they come, for ever.

        Survives restarts of the server: no entry is left out, none comes twice.
        """

    async def subjects(self, pattern: str) -> dict[str, int]:
        """Subjects of the log that match, with how many entries each has."""

    async def last(self, subject: str) -> int:
        """Sequence of the newest entry of a subject; 0 when it has none."""

    async def newest(self) -> int:
        """Sequence of the newest entry of all subjects that there ever was; 0 for a log that was never written. Raises `Unavailable`."""

    async def purge(self, subject: str, through: int) -> None:
        """Removes a subject's entries up to and with sequence `through`; sequences are never used again. Raises `Unavailable`."""

    async def usage(self) -> LogUsage:
        """Raises `Unavailable`."""

    async def check_writable(self) -> None:
        """Raises `Unwritable`, with the server's reason, while log or leases cannot be written (a full disk). Writes nothing."""

    async def keep(self, name: str, payload: bytes) -> None:
        """Keeps a large value, of any size, in place of the one before. Raises `Unavailable`."""

    async def kept(self, name: str) -> bytes | None:
        """What is kept under a name, whole; None when nothing is. Raises `Unavailable`."""

    async def drop(self, name: str) -> None:
        """Removes what is kept under a name, if anything is. Raises `Unavailable`."""

    async def publish(self, subject: str, payload: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Sends to current subscribers; never stored."""

    async def subscribe(self, subject: str, handler: Handler) -> Subscription: ...

    async def request(self, subject: str, payload: bytes, timeout: float = TOTAL_SECONDS) -> Reply:
        """Asks a question, which may be asked more than once: see `realtime.runtime.retrying`. A `timeout` of one's own is for one try.

        Raises `Unavailable` when there is no reply in time, and at once while questions of this kind have had none.
        """

    async def answer(self, subject: str, answerer: Answerer, *, queue: str = "") -> Subscription:
        """Answers requests. Of all who answer with the same `queue`, one gets each request."""

    async def claim(self, key: str, owner: str) -> Lease | None:
        """The lease on `key`, or None while another owner holds it."""

    async def renew(self, lease: Lease) -> Lease | None:
        """Prolongs the lease; None: it is lost. Raises `Unavailable` when the server does not tell."""

    async def release(self, lease: Lease) -> None: ...

    async def ready(self) -> bool:
        """Whether the server answers."""

    @property
    def connection(self) -> int | None:
        """Number of the connection, another one after each break; None while there is none.

        What others publish between two connections does not reach this process.
        """

    async def close(self) -> None: ...
