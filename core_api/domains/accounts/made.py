"""Accounts that administrators make for others: the address counts as confirmed, the password may come later by a link."""

from __future__ import annotations

from core_api.domains.accounts.generated import UNUSABLE
from core_api.domains.accounts.models import Account
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.store import Accounts
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict
from realtime.security.names import display_name


class MadeAccounts:
    def __init__(self, accounts: Accounts, passwords: Passwords) -> None:
        self._accounts = accounts
        self._passwords = passwords

    async def hashed(self, password: str | None) -> str:
        """Takes a quarter of a second: call it outside of transactions. None: a password that nobody has.

        Raises `Invalid` for one that is too weak, `Unavailable` when too many are being hashed.
        """
        if password is None:
            return UNUSABLE
        check_strength(password)
        return await self._passwords.hash(password)

    async def add(self, work: UnitOfWork, email: str, name: str, hashed: str) -> str:
        """The new account's id. Raises `Conflict` for an address or a name that somebody has, `Invalid` for a name that is none."""
        account = Account(ids.new(), email.strip().lower(), display_name(name), ())
        if not await self._accounts.add(work, account, hashed):
            raise Conflict("this address has an account", field="email")
        return account.id
