"""Changes of what users may, as PostgreSQL has them: marked in the transaction that makes them, told to every role behind it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from core_api.storage import rows
from core_api.storage.pool import AWAY, Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.runtime.errors import Malformed, Unavailable
from realtime.security.rights import PAGE, ChangedRights, Rights

log = logging.getLogger(__name__)


class RightsChanges:
    """Of all users. A service that changes roles, jury, name or state of a user marks it: every role is told behind the commit."""

    def __init__(self, pool: Pool, backbone: Backbone) -> None:
        self._pool = pool
        self._backbone = backbone
        self.held = ChangedRights(self.since)
        """Of this process."""

    async def mark(self, work: UnitOfWork, user: str) -> None:
        await work.connection.execute("update users set rights_changed_at = clock_timestamp() where id = $1", user)
        work.changed("user", user)
        work.after_commit(self._tell)

    async def _tell(self) -> None:
        """This process knows at once; another one that does not hear it asks within seconds."""
        try:
            await self.held.refresh()
            await self._backbone.publish(subjects.RIGHTS, b"")
        except Unavailable as error:
            log.warning("changed rights are not told at once: %s", error.message)

    async def since(self, moment: int) -> Sequence[Rights]:
        """Rights changed after a moment in microseconds, the oldest changes first, at most `PAGE`. Raises `Unavailable`."""
        try:
            found = await self._pool.fetch(
                'select id as "user", name, roles, disabled_at is not null as disabled,'
                " array(select contest_id from contest_jury where user_id = users.id order by contest_id) as jury_of,"
                " (extract(epoch from rights_changed_at) * 1000000)::bigint as changed"
                " from users where rights_changed_at > to_timestamp($1::bigint / 1000000.0) order by rights_changed_at, id limit $2",
                moment,
                PAGE,
            )
        except AWAY as error:
            raise Unavailable(f"PostgreSQL does not say whose rights changed: {error!r}") from error
        return rows.structs(Rights, found)

    async def answer(self, message: Message) -> Reply:
        """Answers `subjects.ASK_RIGHTS`."""
        if not message.payload.isdigit() or len(message.payload) > 16:
            raise Malformed("a moment is a number of microseconds")
        return Reply(msgspec.json.encode(await self.since(int(message.payload))), {})
