"""The password of somebody who is logged in, asked for again: a token alone is not enough for what cannot be undone."""

from __future__ import annotations

from core_api.domains.accounts.attempts import Attempts
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.store import Found


async def is_password(found: Found, password: str, address: str, passwords: Passwords, attempts: Attempts) -> bool:
    """Guesses count as those at the login. Raises `Limited` after too many, `Unavailable` when too many passwords are being checked."""
    passwords.check_room()  # what is not looked at is no failed guess
    await attempts.begin(found.account.email, address)
    if not await passwords.matches(password, found.password_hash):
        return False
    await attempts.succeeded(found.account.email, address)
    return True
