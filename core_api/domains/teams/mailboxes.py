"""Limit of invitations to one mailbox: whoever invites an address may be a stranger to it."""

from __future__ import annotations

from core_api.router.limits import Limits
from realtime.runtime.errors import Limited
from realtime.security.vault import Vault
from realtime.storage.sliding_windows import Window

MAILS, SECONDS = 5, 24 * 3600
"""Invitations by mail to one address, of all captains together."""


class InvitedMailboxes:
    def __init__(self, limits: Limits, vault: Vault) -> None:
        self._limits = limits
        self._vault = vault.only("address")

    async def take(self, email: str) -> None:
        """Before an address is sent an invitation. Raises `Limited`. Its key in Redis tells nobody which address it is."""
        window = Window(f"invitations:{self._vault.name('address', f'invited {email}'.encode())}", MAILS, SECONDS)
        taken = await self._limits.take((window,))
        if not taken.counted:
            raise Limited("this address has had its invitations for today: make a code and hand it over", retry_after=taken.wait((window,)))
