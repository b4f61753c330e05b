"""Reading the audit log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec

from core_api.domains.audit.models import AuditEntry, AuditPage, AuditQuery, AuditVerification
from core_api.domains.audit.store import AuditLog, Filters, FoundEntry
from core_api.router.pages import Cursor
from core_api.storage.audit.keys import AuditKeys
from core_api.storage.audit.verification import Verifier
from realtime.runtime.errors import Invalid

CURSOR: Cursor[str] = Cursor("audit", str)


class AuditService:
    def __init__(self, log: AuditLog, keys: AuditKeys, verifier: Callable[[], Verifier]) -> None:
        self._log = log
        self._keys = keys
        self._verifier = verifier
        self._verifying = asyncio.Lock()
        """One at a time: each reads the whole log."""

    async def verification(self) -> AuditVerification:
        """Raises `Unavailable`."""
        async with self._verifying:
            report = await self._verifier().run()
        fields = {name: getattr(report, name) for name in report.__struct_fields__}
        return AuditVerification(whole=report.whole, **fields)

    async def page(self, query: AuditQuery) -> AuditPage:
        """Raises `Invalid`."""
        network = query.address is not None and "/" in query.address
        filters = Filters(
            actor=query.actor,
            action=query.action,
            kind=query.kind,
            object=query.object,
            address_key=None if query.address is None or network else self._keys.address_key(query.address),
            network_key=self._keys.network_key((query.address or "").partition("/")[0]) if network else None,
            outcome=query.outcome,
            marked=query.marked,
            since=_aware(query.since, "since"),
            until=_aware(query.until, "until"),
        )
        found = await self._log.page(filters, CURSOR.read(query.cursor), query.limit + 1)
        shown, more = CURSOR.cut(found, query.limit, lambda row: row.entry.id)
        return AuditPage(entries=[self._entry(row) for row in shown], next=more)

    def _entry(self, found: FoundEntry) -> AuditEntry:
        entry = found.entry
        fields = {name: getattr(entry, name) for name in AuditEntry.__struct_fields__ if hasattr(entry, name)}
        fields |= {name: msgspec.json.decode(fields[name]) for name in ("before", "after")}
        address = self._keys.open_address(entry.id, entry.address_sealed)
        return AuditEntry(**fields, sequence=found.sequence, actor_name=found.actor_name, address=address)


def _aware(moment: datetime | None, field: str) -> datetime | None:
    """Raises `Invalid` for a time without its zone."""
    if moment is not None and moment.tzinfo is None:
        raise Invalid(f"{field} needs a time zone, as in 2026-11-28T20:15:00Z", field=field)
    return moment
