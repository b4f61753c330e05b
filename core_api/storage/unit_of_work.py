"""Unit of work: one database transaction together with the messages it sends to other systems.

    async with unit_of_work.begin(pool) as work:
        await contests.add(work, …)                        # stores write through `work.connection`
        work.log_events(contest, f"contest:{contest}", …)  # reaches the contest's log after the commit
        work.audit("contest", contest, after={…})          # who did it, from where: the audit log, in the same transaction
        work.changed("contest", contest)                   # ends what caches made from it

Leaving the block commits, an exception rolls back: rows and messages become true together, or not at all. Nothing else writes:
connections are read-only outside of it. Behind an endpoint that has to be audited, a unit of work without a row for the audit log fails.

Under an idempotency key (`core_api.storage.idempotency`), the unit of work takes the key, and `answer` keeps what is answered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import TypeVar

from core_api.storage import acting, idempotency, outbox, replica, versions
from core_api.storage import changes as changed
from core_api.storage import mail as mails
from core_api.storage.acting import Acting
from core_api.storage.audit import writer
from core_api.storage.audit.entry import Draft, Entry, Fields, changes
from core_api.storage.mail import Mail
from core_api.storage.pool import Connection, Pool, read_write
from realtime.protocol.events import Event
from realtime.protocol.frames import DeskFrame, DeskList, encode
from realtime.protocol.rooms import DeskRoom, TeamsRoom
from realtime.runtime import ids
from realtime.storage.judge_queue import JudgeTask

T = TypeVar("T")


class UnitOfWork:
    """A transaction that runs. Make one with `begin`."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._messages: list[outbox.Message] = []
        self._mails: list[Mail] = []
        self._after: list[Callable[[], Awaitable[None]]] = []
        self._acts: list[Draft] = []
        self.nothing_changed = False
        """See `no_change`."""
        self._changed: dict[str, None] = {}
        self._answers: list[object] = []
        """One at most."""

    def log_events(self, contest: str, message_id: str, *what: Event) -> None:
        """Adds events to a contest's log. Raises `TooLarge` for an event that does not fit a message by itself."""
        self._messages += outbox.log_messages(contest, message_id, *what)

    def push(self, room: TeamsRoom, id: str, frame: bytes) -> None:
        """Sends a frame to the viewers of a room after the commit: at least once, to those who are there."""
        self._messages.append(outbox.frame_message(room, id, frame))

    def tell_desk(self, contest: str, *lists: DeskList) -> None:
        """Tells the contest's jury after the commit that lists of it changed."""
        room = DeskRoom(contest)
        self._messages.append(outbox.frame_message(room, f"{room.name}:{ids.new()}", encode(DeskFrame(room=room.name, changed=lists))))

    def judge(self, task: JudgeTask, queue: str) -> None:
        """Requests that a submission be judged."""
        self._messages.append(outbox.judge_message(task, queue))

    def mail(self, mail: Mail) -> None:
        """Sends a mail after the commit; what it says and to whom is stored sealed. Raises `Invalid` for text with control characters."""
        mails.check(mail)
        self._mails.append(mail)

    def queue_mail(self, id: str) -> None:
        """Requests that a stored mail be sent once more."""
        self._messages.append(mails.message(id))

    def after_commit(self, act: Callable[[], Awaitable[None]]) -> None:
        """Runs behind the commit what may get lost, such as telling others at once what they ask for anyway. It must not raise."""
        self._after.append(act)

    def changed(self, kind: changed.Kind, id: str) -> None:
        """Ends what caches and edges keep of a thing, and of lists of its kind. Stores call it where they write."""
        self._changed |= dict.fromkeys(changed.tags_of(kind, id))

    def audit(
        self, kind: str, object: str, *, before: Fields | None = None, after: Fields | None = None, acting_as: Acting | None = None
    ) -> None:
        """Notes an act on an object: public fields of it, before and after. Of a change, the fields that differ are kept.

        `acting_as`: where it is not who the request comes from, such as at a login. Raises `TypeError` for a field that is called like
        a secret.
        """
        self.record(Draft(acting_as or acting.current(), kind, object, *changes(before, after)))

    def record(self, draft: Draft) -> None:
        self._acts.append(draft)

    def no_change(self) -> None:
        """Notes that an act that may be repeated found everything as it was to be: it leaves no row in the audit log."""
        self.nothing_changed = True

    def answer(self, content: T) -> T:
        """What the endpoint's handler will return, noted for retries with the same idempotency key. Gives it back."""
        self._answers = [content]
        return content

    def check_version(self, version: int) -> None:
        """Holds the version of the row that is to be changed, and is locked, against what the request expects (`If-Match`).

        Raises `PreconditionFailed`.
        """
        if (expected := versions.current()) is not None:
            expected.check(version)

    async def finish(self, *, unaudited: bool = False) -> list[Entry]:
        """Writes mails, messages, answer and audit rows; `begin` calls it before the commit. Raises `TypeError` where rows are missing."""
        if self._mails:
            self._messages += await mails.write(self.connection, self._mails)
        if self._messages:
            await outbox.write(self.connection, self._messages)
        if self._changed:
            await changed.note(self.connection, list(self._changed))
        expected = versions.current()
        if expected is not None and not expected.checked and not unaudited:
            raise TypeError(f"{acting.current().action} changes a row without looking at its version: call work.check_version(…)")
        claim = idempotency.current()
        if claim is not None and self._answers:
            await claim.answer(self.connection, *self._answers)
        if self._acts:
            return await writer.write(self.connection, self._acts)
        if acting.current().trail is not None and not unaudited and not self.nothing_changed:
            raise TypeError(f"{acting.current().action} changes something and leaves no row in the audit log: call work.audit(…)")
        return []

    async def committed(self) -> None:
        """Tells what was changed; `begin` calls it behind the commit."""
        teller = changed.teller.get()
        if self._changed and teller is not None:
            await teller.tell_now(list(self._changed))
        for act in self._after:
            await act()


@asynccontextmanager
async def begin(pool: Pool, *, unaudited: str = "") -> AsyncIterator[UnitOfWork]:
    """`unaudited`: why this one needs no audit row, though the endpoint does; for what is not the act itself."""
    claim = None if unaudited else idempotency.current()
    with nullcontext() if claim is None else claim.attempt():
        async with pool.acquire() as connection:
            async with read_write(connection):
                if claim is not None and not claim.taken:
                    await claim.take(connection)
                work = UnitOfWork(connection)
                yield work
                entries = await work.finish(unaudited=bool(unaudited))
            if (own_writes := replica.own_writes.get()) is not None:
                await own_writes.note(connection)
    await work.committed()
    writer.count(entries)
    if (trail := acting.current().trail) is not None:
        trail.extend(entry.id for entry in entries)
        if work.nothing_changed:
            trail.append(acting.NO_CHANGE)
