"""The audit log in PostgreSQL, for readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from core_api.storage.audit.entry import COLUMNS, Entry
from core_api.storage.pool import Pool

_ENTRY = ", ".join(f"a.{column}" for column in COLUMNS)


class Filters(NamedTuple):
    """None: any."""

    actor: str | None
    action: str | None
    kind: str | None
    object: str | None
    address_key: str | None
    network_key: str | None
    outcome: str | None
    marked: bool | None
    since: datetime | None
    until: datetime | None


class FoundEntry(NamedTuple):
    entry: Entry
    sequence: int | None
    actor_name: str | None


_CONDITIONS = {
    "actor": "a.actor = {}",
    "action": "a.action = {}",
    "kind": "a.kind = {}",
    "object": "a.object = {}",
    "address_key": "a.address_key = {}",
    "network_key": "a.network_key = {}",
    "outcome": "a.outcome = {}",
    "marked": "(a.marks <> '{{}}') = {}",
    "since": "a.at >= {}",
    "until": "a.at < {}",
}


class AuditLog:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, filters: Filters, before: str | None, limit: int) -> Sequence[FoundEntry]:
        """The newest first."""
        given: dict[str, Any] = {name: value for name, value in filters._asdict().items() if value is not None}
        conditions = [_CONDITIONS[name].format(f"${number}") for number, name in enumerate(given, 1)]
        arguments = [*given.values()]
        if given.get("marked"):
            conditions.append("a.marks <> '{}'")  # as the index of marked rows has it
        if before is not None:
            arguments.append(before)
            conditions.append(f"a.id < ${len(arguments)}")
        rows = await self._pool.fetch(
            f"select {_ENTRY}, c.sequence, u.name as actor_name from audit a left join audit_chain c on c.entry = a.id"
            f" left join users u on u.id = a.actor where {' and '.join(conditions or ['true'])} order by a.id desc limit {int(limit)}",
            *arguments,
        )
        return [FoundEntry(Entry.of_row(dict(row)), row["sequence"], row["actor_name"]) for row in rows]
