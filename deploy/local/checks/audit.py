"""Check of the audit log: whether the role of PostgreSQL that the platform's processes use could change it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from deploy.local.checks.finding import Finding
from deploy.local.running import settings_of
from realtime.runtime import settings
from realtime.runtime.errors import PodiumError

ANSWER_SECONDS = 3.0
_ALLOWED = (
    "select coalesce(bool_or(has_table_privilege(c.oid, privilege)), false)"
    " from pg_class c, unnest(array['update', 'delete', 'truncate']) privilege"
    " where c.oid in (to_regclass('audit'), to_regclass('audit_chain'))"
)


def audit(data: Path) -> list[Finding]:
    """Nothing where no database answers, or no platform runs: other checks tell that."""
    try:
        given = settings.load()
        url = given.postgres_url or settings_of(data).postgres_url
        return [judge(asyncio.run(_may_change(url)))]
    except (PodiumError, OSError, TimeoutError, asyncpg.PostgresError):
        return []


def judge(may_change: bool) -> Finding:
    if not may_change:
        return Finding("audit log", "good", "the role of the platform's processes can only add to it")
    return Finding(
        "audit log",
        "limited",
        "the role of PODIUM_POSTGRES_URL may change its tables: triggers and the hash chain alone protect it",
        "let another role own the tables (PODIUM_POSTGRES_OWNER_URL); this one needs select and insert on audit and audit_chain, no more",
    )


async def _may_change(url: str) -> bool:
    connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS)
    try:
        return bool(await connection.fetchval(_ALLOWED))
    finally:
        await connection.close()
