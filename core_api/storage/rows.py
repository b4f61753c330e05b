"""Rows of queries as structs: a column is the field of its name. Stores answer with structs, so that no row leaves them untyped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import asyncpg
import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def struct(kind: type[T], record: asyncpg.Record) -> T:
    """Columns without a field are left out. Raises `msgspec.ValidationError` for a row that does not fit."""
    return msgspec.convert(dict(record), kind)


def optional(kind: type[T], record: asyncpg.Record | None) -> T | None:
    return None if record is None else struct(kind, record)


def structs(kind: type[T], records: Sequence[asyncpg.Record]) -> list[T]:
    return [struct(kind, record) for record in records]
