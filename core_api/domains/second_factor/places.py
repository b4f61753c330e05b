"""Networks that an account was signed in to from. A sign-in from another one is told to its owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from core_api.storage.unit_of_work import UnitOfWork

REMEMBERED = timedelta(days=180)
"""A network that was not used for so long is new again."""


async def is_new(work: UnitOfWork, user: str, network: str, now: datetime) -> bool:
    """Notes a sign-in. True: the account has been used, but never from there; its first sign-in of all is nothing to tell."""
    await work.connection.execute("delete from sign_in_places where user_id = $1 and seen_at < $2", user, now - REMEMBERED)
    row = await work.connection.fetchrow(
        "with held as (select network from sign_in_places where user_id = $1)"
        " insert into sign_in_places (user_id, network, seen_at) values ($1, $2, $3)"
        " on conflict (user_id, network) do update set seen_at = excluded.seen_at"
        " returning exists (select from held) as used, $2 in (select network from held) as known",
        user,
        network,
        now,
    )
    return row is not None and row["used"] and not row["known"]
