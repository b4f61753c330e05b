"""The audit log against who has the database: the role of the platform's processes, the owner of the tables, a thief of a backup."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from core_api.storage import pool as postgres
from core_api.storage import unit_of_work
from core_api.storage.acting import Acting
from core_api.storage.audit import verification
from core_api.storage.audit.chain import HEAD, Chain, hash_of
from core_api.storage.audit.entry import COLUMNS, Entry, digest
from core_api.storage.audit.keys import AuditKeys
from core_api.storage.audit.verification import Report, Verifier
from core_api.storage.migrate import migrate
from core_api.storage.pool import Connection, Pool
from deploy.local.servers.postgres import APP
from realtime.backbone.memory import MemoryBackbone
from realtime.runtime.errors import Damaged
from tests.api.fixtures import Stores
from tests.logs import SECRET_KEY
from tests.security.test_embedded_servers import as_app

OTHER_KEY = "11" * 32
ADA = Acting("ada", "s", "192.0.2.7", "r", "PUT /things", ("admin",))


class Log(NamedTuple):
    """An audit log of a test's own, as the platform's processes use it, and its tables' owner."""

    pool: Pool
    owner: Connection
    backbone: MemoryBackbone

    @property
    def chain(self) -> Chain:
        return Chain(self.pool, self.backbone, AuditKeys(SECRET_KEY))

    async def act(self, times: int = 5) -> None:
        """So many acts, linked."""
        for number in range(times):
            async with unit_of_work.begin(self.pool) as work:
                work.audit("thing", str(number), after={"size": number}, acting_as=ADA)
        while await self.chain.step():
            pass

    async def verify(self, *keys: str, exported: Sequence[bytes] = ()) -> Report:
        held = [AuditKeys(key) for key in keys or (SECRET_KEY,)]
        return await Verifier(self.pool, self.backbone, held, verification.read_export(exported)).run()

    async def export(self) -> list[bytes]:
        return [line async for line in verification.export(self.pool)]

    async def tamper(self, statement: str, *arguments: object) -> None:
        """As the owner of the tables, who can switch the triggers off."""
        async with self.owner.transaction():
            for table in ("audit", "audit_chain"):
                await self.owner.execute(f"alter table {table} disable trigger user")
            await self.owner.execute(statement, *arguments)
            for table in ("audit", "audit_chain"):
                await self.owner.execute(f"alter table {table} enable trigger user")


@pytest_asyncio.fixture(loop_scope="session")
async def log(stores: Stores, store_urls: dict[str, str]) -> AsyncIterator[Log]:
    name = f"audit_{uuid.uuid4().hex}"
    owner = await asyncpg.connect(store_urls["postgres"], server_settings={"search_path": name})
    await owner.execute(f"create schema {name}")
    await owner.execute(f"grant usage on schema {name} to {APP}")
    await owner.execute(f"alter default privileges in schema {name} grant select, insert, update, delete on tables to {APP}")
    await migrate(f"{store_urls['postgres']}?search_path={name}")
    pool = await postgres.connect(f"{as_app(store_urls['postgres'])}?search_path={name}")
    yield Log(pool, owner, MemoryBackbone())
    await pool.close()
    await owner.execute(f"drop schema {name} cascade")
    await owner.close()


async def test_acts_of_the_platform_are_a_chain_without_gaps(log: Log) -> None:
    assert (await log.verify()).problems == ["no head of the chain is kept in NATS: rows may have been cut off unseen"]
    await log.act(7)
    report = await log.verify()
    assert (report.problems, report.notes, report.links, report.waiting, report.earlier_key) == ([], [], 7, 0, 0)
    rows = await log.pool.fetch("select sequence, entry from audit_chain order by sequence")
    assert [row["sequence"] for row in rows] == list(range(1, 8))
    assert [row["entry"] for row in rows] == sorted(row["entry"] for row in rows)


@pytest.mark.parametrize("table", ["audit", "audit_chain"])
@pytest.mark.parametrize(
    "statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade", "alter table {} disable trigger all", "drop table {}"]
)
async def test_the_role_of_the_processes_only_adds_rows(log: Log, table: str, statement: str) -> None:
    await log.act(1)
    column = "object" if table == "audit" else "entry"
    text = statement.format(table, column, column)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with unit_of_work.begin(log.pool) as work:
            await work.connection.execute(text)
    if not statement.startswith(("alter", "drop")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await log.owner.execute(text)
    assert (await log.verify()).whole


CHANGES = {
    "a field of a row": ("update audit set object = 'x' where id = (select entry from audit_chain where sequence = 3)", "was changed"),
    "what it was before": (
        "update audit set after = '{\"size\":9}' where id = (select entry from audit_chain where sequence = 3)",
        "was changed",
    ),
    "who did it": ("update audit set actor = 'eve' where id = (select entry from audit_chain where sequence = 5)", "was changed"),
    "the hash of a link": ("update audit_chain set hash = sha256('') where sequence = 2", "was changed"),
    "the last hash": ("update audit_chain set hash = sha256('') where sequence = 5", "not signed by the platform"),
    "a link, its row stays": ("delete from audit_chain where sequence = 2", "links 2 to 2 were removed"),
    "the last links, their rows stay": ("delete from audit_chain where sequence > 3", "is in no link and waits for none"),
    "a row and its link": (
        "with gone as (delete from audit_chain where sequence = 2 returning entry) delete from audit using gone where id = entry",
        "links 2 to 2 were removed",
    ),
    "the tail": (
        "with gone as (delete from audit_chain where sequence > 3 returning entry) delete from audit using gone where id = entry",
        "the chain ends at link 3, the head kept in NATS is 5",
    ),
    "all of it": (
        "with gone as (delete from audit_chain returning entry) delete from audit using gone where id = entry",
        "the chain ends at link 0, the head kept in NATS is 5",
    ),
    "the order of two rows": (
        "update audit_chain set sequence = 99 where sequence = 2; update audit_chain set sequence = 2 where sequence = 3;"
        " update audit_chain set sequence = 3 where sequence = 99",
        "was changed",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_what_the_owner_of_the_tables_changes_or_removes_is_found(log: Log, what: str) -> None:
    statement, words = CHANGES[what]
    await log.act(5)
    await log.tamper("alter table audit_chain drop constraint audit_chain_entry_fkey")
    await log.tamper(statement)
    report = await log.verify()
    assert any(words in problem for problem in report.problems), report


async def test_a_chain_that_is_made_anew_has_no_signature(log: Log) -> None:
    """Whoever knows how the hashes are made but has not the key."""
    await log.act(5)
    await log.tamper("update audit set actor = 'eve' where id = (select entry from audit_chain where sequence = 2)")
    rows = await log.pool.fetch(f"select {', '.join(COLUMNS)} from audit join audit_chain on entry = id order by sequence")
    previous = bytes(32)
    for number, row in enumerate(rows, 1):
        previous = hash_of(previous, digest(Entry.of_row(dict(row))))
        await log.tamper("update audit_chain set hash = $2 where sequence = $1", number, previous)
    report = await log.verify()
    assert "the newest 4 links are not signed by the platform, or secret_key is another one" in report.problems
    assert "link 5 is not the head that is kept in NATS: the chain was made anew" in report.problems


async def test_a_row_that_the_platform_has_not_written_is_never_linked(log: Log) -> None:
    await log.act(2)
    copied = (
        "insert into audit select ($1 || substr(id, 2)), "
        + ", ".join(f"a.{name}" for name in (*COLUMNS[1:], "code"))
        + " from audit a limit 1"
    )
    async with unit_of_work.begin(log.pool) as work:  # as an injected statement would
        await work.connection.execute(copied, "x")
        await work.connection.execute("insert into audit_waiting select id from audit where id like 'x%'")
    assert any("was not written by the platform" in problem for problem in (await log.verify()).problems)
    await log.act(2)
    report = await log.verify()
    assert report.links == 4
    assert any("was not written by the platform" in problem for problem in report.problems)


async def test_a_row_that_is_kept_from_the_chain_is_found(log: Log) -> None:
    await log.act(2)
    async with unit_of_work.begin(log.pool) as work:
        work.audit("thing", "hidden", acting_as=ADA)
    assert (await log.verify()).waiting == 1
    async with unit_of_work.begin(log.pool) as work:
        await work.connection.execute("delete from audit_waiting")
    (problem,) = (await log.verify()).problems
    assert "is in no link and waits for none" in problem


async def test_a_tail_that_was_cut_off_is_noted_in_the_log_itself_before_it_goes_on(log: Log) -> None:
    """Also when the job has been running all the time: the head kept outside is asked before each batch."""
    await log.act(5)
    await log.tamper(
        "with gone as (delete from audit_chain where sequence > 3 returning entry) delete from audit using gone where id = entry"
    )
    await log.act(1)
    row = await log.pool.fetchrow("select * from audit where marks = '{tail-lost}'")
    assert row is not None
    assert (msgspec.json.decode(row["before"])["sequence"], msgspec.json.decode(row["after"])["sequence"]) == (5, 3)
    await log.act(1)
    report = await log.verify()
    assert report.problems == []
    (note,) = report.notes
    assert note.endswith("says that rows before it were lost")


async def remove_head(log: Log) -> None:
    await log.backbone.drop(HEAD)


async def forge_head(log: Log) -> None:
    await log.backbone.keep(HEAD, b'{"sequence":0,"hash":"","signature":""}')


async def copy_head(log: Log) -> None:
    """From a platform with another key."""
    await Chain(log.pool, log.backbone, AuditKeys(OTHER_KEY)).keep((await log.chain.kept()) or pytest.fail())


@pytest.mark.parametrize("change", [remove_head, forge_head, copy_head])
async def test_a_head_that_was_removed_or_forged_is_found_and_noted(log: Log, change: Callable[[Log], Awaitable[None]]) -> None:
    await log.act(3)
    await change(log)
    assert len((await log.verify()).problems) == 1
    await log.act(1)
    assert (len((await log.verify()).notes), (await log.verify()).problems) == (1, [])


async def test_an_export_convicts_a_chain_that_was_made_anew_with_the_key(log: Log) -> None:
    await log.act(4)
    exported = await log.export()
    assert (await log.verify(exported=exported)).whole
    assert (await log.verify(exported=exported[2:])).whole, "a part of it"
    await log.tamper("with gone as (delete from audit_chain returning entry) delete from audit using gone where id = entry")
    await log.backbone.drop(HEAD)
    await log.act(6)
    report = await log.verify(exported=exported)
    assert len([problem for problem in report.problems if "is not the one of the export" in problem]) == 4


@pytest.mark.parametrize("at", [0, 1, 2])
async def test_an_export_that_was_changed_says_so_without_the_database(log: Log, at: int) -> None:
    await log.act(3)
    lines = await log.export()
    assert len(verification.read_export(lines)) == 3
    for changed in (
        [line.replace(b'"ada"', b'"eve"') if number == at else line for number, line in enumerate(lines)],
        [lines[0], lines[2]],
        [*lines, b"{}"],
    ):
        with pytest.raises(Damaged):
            verification.read_export(changed)


async def test_a_new_secret_key_takes_the_chain_over(log: Log) -> None:
    await log.act(3)
    new = Chain(log.pool, log.backbone, AuditKeys(OTHER_KEY))
    from core_api.storage.audit import keys

    async with unit_of_work.begin(log.pool) as work:
        work.audit("thing", "written under the key of before", acting_as=ADA)
    keys.use(AuditKeys(OTHER_KEY))
    try:
        await new.take_over(AuditKeys(SECRET_KEY))
        await new.step()
        await new.take_over(AuditKeys(SECRET_KEY))  # again does no harm
    finally:
        keys.use(AuditKeys(SECRET_KEY))
    report = await log.verify(OTHER_KEY)
    assert (report.problems, report.notes, report.links, report.earlier_key) == ([], [], 5, 4)
    assert (await log.verify(OTHER_KEY, SECRET_KEY)).earlier_key == 0
    assert not (await log.verify(SECRET_KEY)).whole
    await log.tamper("update audit set object = 'x' where id = (select entry from audit_chain where sequence = 1)")
    assert not (await log.verify(OTHER_KEY)).whole, "the chain vouches for rows under the key of before"


async def test_addresses_are_sealed_and_found_by_a_keyed_hash(log: Log) -> None:
    await log.act(1)
    row: Any = await log.pool.fetchrow("select * from audit")
    assert b"192.0.2" not in bytes(row["address_sealed"])
    keys = AuditKeys(SECRET_KEY)
    assert keys.open_address(row["id"], row["address_sealed"]) == "192.0.2.7"
    assert keys.open_address("another", row["address_sealed"]) is None, "in another row's place"
    assert (row["address_key"], row["network_key"]) == (keys.address_key("192.0.2.7"), keys.network_key("192.0.2.99"))
    assert AuditKeys(OTHER_KEY).address_key("192.0.2.7") != row["address_key"]
