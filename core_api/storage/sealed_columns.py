"""Columns of PostgreSQL that hold seals of their own, for `podium reseal` with a new key. Addresses of accounts are found by a hash too."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from core_api.storage import mail
from realtime.security.vault import Kind, Name


class SealedColumn(NamedTuple):
    table: str
    id: str
    """Column that names the row."""
    column: str
    kind: Kind
    name: Callable[[str], Name]
    """What a row's seal names, by its id."""


SEALED_COLUMNS = (
    SealedColumn("mails", "id", "values_sealed", "mail", lambda id: (id,)),
    SealedColumn("mails", "id", "address_sealed", "address", lambda id: (mail.owner(id),)),
    SealedColumn("prints", "id", "source_sealed", "print", lambda id: (id,)),
    SealedColumn("second_factors", "user_id", "secret_sealed", "second-factor", lambda id: (id,)),
)
