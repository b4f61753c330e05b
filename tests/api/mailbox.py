"""What the platform has mailed to somebody, read where it waits to be sent."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from core_api.storage import addresses, mail
from realtime.runtime.errors import Damaged
from tests.api.harness import Api


class Received(NamedTuple):
    template: str
    to: str
    language: str
    values: dict[str, str]

    @property
    def token(self) -> str:
        """Of its link."""
        return self.values["link"].rpartition("/")[2]


async def mails_to(api: Api, email: str) -> list[Received]:
    """The mails to an address, the oldest first."""
    vault = api.platform.vault
    found = await api.platform.pool.fetch(
        "select m.id, m.template, m.language, m.values_sealed, m.address_sealed, u.id as user, u.email_sealed"
        " from mails m left join users u on u.id = m.user_id where m.created_at > now() - interval '5 minutes' order by m.id"
    )
    received = []
    for row in found:
        sealed_as = (row["user"], row["email_sealed"]) if row["user"] else (mail.owner(row["id"]), row["address_sealed"])
        try:
            to = addresses.open(vault, *sealed_as)
        except Damaged:  # of a test with another key
            continue
        if to == email:
            values = msgspec.json.decode(vault.open("mail", (row["id"],), row["values_sealed"]), type=dict[str, str])
            received.append(Received(row["template"], email, row["language"], values))
    return received
