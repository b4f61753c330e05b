"""Hash chain of the audit log: links rows once they are committed, and keeps the head of the chain outside of PostgreSQL too.

    digest  = SHA-256 of the row
    hash    = SHA-256(hash of the link before + digest of the row)      the first link follows 32 zero bytes
    signed  = keyed code over sequence and hash

A single job of the role `worker` does it, in batches, in the order in which it finds rows committed; so acts do not wait for each other,
which a chain made in their own transactions would ask for (docs/adr/0011-audit.md). It links only rows with the code of one of the
platform's processes. A changed or removed row breaks the chain, a new chain cannot be signed, and one that was cut off ends before the
head that is kept in NATS.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from typing import NamedTuple

import msgspec
from prometheus_client import Counter, Gauge

from core_api.storage import acting, unit_of_work
from core_api.storage.audit.entry import COLUMNS, Draft, Entry, digest
from core_api.storage.audit.keys import AuditKeys
from core_api.storage.audit.marks import Mark
from core_api.storage.pool import Connection, Pool
from realtime.backbone import Backbone
from realtime.runtime.errors import Fenced

log = logging.getLogger(__name__)

BATCH = 500
"""Rows linked in one transaction."""
IDLE_SECONDS = 1.0
"""How long the job sleeps when nothing waits: a row is unlinked for about so long."""
FIRST = bytes(32)
"""What stands for the hash before the first link."""
HEAD = "audit.head"
"""Name of the head in NATS, beside the snapshots; no contest's id has a dot."""
_LOCK = 0x6175646974
"""Advisory lock that lets one process link at a time, also when two believe to hold the lease."""

LINKED = Gauge("podium_audit_chain_length", "Links of the audit log's hash chain, at the worker that makes them")
FOREIGN = Counter("podium_audit_foreign_rows_total", "Rows of the audit log that the platform has not written: they are not linked")
BROKEN = Gauge("podium_audit_tail_lost", "1 once this worker found a chain without the head that is kept outside of PostgreSQL")


class Link(NamedTuple):
    """The newest one: the head."""

    sequence: int
    hash: bytes


class KeptHead(msgspec.Struct, frozen=True):
    """As it is kept outside of PostgreSQL."""

    sequence: int
    hash: bytes
    signature: bytes


NO_LINK = Link(0, FIRST)


def hash_of(previous: bytes, row: bytes) -> bytes:
    """`row`: its digest."""
    return hashlib.sha256(previous + row).digest()


class Chain:
    def __init__(self, pool: Pool, backbone: Backbone, keys: AuditKeys) -> None:
        self._pool = pool
        self._backbone = backbone
        self._keys = keys

    async def run(self, check_lease: Callable[[], None]) -> None:
        """Until cancelled. `check_lease` raises when another process may be at it."""
        await self.check()
        while True:
            if not await self.step(check_lease):
                await asyncio.sleep(IDLE_SECONDS)

    async def step(self, check_lease: Callable[[], None] = lambda: None) -> bool:
        """Links one batch of rows and keeps the new head. False: none wait."""
        if not await self._pool.fetchval("select exists (select from audit_waiting)"):
            return False
        linked = await self._link(await self.check())
        check_lease()
        await self.keep(linked)
        LINKED.set(linked.sequence)
        return True

    async def _link(self, held: Link) -> Link:
        """Links one batch behind `held`. Raises `Fenced` where the chain goes on from another link."""
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            head = await head_of(work.connection)
            if head != held:
                raise Fenced(f"the audit log's chain was at link {held.sequence} a moment ago, now at {head.sequence}")
            rows = await work.connection.fetch(
                f"select {', '.join(COLUMNS)}, code from audit_waiting join audit on id = entry order by id limit $1", BATCH
            )
            links: list[tuple[int, str, bytes, bytes]] = []
            for row in rows:
                content = digest(Entry.of_row(dict(row)))
                if not self._keys.wrote(content, row["code"]):
                    log.error("row %s of the audit log was not written by the platform, or with another secret_key", row["id"])
                    FOREIGN.inc()
                    continue
                head = Link(head.sequence + 1, hash_of(head.hash, content))
                links.append((head.sequence, row["id"], head.hash, self._keys.signature(head.sequence, head.hash)))
            await work.connection.executemany("insert into audit_chain (sequence, entry, hash, signature) values ($1, $2, $3, $4)", links)
            await work.connection.execute("delete from audit_waiting where entry = any($1::text[])", [row["id"] for row in rows])
        return head

    async def keep(self, head: Link) -> None:
        """Raises `Unavailable`; the next head is kept then."""
        await self._backbone.keep(
            HEAD, msgspec.json.encode(KeptHead(head.sequence, head.hash, self._keys.signature(head.sequence, head.hash)))
        )

    async def kept(self) -> Link | None:
        """The head that is kept outside; None: none is, or none that this key has signed."""
        raw = await self._backbone.kept(HEAD)
        head = None if raw is None else decoded(raw)
        if head is None or not self._keys.signed(head.sequence, head.hash, head.signature):
            return None
        return Link(head.sequence, head.hash)

    async def check(self) -> Link:
        """The head, before links are added: a chain that does not hold the head kept outside is noted in the audit log itself, for ever.

        The platform goes on: an audit log that stops would stop every act, or be switched off.
        """
        kept = await self.kept()
        async with self._pool.acquire() as connection:
            head = await head_of(connection)
            there = await hash_at(connection, kept.sequence) if kept is not None else None
        LINKED.set(head.sequence)
        if kept is None and head == NO_LINK:
            await self.keep(head)  # from now on a missing head is a lost one
            return head
        if kept is not None and there == kept.hash:
            return head
        BROKEN.set(1)
        log.error("the audit log was cut off, or its head in NATS was lost: run 'podium audit verify'")
        with acting.acting_as("job audit-chain"):
            async with unit_of_work.begin(self._pool) as work:
                before = None if kept is None else {"sequence": kept.sequence, "hash": kept.hash.hex()}
                after = {"sequence": head.sequence, "hash": head.hash.hex()}
                work.record(Draft(acting.current(), "audit", "chain", before, after, marks=(Mark.TAIL_LOST,)))
        await self.keep(head)
        return head

    async def take_over(self, previous: AuditKeys) -> None:
        """Under a new key: links what was written under the one before, and signs the head anew."""
        before = Chain(self._pool, self._backbone, previous)
        if await before.kept() is None:
            return  # it was done already, or there is nothing to go on from
        while await before.step():
            pass
        async with self._pool.acquire() as connection:
            head = await head_of(connection)
        with acting.acting_as("podium reseal"):
            async with unit_of_work.begin(self._pool) as work:
                work.audit("audit", "chain", after={"sequence": head.sequence, "hash": head.hash.hex(), "signed": "with a new secret_key"})
        await self.keep(head)


async def head_of(connection: Connection) -> Link:
    row = await connection.fetchrow("select sequence, hash from audit_chain order by sequence desc limit 1")
    return NO_LINK if row is None else Link(row["sequence"], row["hash"])


async def hash_at(connection: Connection, sequence: int) -> bytes | None:
    """Of a link; None: there is none."""
    if sequence == 0:
        return FIRST
    found: bytes | None = await connection.fetchval("select hash from audit_chain where sequence = $1", sequence)
    return found


def decoded(raw: bytes) -> KeptHead | None:
    try:
        return msgspec.json.decode(raw, type=KeptHead)
    except msgspec.MsgspecError:
        return None
