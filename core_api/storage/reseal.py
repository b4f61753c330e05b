"""Brings what earlier versions, or an earlier `secret_key`, have sealed to the seals and key of now: `podium reseal`.

What is brought up to date already is left alone, so that a run that was cut off is run again. An object that none of the keys opens
stays as it is and is named: whoever needs it refuses it.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import NamedTuple

import asyncpg
import msgspec

from core_api.storage import addresses, problem_files, unit_of_work
from core_api.storage.audit.chain import Chain
from core_api.storage.audit.keys import AuditKeys
from core_api.storage.pool import Pool
from core_api.storage.sealed_columns import SEALED_COLUMNS, SealedColumn
from realtime.backbone import Backbone, Entry
from realtime.protocol import subjects
from realtime.runtime.errors import Damaged, NotFound
from realtime.security.authenticator import Authenticator
from realtime.security.vault import Kind, Name, Vault
from realtime.security.vault_version_1 import open_version_1
from realtime.storage import judgements, packages, sources
from realtime.storage.documents import Document, Documents
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.judgements import Judgement
from realtime.storage.log_trust import SINCE, LogTrust, write_mark
from realtime.storage.packages import Case, Head, Package

log = logging.getLogger(__name__)

BATCH = 500
_PACKAGES = "select problem_id, package_key from problem_versions where package_key is not null order by problem_id, version"


class Stores(NamedTuple):
    pool: Pool
    documents: Documents
    backbone: Backbone


class Resealed(NamedTuple):
    sealed: int
    """Packages, files of problems, sources, judgements and addresses that were sealed anew."""
    unreadable: list[str]


class _Opened(NamedTuple):
    plain: bytes
    version: int


class _Outdated(NamedTuple):
    document: Document
    opened: _Opened


class Resealer:
    def __init__(self, stores: Stores, master: str, previous: str = "") -> None:
        """`previous`: the master key of before, where it was changed."""
        self._pool, self._documents, self._backbone = stores
        self._masters = [master, *([previous] if previous else [])]
        self._vaults = [Vault(key) for key in self._masters]
        self._vault = self._vaults[0]
        self._authenticators = [Authenticator(key) for key in self._masters]
        self._audit_keys = [AuditKeys(key) for key in self._masters]
        self._sealed = 0
        self._unreadable: list[str] = []

    async def run(self) -> Resealed:
        """The mark of the log comes last: the roles start only when it is there. Raises `Unavailable`, `Damaged`."""
        for problem, key in await self._pool.fetch(_PACKAGES):
            await self._package(problem, key)
        async for key, problem in self._rows("select id, problem_id from (select key as id, problem_id from problem_files) files"):
            await self._problem_file(problem, key)
        async for _, task in self._rows("select id, task from submissions"):
            await self._source(msgspec.json.decode(task, type=JudgeTask))
        async for id in self._ids(judgements.COLLECTION):
            await self._judgement(id)
        await self._addresses()
        if len(self._masters) > 1:
            for column in SEALED_COLUMNS:
                await self._column(column)
            await Chain(self._pool, self._backbone, self._audit_keys[0]).take_over(self._audit_keys[1])
        await self._mark()
        return Resealed(self._sealed, self._unreadable)

    async def _package(self, problem: str, key: str) -> None:
        try:
            await packages.load(self._documents, self._vault, problem, key)
        except (Damaged, NotFound):
            pass
        else:
            return
        try:
            package = await self._old_package(problem, key)
        except (Damaged, NotFound) as error:
            self._left(error)
            return
        await packages.write(self._documents, self._vault, package, key)
        for ordinal, test in enumerate(package.tests):
            if test.sample:  # they stood among the secret tests
                await self._documents.delete(packages.TESTS, f"{key}/{ordinal}")
        self._sealed += 1

    async def _old_package(self, problem: str, key: str) -> Package:
        document = await self._documents.get(packages.HEADS, key)
        if document is None:
            raise NotFound(f"package {key} of problem {problem} is missing")
        opened = self._open("package", (problem, key), problem if _is_old(key) else "", document)
        if opened.version == 1:
            package, count = msgspec.msgpack.decode(opened.plain, type=Package), int(document["tests"])
        else:
            head = msgspec.msgpack.decode(opened.plain, type=Head)
            package, count = head.package, len(head.samples)
        tests = [await self._old_case(problem, key, ordinal) for ordinal in range(count)]
        return msgspec.structs.replace(package, problem=problem, tests=tuple(tests))

    async def _old_case(self, problem: str, key: str, ordinal: int) -> Case:
        id, name = f"{key}/{ordinal}", (problem, key, ordinal)
        if (sample := await self._documents.get(packages.SAMPLES, id)) is not None:
            return msgspec.msgpack.decode(self._open("sample", name, "", sample).plain, type=Case)
        test = await self._documents.get(packages.TESTS, id)
        if test is None:
            raise NotFound(f"test {ordinal} of package {key} of problem {problem} is missing")
        opened = self._open("test", name, problem if _is_old(key) else "", test, purpose="tests")
        return msgspec.msgpack.decode(opened.plain, type=Case)

    async def _problem_file(self, problem: str, key: str) -> None:
        load = partial(problem_files.load, self._documents, self._vault, problem, key)
        if (found := await self._outdated(problem_files.COLLECTION, key, "attachment", (problem, key), load)) is not None:
            await problem_files.keep(self._documents, self._vault, problem, key, found.opened.plain)
            self._sealed += 1

    async def _source(self, task: JudgeTask) -> None:
        load = partial(sources.load, self._documents, self._vault, task)
        if (found := await self._outdated(sources.COLLECTION, task.submission, "source", sources.name(task), load)) is not None:
            await sources.keep(self._documents, self._vault, task, found.opened.plain)
            self._sealed += 1

    async def _judgement(self, id: str) -> None:
        submission = id.partition("-")[0]
        load = partial(judgements.load, self._documents, self._vault, submission, id)
        if (found := await self._outdated(judgements.COLLECTION, id, "judgement", (submission, id), load)) is not None:
            document, (plain, version) = found
            judgement = _of_version_1(document, plain) if version == 1 else msgspec.msgpack.decode(plain, type=Judgement)
            await judgements.keep(self._documents, self._vault, submission, id, judgement)
            self._sealed += 1

    async def _outdated(self, collection: str, id: str, kind: Kind, name: Name, load: Callable[[], Awaitable[object]]) -> _Outdated | None:
        """A document that only an earlier version or key opens. None for one that is missing, up to date by `load`, or that none opens."""
        document = await self._documents.get(collection, id)
        if document is None:
            return None
        try:
            await load()
        except Damaged:
            try:
                return _Outdated(document, self._open(kind, name, id, document))
            except Damaged as error:
                self._left(error)
        return None

    async def _addresses(self) -> None:
        """Of accounts: version 1 left them in clear."""
        async for id, clear, key, sealed in self._rows("select id, email, email_key, email_sealed from users"):
            if clear is None and sealed is None:  # a deleted account has none
                continue
            try:
                email = clear or self._open("address", (id,), "", {"sealed": sealed}).plain.decode()
            except Damaged as error:
                self._left(error)
                continue
            if clear is None and key == addresses.key(self._vault, email):
                continue
            async with unit_of_work.begin(self._pool) as work:
                await work.connection.execute(
                    "update users set email = null, email_key = $2, email_sealed = $3 where id = $1",
                    id,
                    addresses.key(self._vault, email),
                    addresses.seal(self._vault, id, email),
                )
            self._sealed += 1
        if len(self._masters) > 1:  # links that wait live for minutes: who asked asks again
            async with unit_of_work.begin(self._pool) as work:
                await work.connection.execute("delete from signups")
                await work.connection.execute("delete from address_changes")
                await work.connection.execute("delete from signing_keys")  # the api makes a new one; sessions go on

    async def _column(self, column: SealedColumn) -> None:
        selected = f"(select {column.id} as id, {column.column} as sealed from {column.table} where {column.column} is not null) held"
        async for id, sealed in self._rows(f"select id, sealed from {selected}"):
            name = column.name(id)
            try:
                self._vault.open(column.kind, name, sealed)
            except Damaged:
                pass
            else:
                continue
            try:
                plain = self._open(column.kind, name, "", {"sealed": sealed}).plain
            except Damaged as error:
                self._left(error)
                continue
            async with unit_of_work.begin(self._pool) as work:
                update = f"update {column.table} set {column.column} = $2 where {column.id} = $1 and {column.column} = $3"
                await work.connection.execute(update, id, self._vault.seal(column.kind, name, plain), sealed)
            self._sealed += 1

    def _open(self, kind: Kind, name: Name, old_id: str, document: Document, purpose: str = "") -> _Opened:
        """`old_id`: of what version 1 sealed; empty where it has sealed nothing. Raises `Damaged`."""
        sealed = bytes(document.get("sealed", b""))
        for vault in self._vaults:
            try:
                return _Opened(vault.open(kind, name, sealed), 2)
            except Damaged:
                pass
        for master in self._masters if old_id else []:
            try:
                return _Opened(open_version_1(master, purpose or kind, old_id, sealed), 1)
            except Damaged:
                pass
        raise Damaged(f"{kind} {'/'.join(map(str, name))} cannot be opened with any key")

    def _left(self, error: Damaged | NotFound) -> None:
        log.error("not sealed anew: %s", error.message)
        self._unreadable.append(error.message)

    async def _rows(self, select: str) -> AsyncIterator[asyncpg.Record]:
        """All rows of a table that has an `id`, without holding them at once."""
        after = ""
        while rows := await self._pool.fetch(f"{select} where id > $1 order by id limit $2", after, BATCH):
            for row in rows:
                yield row
            after = rows[-1]["id"]

    async def _ids(self, collection: str) -> AsyncIterator[str]:
        after = ""
        while ids := await self._documents.ids(collection, after, BATCH):
            for id in ids:
                yield id
            after = ids[-1]

    async def _mark(self) -> None:
        """Behind the last entry that was written before this platform signed any with its key of now."""
        mark = await self._backbone.kept(SINCE)
        if mark is None:
            await write_mark(self._backbone, self._authenticators[0], await self._before_the_first_signed())
            return
        for number, authenticator in enumerate(self._authenticators):
            try:
                since = int(authenticator.unwrap(SINCE, mark))
            except Damaged:
                continue
            if number:  # another key from now on: what it has not signed is believed, so it must be the platform's now
                await self._check(LogTrust(authenticator, since))
                await write_mark(self._backbone, self._authenticators[0], await self._backbone.newest())
            return
        raise Damaged("the mark of the log was written by somebody else, or with another secret_key")

    async def _before_the_first_signed(self) -> int:
        """Where a mark is missing: a platform that has signed once signs all, so what somebody appends unsigned gains nothing."""
        found = await self._backbone.newest()
        for subject in await self._backbone.subjects(subjects.LOG_SUBJECTS):
            async for entry in self._entries(subject):
                if self._authenticators[0].is_signed(subjects.contest_of(subject), entry.payload):
                    found = min(found, entry.sequence - 1)
                    break
        return found

    async def _check(self, trust: LogTrust) -> None:
        for subject in await self._backbone.subjects(subjects.LOG_SUBJECTS):
            async for entry in self._entries(subject):
                if not trust.believes(entry):
                    raise Damaged(
                        f"entry {entry.sequence} of {subject} is not the platform's: remove it from the stream before the key changes"
                    )

    async def _entries(self, subject: str) -> AsyncIterator[Entry]:
        """Of a log that has some, up to the newest of now; also those that nobody believes."""
        last = await self._backbone.last(subject)
        async for entry in self._backbone.read(subject):
            yield entry
            if entry.sequence >= last:
                break


def _is_old(key: str) -> bool:
    """Whether a package has a key of the form that only version 1 gave."""
    return "/" in key


def _of_version_1(document: Document, sealed_messages: bytes) -> Judgement:
    messages = msgspec.msgpack.decode(sealed_messages, type=list[str])
    found = msgspec.convert({**document, "tests": tuple(document["tests"])}, Judgement)
    if len(messages) != len(found.tests):
        raise Damaged(f"judgement {document['_id']} has lost or gained tests")
    tests = tuple(msgspec.structs.replace(test, message=message) for test, message in zip(found.tests, messages, strict=True))
    return msgspec.structs.replace(found, tests=tests)
