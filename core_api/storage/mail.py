"""Mails, writing side: a mail is stored in the transaction whose effects it tells, and sent after the commit.

    async with unit_of_work.begin(pool) as work:
        await accounts.add(work, …)
        work.mail(Mail("verify", to=address, language="de", values={"link": f"/verify/{token}", "minutes": "15"}))

The queue between here and the role `worker` holds ids only. Recipient and values stand in PostgreSQL, sealed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, get_args

import msgspec

from core_api.storage import addresses, outbox
from core_api.storage.pool import Connection
from realtime.runtime import ids
from realtime.runtime.errors import Invalid
from realtime.security.vault import Vault

Template = Literal[
    "verify",
    "already-registered",
    "reset-password",
    "password-changed",
    "new-sign-in",
    "confirm-e-mail-change",
    "e-mail-changed",
    "refresh-token-replayed",
    "second-factor-on",
    "second-factor-off",
    "recovery-codes-replaced",
    "recovery-code-used",
    "api-key-created",
    "identity-linked",
    "team-invitation",
    "registration-approved",
    "registration-rejected",
]
TEMPLATES: tuple[Template, ...] = get_args(Template)
VALUES: Mapping[Template, frozenset[str]] = MappingProxyType(
    {
        "verify": frozenset({"link", "minutes"}),
        "already-registered": frozenset({"link"}),
        "reset-password": frozenset({"link", "minutes"}),
        "password-changed": frozenset({"time", "address", "link"}),
        "new-sign-in": frozenset({"time", "address", "agent", "link"}),
        "confirm-e-mail-change": frozenset({"link", "minutes"}),
        "e-mail-changed": frozenset({"time", "address", "link"}),
        "refresh-token-replayed": frozenset({"time", "address", "link"}),
        "second-factor-on": frozenset({"time", "address", "link"}),
        "second-factor-off": frozenset({"time", "address", "link"}),
        "recovery-codes-replaced": frozenset({"time", "address", "link"}),
        "recovery-code-used": frozenset({"time", "address", "link"}),
        "api-key-created": frozenset({"name", "time", "address", "link"}),
        "identity-linked": frozenset({"provider", "time", "address", "link"}),
        "team-invitation": frozenset({"team", "captain", "link"}),
        "registration-approved": frozenset({"team", "contest", "link"}),
        "registration-rejected": frozenset({"team", "contest", "reason"}),
    }
)
"""What each template says, all of it text. `link` is a path such as `/verify/3f…`: the worker puts the setting `public_url` before it.
`time` is UTC as a person reads it; `address` the network address of who did it.

`verify`, `already-registered` and `reset-password` go to whoever is named by a stranger: nothing in them is the stranger's to choose.
"""
OPTIONAL: frozenset[Template] = frozenset({"team-invitation", "registration-approved", "registration-rejected"})
"""Mails that somebody can do without; those about an account's security are always sent."""
CHOSEN = frozenset({"team", "captain", "contest", "reason", "agent", "name", "provider"})
"""Values that people choose: no mail program may show a link in one."""
LANGUAGES = ("en", "de")
MAX_VALUE = 500
"""Characters of one value."""


class Mail(msgspec.Struct, frozen=True):
    """What is to be sent."""

    template: Template
    to: str
    """A user's id: the address is looked up when the mail is sent. Or an address, of somebody who has no account."""
    language: str = ""
    """One of `LANGUAGES`; empty: the user's own choice, English where there is none."""
    values: Mapping[str, str] = {}


class _Sealing:
    vault: Vault | None = None


def seal_with(vault: Vault) -> None:
    """The keys of this process's mails, set once at its start: units of work begin where nobody has a vault at hand."""
    _Sealing.vault = vault.only("mail", "address")


async def write(connection: Connection, mails: Sequence[Mail]) -> list[outbox.Message]:
    """Stores mails and gives the outbox messages that have them sent."""
    vault = _Sealing.vault
    if vault is None:
        raise TypeError("mails cannot be sealed: call core_api.storage.mail.seal_with when the process starts")
    messages = []
    for mail in mails:
        id = ids.new()
        is_address = "@" in mail.to
        await connection.execute(
            "insert into mails (id, user_id, address_sealed, template, language, values_sealed) values ($1, $2, $3, $4, $5, $6)",
            id,
            None if is_address else mail.to,
            addresses.seal(vault, owner(id), mail.to) if is_address else None,
            mail.template,
            mail.language,
            vault.seal("mail", (id,), msgspec.json.encode(dict(mail.values))),
        )
        messages.append(message(id))
    return messages


def message(id: str) -> outbox.Message:
    """The request to send a stored mail."""
    return outbox.Message("mail", "mail", "mail", f"mail:{id}", id.encode())


def owner(id: str) -> str:
    """What the address of a mail is sealed as, beside those of accounts."""
    return f"mail/{id}"


def check(mail: Mail) -> None:
    """Raises `TypeError` for a mail that the program makes wrongly, `Invalid` for a value or an address with a control character."""
    if mail.template not in VALUES:
        raise TypeError(f"there is no template {mail.template!r}")
    if wrong := VALUES[mail.template] ^ mail.values.keys():
        raise TypeError(f"template {mail.template}: values {', '.join(sorted(wrong))} are missing or unknown")
    if mail.language and mail.language not in LANGUAGES:
        raise TypeError(f"there is no language {mail.language!r}")
    if not mail.values.get("link", "/").startswith("/"):
        raise TypeError("a link is a path, which begins with /")
    for name, value in {**mail.values, "to": mail.to}.items():
        if len(value) > MAX_VALUE or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
            raise Invalid(f"{name} of a mail must be one line of at most {MAX_VALUE} characters", field=name)
