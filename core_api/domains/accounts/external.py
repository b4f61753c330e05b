"""Accounts of people whom another provider knows: made at their first login, with an address that the provider has verified."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable

from core_api.domains.accounts.models import Account
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.store import Accounts
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.names import MAX_CHARACTERS, display_name

NAMES = 5
"""Names that are tried."""
Also = Callable[[UnitOfWork, str], Awaitable[None]]
"""Written in the same transaction; gets the new account's id."""


class ExternalAccounts:
    def __init__(self, pool: Pool, accounts: Accounts, passwords: Passwords) -> None:
        self._pool = pool
        self._accounts = accounts
        self._passwords = passwords

    async def make(self, email: str, name: str, also: Also) -> Account | None:
        """A new account with a password that nobody knows. None: the address has an account.

        A name that is taken or not allowed gets a number behind it, or another one. Raises `Conflict` where that finds none.
        """
        hashed = await self._passwords.hash(secrets.token_urlsafe(32))
        for attempt in range(NAMES):
            account = Account(ids.new(), email, free_name(name, attempt), ())
            try:
                async with unit_of_work.begin(self._pool) as work:
                    if not await self._accounts.add(work, account, hashed):
                        return None
                    await also(work, account.id)
            except Conflict as error:
                if error.field != "name" or attempt == NAMES - 1:
                    raise
            else:
                return account
        raise AssertionError("the last attempt returns or raises")


def free_name(wanted: str, attempt: int) -> str:
    """The name somebody has elsewhere, cut to what is allowed here; from the second attempt on with a random number."""
    try:
        name = display_name(wanted[:MAX_CHARACTERS])
    except Invalid:
        name = "member"
    number = f" {secrets.randbelow(9000) + 1000}" if attempt or name == "member" else ""
    return name[: MAX_CHARACTERS - len(number)].rstrip() + number
