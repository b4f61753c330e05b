"""A row of the audit log, and how the fields of a thing before and after an act become part of it.

Rows are kept for ever and read by people: they name public fields, with bounds, and never hold secrets. A field that is called like a
secret is refused as a mistake of the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec

from core_api.storage.acting import Acting

Outcome = Literal["done", "refused"]
Fields = Mapping[str, object] | msgspec.Struct
"""Of a thing, by name."""

SECRETS = frozenset(
    {"password", "password_hash", "secret", "token", "access_token", "refresh_token", "code", "key", "package_key"}
    | {"source", "checker_source", "input", "answer", "email"}
)
"""Names of fields that no row holds, at any depth. Addresses of e-mail are personal data that the platform keeps sealed."""
MAX_TEXT = 500
"""Characters of a text. Statements and clarifications are kept where they belong; a row says that they changed."""
MAX_ITEMS = 100
"""Of a list: a contest has some tens of problems, an account some roles."""
MAX_BYTES = 16 * 2**10
"""Of the fields before or after, as JSON. An act on a thousand things is a thousand rows, or one that says how many."""
NOTHING = msgspec.Raw(b"null")


class Entry(msgspec.Struct, frozen=True):
    """All that is hashed, in this order."""

    id: str
    at: datetime
    actor: str | None
    roles: tuple[str, ...]
    session: str
    address_key: str
    network_key: str
    address_sealed: bytes
    request: str
    action: str
    kind: str
    object: str
    before: msgspec.Raw
    after: msgspec.Raw
    outcome: Outcome
    reason: str
    """Code of the error that a refused act got."""
    times: int
    """How often it was refused, where several refusals are one row."""
    marks: tuple[str, ...]

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Entry:
        raw = {name: msgspec.Raw(row[name].encode()) for name in ("before", "after")}
        lists = {name: tuple(row[name]) for name in ("roles", "marks")}
        return cls(**{name: row[name] for name in cls.__struct_fields__} | raw | lists)

    def row(self) -> tuple[Any, ...]:
        """Values of the columns of their names."""
        values = msgspec.structs.asdict(self)
        values |= {name: bytes(values[name]).decode() for name in ("before", "after")}
        return tuple(list(value) if isinstance(value, tuple) else value for value in values.values())


COLUMNS = Entry.__struct_fields__
_encode = msgspec.json.Encoder().encode


def encoded(entry: Entry) -> bytes:
    """What is hashed, and exported."""
    return _encode(entry)


def digest(entry: Entry) -> bytes:
    return hashlib.sha256(encoded(entry)).digest()


class Draft(NamedTuple):
    """An act that is to be written when the transaction ends."""

    acting: Acting
    kind: str
    object: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    outcome: Outcome = "done"
    reason: str = ""
    times: int = 1
    marks: tuple[str, ...] = ()


def changes(before: Fields | None, after: Fields | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The fields of a thing that an act made or removed; of one that it changed, those that differ. Raises `TypeError` for secrets."""
    old, new = _plain(before), _plain(after)
    if old is not None and new is not None:
        differ = [name for name in (*old, *(name for name in new if name not in old)) if old.get(name) != new.get(name)]
        old = {name: old[name] for name in differ if name in old}
        new = {name: new[name] for name in differ if name in new}
    return _bounded(old), _bounded(new)


def text(fields: dict[str, Any] | None) -> msgspec.Raw:
    return NOTHING if fields is None else msgspec.Raw(_encode(fields))


def _plain(fields: Fields | None) -> dict[str, Any] | None:
    if fields is None:
        return None
    # through JSON: a tuple from a struct and a list from a row are equal
    plain: dict[str, Any] = msgspec.json.decode(_encode(fields if isinstance(fields, msgspec.Struct) else dict(fields)))
    _refuse_secrets(plain)
    return plain


def _refuse_secrets(value: object) -> None:
    if isinstance(value, dict):
        if secret := SECRETS & value.keys():
            raise TypeError(f"the audit log holds no field {min(secret)!r}: name the public fields that an act changes")
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_secrets(item)


def _bounded(fields: dict[str, Any] | None) -> dict[str, Any] | None:
    if fields is None:
        return None
    bounded: dict[str, Any] = _cut(fields)
    size = len(_encode(bounded))
    return bounded if size <= MAX_BYTES else {"left_out": f"{size:,} bytes of {', '.join(fields)}"[:MAX_TEXT]}


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else f"{value[:MAX_TEXT]} … ({len(value):,} characters)"
    if isinstance(value, dict):
        return {name: _cut(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        more = len(value) - MAX_ITEMS
        return [*map(_cut, value[:MAX_ITEMS]), *([f"… {more:,} more"] if more > 0 else [])]
    return value
