"""Counts over the tables of all domains."""

from __future__ import annotations

from typing import Any

from core_api.storage.pool import Pool

_NUMBERS = """
select (select count(*) from users where deleted_at is null) as accounts,
       (select count(*) from submissions where id > $1) as submissions,
       (select count(*) from submissions where id > $1 and state = 'done') as judged,
       (select count(*) from submissions where state = 'queued') as waiting,
       (select extract(epoch from now() - min(created_at))::float8 from submissions where state = 'queued') as longest_wait,
       (select count(*) from outbox where error is null) as messages_waiting,
       (select count(*) from outbox where error is not null) as messages_stuck,
       (select count(*) from mails where state = 'queued') as mails_waiting,
       (select count(*) from mails where state = 'failed') as mails_failed,
       (select count(*) from audit_waiting) as audit_waiting,
       (select count(*) from audit where marks <> '{}' and at > now() - interval '1 day') as audit_marked
"""


class OverviewStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def numbers(self, recent: str) -> dict[str, Any]:
        """`recent`: an id; submissions made after it are recent."""
        row = await self._pool.fetchrow(_NUMBERS, recent)
        assert row is not None  # a query of one row
        return dict(row)
