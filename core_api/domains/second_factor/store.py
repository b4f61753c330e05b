"""Second factors, recovery codes and begun logins in PostgreSQL. Secrets are sealed, codes and challenges stand there as hashes only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.vault import Vault


class FactorRow(msgspec.Struct, frozen=True):
    user_id: str
    secret_sealed: bytes
    confirmed_at: datetime | None
    last_step: int
    failures: int
    failures_since: datetime | None


class ChallengeRow(msgspec.Struct, frozen=True):
    user_id: str
    methods: tuple[str, ...]
    until: datetime
    tries: int


_FACTOR = "user_id, secret_sealed, confirmed_at, last_step, failures, failures_since"


class SecondFactors:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("second-factor")

    async def find(self, user: str) -> FactorRow | None:
        return rows.optional(FactorRow, await self.pool.fetchrow(f"select {_FACTOR} from second_factors where user_id = $1", user))

    async def lock(self, work: UnitOfWork, user: str) -> FactorRow | None:
        """Locked: two codes are checked one after the other, so that none counts twice."""
        row = await work.connection.fetchrow(f"select {_FACTOR} from second_factors where user_id = $1 for update", user)
        return rows.optional(FactorRow, row)

    def secret(self, row: FactorRow) -> str:
        """Base32. Raises `Damaged`."""
        return self._vault.open("second-factor", (row.user_id,), row.secret_sealed).decode()

    async def begin(self, work: UnitOfWork, user: str, secret: str, now: datetime) -> None:
        """Replaces a factor that was never confirmed."""
        await work.connection.execute(
            "insert into second_factors (user_id, secret_sealed, made_at) values ($1, $2, $3) on conflict (user_id)"
            " do update set secret_sealed = $2, made_at = $3, failures = 0 where second_factors.confirmed_at is null",
            user,
            self._vault.seal("second-factor", (user,), secret.encode()),
            now,
        )

    async def confirm(self, work: UnitOfWork, user: str, now: datetime) -> None:
        await work.connection.execute("update second_factors set confirmed_at = $2 where user_id = $1", user, now)

    async def remove(self, work: UnitOfWork, user: str) -> bool:
        """With its recovery codes and logins that were begun. False: there is none."""
        await work.connection.execute("delete from login_challenges where user_id = $1", user)
        return bool(await work.connection.execute("delete from second_factors where user_id = $1", user) != "DELETE 0")

    async def note_step(self, work: UnitOfWork, user: str, step: int) -> None:
        """A code was right: neither it nor an earlier one is accepted again."""
        await work.connection.execute("update second_factors set last_step = $2, failures = 0 where user_id = $1", user, step)

    async def note_failure(self, work: UnitOfWork, user: str, failures: int, since: datetime) -> None:
        await work.connection.execute(
            "update second_factors set failures = $2, failures_since = $3 where user_id = $1", user, failures, since
        )

    # recovery codes

    async def replace_codes(self, work: UnitOfWork, factor: FactorRow, codes: Sequence[str]) -> None:
        await work.connection.execute("delete from recovery_codes where user_id = $1", factor.user_id)
        hashes = [self._hash(factor, code) for code in codes]
        await work.connection.execute("insert into recovery_codes (user_id, hash) select $1, unnest($2::text[])", factor.user_id, hashes)

    async def use_code(self, work: UnitOfWork, factor: FactorRow, code: str, now: datetime) -> bool:
        """False: it is none, or was used before."""
        done = await work.connection.execute(
            "update recovery_codes set used_at = $3 where user_id = $1 and hash = $2 and used_at is null",
            factor.user_id,
            self._hash(factor, code),
            now,
        )
        return bool(done != "UPDATE 0")

    async def codes_left(self, user: str) -> int:
        found: int = await self.pool.fetchval("select count(*) from recovery_codes where user_id = $1 and used_at is null", user)
        return found

    def _hash(self, factor: FactorRow, code: str) -> str:
        """Codes are short: only who can open the seal of the factor's secret can try them against the hash."""
        return hashlib.blake2b(code.encode(), key=self.secret(factor).encode(), digest_size=20).hexdigest()

    # logins whose first step is done

    async def add_challenge(self, work: UnitOfWork, hashed: bytes, challenge: ChallengeRow, now: datetime) -> None:
        """Forgets those that have expired."""
        await work.connection.execute("delete from login_challenges where until < $1", now)
        await work.connection.execute(
            "insert into login_challenges (hash, user_id, methods, until) values ($1, $2, $3, $4)",
            hashed,
            challenge.user_id,
            list(challenge.methods),
            challenge.until,
        )

    async def try_challenge(self, work: UnitOfWork, hashed: bytes) -> ChallengeRow | None:
        """Counts one try."""
        row = await work.connection.fetchrow(
            "update login_challenges set tries = tries + 1 where hash = $1 returning user_id, methods, until, tries", hashed
        )
        return rows.optional(ChallengeRow, row)

    async def end_challenge(self, work: UnitOfWork, hashed: bytes) -> bool:
        """False: there is none, or not any more."""
        return bool(await work.connection.execute("delete from login_challenges where hash = $1", hashed) != "DELETE 0")
