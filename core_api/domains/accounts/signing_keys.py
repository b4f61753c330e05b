"""Keys that sign access tokens: kept in PostgreSQL, sealed, and changed without logging anybody out.

A new key is published with the others (`GET /auth/jwks`) and signs only when everybody who checks tokens has had time to read it. The old
one goes on to check tokens until its last one has expired. Example with the times of a rotation at 12:00:

    12:00  `podium keys rotate`: the new key is published       12:06  it signs, the old one checks only       13:07  the old one is dropped

Where a key was stolen nothing waits: the old ones are gone at once, and with them all access tokens. Clients refresh, sessions go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from core_api.storage import rows, unit_of_work
from core_api.storage.pool import AWAY, Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Damaged
from realtime.security.tokens import ACCESS, Signer, key_id, new_key, private_bytes, read_private
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

RELOAD_SECONDS = 10.0
"""How often a role `api` reads the keys."""
AHEAD = timedelta(minutes=6)
"""From publishing a key to signing with it: others may keep the published keys for five minutes."""
KEEP = ACCESS + timedelta(minutes=1)
"""How long a key that signs no more is needed."""
_LOCK = 0x6B657973
"""Advisory lock: one process makes keys at a time."""


class KeyRow(msgspec.Struct, frozen=True):
    id: str
    private_sealed: bytes
    signs_from: datetime
    signs_until: datetime | None


class SigningKeys:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault.only("signing-key")
        self._opened: dict[str, RSAPrivateKey] = {}

    async def load(self, now: datetime) -> tuple[RSAPrivateKey, list[RSAPrivateKey]]:
        """The key that signs now, and all whose tokens are good; the first key of a new platform is made.

        Raises `Damaged` where another `secret_key` sealed one.
        """
        found = await self._all(now)
        if not found:
            async with unit_of_work.begin(self._pool, unaudited="the first key of a platform") as work:
                await work.connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
                if not await work.connection.fetchval("select exists (select from signing_keys where signs_until is null)"):
                    await self._add(work, now)
            found = await self._all(now)
        self._opened = {row.id: self._opened.get(row.id) or self._open(row) for row in found}
        signing = [row for row in found if row.signs_from <= now] or found
        return self._opened[signing[-1].id], list(self._opened.values())

    async def rotate(self, now: datetime, *, at_once: bool = False) -> tuple[str, datetime]:
        """Makes a new key: its id, and when it signs. `at_once`: the others were stolen, or are lost, and are gone."""
        signs_from = now if at_once else now + AHEAD
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
            if at_once:
                await work.connection.execute("delete from signing_keys")
            else:
                await work.connection.execute("delete from signing_keys where signs_until < $1", now - KEEP)
                await work.connection.execute("update signing_keys set signs_until = $1 where signs_until is null", signs_from)
            id = await self._add(work, signs_from)
            work.audit("signing-key", id, after={"signs_from": signs_from.isoformat(), "at_once": at_once})
        return id, signs_from

    async def _all(self, now: datetime) -> Sequence[KeyRow]:
        """Those whose tokens are good, the last to sign at the end."""
        found = await self._pool.fetch(
            "select id, private_sealed, signs_from, signs_until from signing_keys where signs_until is null or signs_until > $1"
            " order by signs_from, id",
            now - KEEP,
        )
        return rows.structs(KeyRow, found)

    async def _add(self, work: UnitOfWork, signs_from: datetime) -> str:
        key = await asyncio.to_thread(new_key)  # takes a good part of a second
        id = key_id(key.public_key())
        sealed = self._vault.seal("signing-key", (id,), private_bytes(key))
        await work.connection.execute(
            "insert into signing_keys (id, private_sealed, signs_from) values ($1, $2, $3)", id, sealed, signs_from
        )
        return id

    def _open(self, row: KeyRow) -> RSAPrivateKey:
        try:
            return read_private(self._vault.open("signing-key", (row.id,), row.private_sealed))
        except Damaged:
            raise Damaged(
                f"the key {row.id}, which signs access tokens, cannot be opened: secret_key is another one than when it was made"
                " (podium reseal), or the row was changed (podium keys rotate --at-once makes a new one)"
            ) from None


async def keep_current(keys: SigningKeys, signer: Signer) -> None:
    """Has a signer sign with the key of now, for ever. Raises what the first reading raises; later ones are tried again."""
    while True:
        await asyncio.sleep(RELOAD_SECONDS)
        try:
            signer.use(*await keys.load(datetime.fromtimestamp(signer.clock(), UTC)))
        except (Damaged, *AWAY) as error:
            log.warning("the keys that sign access tokens stay as they are: %r", error)
