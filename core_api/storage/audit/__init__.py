"""Audit log: who did what, written in the transaction of the act, append-only and hash-chained.

- `entry`: what a row holds, and what it must not
- `keys`: codes, signatures and sealed addresses, under keys that the database does not have
- `writer`: adds rows to a running transaction; the unit of work calls it
- `marks`: rules for what is unusual
- `chain`: links rows that were committed, in the role `worker`
- `verification`: finds rows that were changed, removed or added by somebody else

docs/adr/0011-audit.md says why it is made so.
"""

from __future__ import annotations

from core_api.storage.audit import keys, night
from realtime.runtime.settings import Settings


def use(settings: Settings) -> None:
    """Sets the process's keys and rules. Roles and commands that write call it as they start. Raises `BadSetting`."""
    keys.use(keys.AuditKeys(settings.secret_key))
    night.use(night.parsed(settings.audit_night, settings.audit_timezone))
