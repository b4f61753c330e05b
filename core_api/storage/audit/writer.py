"""Writing to the audit log, within the transaction of the act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from prometheus_client import Counter

from core_api.storage.audit import keys, marks
from core_api.storage.audit.entry import COLUMNS, Draft, Entry, digest, text
from core_api.storage.pool import Connection
from realtime.runtime import ids

WRITTEN = Counter("podium_audit_rows_total", "Rows of the audit log", ["outcome"])
MARKED = Counter("podium_audit_marked_total", "Rows of the audit log that are unusual", ["mark"])

_COLUMNS = ", ".join((*COLUMNS, "code"))
_VALUES = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 2))
_INSERT = (
    f"with written as (insert into audit ({_COLUMNS}) values ({_VALUES}) returning id) insert into audit_waiting select id from written"
)


async def write(connection: Connection, drafts: Sequence[Draft]) -> list[Entry]:
    """Adds rows to the running transaction; `chain` links them once it is committed."""
    names = sorted(ids.new() for _ in drafts)  # those of one millisecond are in no order by themselves
    entries = [await _entry(connection, id, draft) for id, draft in zip(names, drafts, strict=True)]
    rows = [(*entry.row(), keys.held().code(digest(entry))) for entry in entries]
    if len(rows) == 1:
        await connection.execute(_INSERT, *rows[0])
    else:
        await connection.executemany(_INSERT, rows)
    return entries


def count(entries: Sequence[Entry]) -> None:
    """For the metrics, after the commit."""
    for entry in entries:
        WRITTEN.labels(entry.outcome).inc()
        for mark in entry.marks:
            MARKED.labels(mark).inc()


async def _entry(connection: Connection, id: str, draft: Draft) -> Entry:
    acting, held = draft.acting, keys.held()
    entry = Entry(
        id=id,
        at=datetime.now(UTC),
        actor=acting.user,
        roles=acting.roles,
        session=acting.session,
        address_key=held.address_key(acting.address),
        network_key=held.network_key(acting.address),
        address_sealed=held.seal_address(id, acting.address),
        request=acting.request,
        action=acting.action,
        kind=draft.kind,
        object=draft.object,
        before=text(draft.before),
        after=text(draft.after),
        outcome=draft.outcome,
        reason=draft.reason,
        times=draft.times,
        marks=(),
    )
    found = await marks.of(connection, draft, entry)
    return msgspec.structs.replace(entry, marks=found) if found else entry
