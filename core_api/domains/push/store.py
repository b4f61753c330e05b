"""Subscriptions and news in PostgreSQL; the addresses of browsers are sealed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core_api.domains.push.models import NewSubscription, Subscription
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.push_news import NewsKind
from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.vault import Vault

KEPT_HOURS = 1
"""News that could not be pushed for so long are none any more."""


class NewsRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    contest_name: str
    team_id: str | None
    kind: NewsKind
    words: str
    tag: str
    sent_until: str


class RecipientRow(msgspec.Struct, frozen=True):
    id: str
    language: str
    endpoint_sealed: bytes


class PushStore:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("push")

    # subscriptions

    def id_of(self, endpoint: str) -> str:
        return self._vault.name("push", endpoint.encode())

    def opened(self, row: RecipientRow) -> NewSubscription:
        """Raises `Damaged`."""
        return msgspec.json.decode(self._vault.open("push", (row.id,), row.endpoint_sealed), type=NewSubscription)

    async def of(self, user: str) -> list[Subscription]:
        """The oldest first."""
        found = await self.pool.fetch(
            "select p.id, p.service, p.language, p.made_at from push_subscriptions p join sessions s on s.id = p.session_id"
            " where p.user_id = $1 and s.ended_at is null order by p.made_at, p.id",
            user,
        )
        return rows.structs(Subscription, found)

    async def put(self, work: UnitOfWork, user: str, session: str, service: str, wanted: NewSubscription) -> Subscription | None:
        """A new one, or one of this browser that is another user's or session's now. None: the session has ended."""
        id = self.id_of(wanted.endpoint)
        row = await work.connection.fetchrow(
            "insert into push_subscriptions (id, user_id, session_id, service, language, endpoint_sealed)"
            " select $1, $2, id, $4, $5, $6 from sessions where id = $3 and user_id = $2 and ended_at is null"
            " on conflict (id) do update set user_id = excluded.user_id, session_id = excluded.session_id, language = excluded.language,"
            " endpoint_sealed = excluded.endpoint_sealed returning id, service, language, made_at",
            id,
            user,
            session,
            service,
            wanted.language,
            self._vault.seal("push", (id,), msgspec.json.encode(wanted)),
        )
        return rows.optional(Subscription, row)

    async def keep_newest(self, work: UnitOfWork, user: str, most: int) -> None:
        await work.connection.execute(
            "delete from push_subscriptions where id in"
            " (select id from push_subscriptions where user_id = $1 order by made_at desc, id desc offset $2)",
            user,
            most,
        )

    async def remove(self, work: UnitOfWork, user: str, id: str) -> bool:
        done = await work.connection.execute("delete from push_subscriptions where id = $1 and user_id = $2", id, user)
        return done == "DELETE 1"

    # what is to be sent

    async def oldest_news(self) -> NewsRow | None:
        row = await self.pool.fetchrow(
            "select n.*, coalesce(c.settings ->> 'name', c.id) as contest_name from push_news n join contests c on c.id = n.contest_id"
            f" where n.made_at > now() - interval '{KEPT_HOURS} hours' order by n.id limit 1"
        )
        return rows.optional(NewsRow, row)

    async def recipients(self, news: NewsRow, most: int) -> list[RecipientRow]:
        """Browsers of who takes part, behind those that were served: of sessions and accounts that hold."""
        found = await self.pool.fetch(
            "select p.id, p.language, p.endpoint_sealed from push_subscriptions p"
            " join registration_members m on m.user_id = p.user_id and m.contest_id = $1"
            " join registrations r on r.contest_id = m.contest_id and r.team_id = m.team_id and r.state = 'approved'"
            " join sessions s on s.id = p.session_id and s.ended_at is null and s.until > now()"
            " join users u on u.id = p.user_id and u.disabled_at is null"
            " where ($2::text is null or m.team_id = $2) and p.id > $3 order by p.id limit $4",
            news.contest_id,
            news.team_id,
            news.sent_until,
            most,
        )
        return rows.structs(RecipientRow, found)

    async def served(self, work: UnitOfWork, news: str, until: str, gone: Sequence[str]) -> None:
        """Notes how far news have got; `gone`: subscriptions that their push service does not know any more."""
        await work.connection.execute("update push_news set sent_until = greatest(sent_until, $2) where id = $1", news, until)
        if gone:
            await work.connection.execute("delete from push_subscriptions where id = any($1::text[])", list(gone))

    async def done(self, work: UnitOfWork, news: str) -> None:
        """Removes news that all were told, and what is too old."""
        await work.connection.execute(f"delete from push_news where id = $1 or made_at < now() - interval '{KEPT_HOURS} hours'", news)
