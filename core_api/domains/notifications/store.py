"""Mails in PostgreSQL: what they say and whom they go to is sealed. The writing of new ones is `core_api.storage.mail`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec

from core_api.domains.notifications.models import DeadMail, Preferences, SentMail
from core_api.domains.notifications.rendering import Letter
from core_api.storage import addresses, rows
from core_api.storage import mail as mails
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Damaged
from realtime.security.vault import Vault

DEAD_SHOWN = 1000
"""Mails that were given up, listed at once, the oldest."""
SENT_SHOWN = 100
"""Mails of a user that are listed at once, the newest."""


class MailRow(msgspec.Struct, frozen=True):
    """A mail that is to be sent, with what is known of its recipient."""

    id: str
    template: str
    language: str
    tries: int
    created_at: datetime
    user_id: str | None
    address_sealed: bytes | None
    """Of the mail."""
    email_sealed: bytes | None
    """Of the user's account."""
    values_sealed: bytes
    unwanted: bool


class Outcome(NamedTuple):
    """Of one try to send a mail."""

    state: Literal["queued", "sent", "failed", "unwanted"]
    """`queued`: it is tried again."""
    error: str | None = None


class Mails:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("mail", "address")

    async def take(self, work: UnitOfWork, id: str) -> MailRow | None:
        """A mail that is to be sent, locked until the unit of work ends. None: it was sent, or is being sent elsewhere."""
        row = await work.connection.fetchrow(
            "select mails.id, template, coalesce(nullif(mails.language, ''), preferences.language, '') as language, tries,"
            " mails.created_at, mails.user_id, address_sealed, email_sealed, values_sealed,"
            " coalesce(template = any(unwanted), false) as unwanted"
            " from mails left join users on users.id = mails.user_id"
            " left join notification_preferences as preferences on preferences.user_id = mails.user_id"
            " where mails.id = $1 and state = 'queued' and values_sealed is not null for update of mails skip locked",
            id,
        )
        return rows.optional(MailRow, row)

    def opened(self, row: MailRow) -> Letter:
        """Raises `Damaged` for seals that cannot be opened."""
        if row.address_sealed is not None:
            to = addresses.open(self._vault, mails.owner(row.id), row.address_sealed)
        elif row.user_id is not None and row.email_sealed is not None:
            to = addresses.open(self._vault, row.user_id, row.email_sealed)
        else:
            raise Damaged(f"mail {row.id} has no recipient")
        values: Mapping[str, str] = msgspec.json.decode(self._vault.open("mail", (row.id,), row.values_sealed), type=dict[str, str])
        return Letter(row.id, row.template, row.language, to, values, row.created_at, row.user_id)

    async def note(self, work: UnitOfWork, id: str, outcome: Outcome) -> None:
        """One try. What a mail says is deleted once nobody needs it."""
        await work.connection.execute(
            "update mails set state = $2, error = $3, tries = tries + 1, changed_at = now(),"
            " values_sealed = case when $2 in ('queued', 'failed') then values_sealed end where id = $1",
            id,
            outcome.state,
            outcome.error,
        )

    async def dead(self) -> list[DeadMail]:
        """Mails that were given up and can be sent again, the oldest first."""
        found = await self.pool.fetch(
            "select id, template, user_id, tries, coalesce(error, '') as error, changed_at from mails"
            " where state = 'failed' and values_sealed is not null order by id limit $1",
            DEAD_SHOWN,
        )
        return rows.structs(DeadMail, found)

    async def send_again(self, work: UnitOfWork, id: str) -> bool:
        """False: there is no such mail that was given up."""
        done = await work.connection.execute(
            "update mails set state = 'queued', tries = 0, changed_at = now()"
            " where id = $1 and state = 'failed' and values_sealed is not null",
            id,
        )
        if done == "UPDATE 0":
            return False
        work.queue_mail(id)
        return True

    async def silent(self, seconds: float, most: int) -> list[str]:
        """Ids of mails that wait and were not tried for so long, the oldest first. Those still in the outbox are left out."""
        found = await self.pool.fetch(
            "select id from mails where state = 'queued' and changed_at < now() - make_interval(secs => $1)"
            " and not exists (select from outbox where kind = 'mail' and message_id = 'mail:' || mails.id) order by changed_at limit $2",
            seconds,
            most,
        )
        return [row["id"] for row in found]

    async def prune(self, work: UnitOfWork, failed_days: int, kept_days: int) -> None:
        """Deletes what old mails that were given up say, and what is noted of mails that are older still."""
        await work.connection.execute(
            "update mails set values_sealed = null where state = 'failed' and values_sealed is not null"
            " and changed_at < now() - make_interval(days => $1)",
            failed_days,
        )
        await work.connection.execute(
            "delete from mails where state <> 'queued' and changed_at < now() - make_interval(days => $1)", kept_days
        )

    # of one user

    async def sent(self, user: str) -> list[SentMail]:
        """The newest first."""
        found = await self.pool.fetch(
            "select id, template, state, created_at, changed_at from mails where user_id = $1 order by id desc limit $2", user, SENT_SHOWN
        )
        return rows.structs(SentMail, found)

    async def preferences(self, user: str) -> Preferences:
        found = await self.pool.fetchrow("select language, unwanted from notification_preferences where user_id = $1", user)
        return rows.optional(Preferences, found) or Preferences()

    async def set_preferences(self, work: UnitOfWork, user: str, wanted: Preferences) -> None:
        await work.connection.execute(
            "insert into notification_preferences (user_id, language, unwanted) values ($1, $2, $3) on conflict (user_id)"
            " do update set language = $2, unwanted = $3, version = notification_preferences.version + 1",
            user,
            wanted.language,
            sorted(set(wanted.unwanted)),
        )
