"""What the load of `loadtest.api` asks for: a recorded contest, accounts with access tokens, and their judged submissions.

Accounts and submissions are written to the stores themselves: registering hundreds of accounts and judging thousands of programs would
take longer than the measurement, and is measured elsewhere.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import NamedTuple

import asyncpg
import bcrypt

from loadtest.platform import Platform
from realtime.runtime import ids
from realtime.security.names import skeleton
from realtime.security.tokens import Signer, read_private
from realtime.security.vault import Vault
from realtime.storage import judgements
from realtime.storage.documents import MongoDocuments
from realtime.storage.judgements import Judgement, TestResult

PASSWORD = "loadtest-1!"  # noqa: S105  # of accounts in a folder that is deleted afterwards
COST = 12
"""Of bcrypt, as the platform has it: logins must cost what they cost."""
TESTS = 40
"""Of one submission: a usual problem has as many."""
PROBLEM = "p0"


class Person(NamedTuple):
    id: str
    email: str
    token: str
    submissions: tuple[str, ...]


class Stores(NamedTuple):
    """What the role `api` works with, as its environment says."""

    postgres: str
    redis: str
    mongo: str
    api: str
    """URL of the role itself."""
    secret_key: str

    @classmethod
    def of(cls, running: Platform) -> Stores:
        pid = json.loads((running.data / "running.json").read_text())["processes"]["api"]
        pairs = (line.partition("=") for line in Path(f"/proc/{pid}/environ").read_text().split("\0"))
        found = {name: value for name, _, value in pairs}
        names = ("postgres_url", "redis_url", "mongo_url", "api_url", "secret_key")
        return cls(*(found[f"PODIUM_{name.upper()}"] for name in names))


async def make_people(stores: Stores, count: int, submissions: int) -> list[Person]:
    """Accounts, each with judged submissions outside of contests."""
    vault = Vault(stores.secret_key)
    hashed = (await asyncio.to_thread(bcrypt.hashpw, PASSWORD.encode(), bcrypt.gensalt(COST))).decode()
    connection = await asyncpg.connect(stores.postgres)
    documents = MongoDocuments(stores.mongo)
    people = []
    try:
        signer = await _signer(connection, vault)
        for number in range(count):
            id, name, email = ids.new(), f"Person {number:04}", f"person{number}@example.org"
            sealed = vault.seal("address", (id,), email.encode())
            await connection.execute(
                "insert into users (id, email_key, email_sealed, name, name_key, password_hash) values ($1, $2, $3, $4, $5, $6)",
                id,
                vault.name("address", email.encode()),
                sealed,
                name,
                skeleton(name),
                hashed,
            )
            made = tuple([await _submission(connection, documents, vault, id) for _ in range(submissions)])
            people.append(Person(id, email, signer.sign(id, name, ()), made))
    finally:
        await connection.close()
        await documents.close()
    return people


async def _signer(connection: asyncpg.Connection[asyncpg.Record], vault: Vault) -> Signer:
    """With the platform's own key."""
    row = await connection.fetchrow("select id, private_sealed from signing_keys order by signs_from desc limit 1")
    assert row is not None, "an api makes the first key when it starts"
    return Signer(read_private(vault.open("signing-key", (row["id"],), row["private_sealed"])))


async def _submission(connection: asyncpg.Connection[asyncpg.Record], documents: MongoDocuments, vault: Vault, user: str) -> str:
    id = ids.new()
    judgement = f"{id}-1"
    tests = tuple(TestResult(test, "AC", 0.01 * test, 0.012 * test, 8 * 2**20) for test in range(1, TESTS + 1))
    await judgements.keep(documents, vault, id, judgement, Judgement("AC", "", tests, 0.4, 8 * 2**20))
    await connection.execute(
        "insert into submissions (id, problem_id, user_id, team_id, language, source_bytes, task, queue, state, verdict, judgement_id,"
        " judged_at) values ($1, $2, $3, $3, 'python3', 40, '{}', 'regular', 'done', 'AC', $4, now())",
        id,
        PROBLEM,
        user,
        judgement,
    )
    return id
