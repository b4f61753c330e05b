"""Reading problems, who may read and change them, and their statements. They are made in `making`."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from core_api.domains.problems.answers import SAMPLE_BYTES_SHOWN, SAMPLES_SHOWN, problem_of, sample_of, summary_of
from core_api.domains.problems.attachment_store import AttachmentRow, Attachments
from core_api.domains.problems.models import (
    Problem,
    ProblemPage,
    ProblemQuery,
    Sample,
    Statement,
)
from core_api.domains.problems.statement_html import shown
from core_api.domains.problems.statements import Statements, choose
from core_api.domains.problems.store import Listed, ProblemRow, Problems, ProblemSummaryRow
from core_api.router.pages import Cursor
from core_api.storage import changes
from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.two_level import Times
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Forbidden, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents

CURSOR: Cursor[str] = Cursor("problems", str)

TIMES = Times(local=5.0, shared=600)
"""How long a problem and a page of problems are kept at most, should every word of their change get lost."""


class ReadProblem(NamedTuple):
    """What readers of a problem see beside its statement, in the cache; the row says which readers."""

    row: ProblemRow
    languages: tuple[str, ...]
    samples: tuple[Sample, ...]
    files: tuple[AttachmentRow, ...]
    until: datetime | None
    """When the first of the contests with it that run ends: readers may see another version then."""


class PackageName(NamedTuple):
    """What submissions of a problem are judged with."""

    version: int
    key: str


class ProblemService:
    def __init__(self, problems: Problems, documents: Documents, vault: Vault, caches: Caches) -> None:
        self._problems = problems
        self._statements = Statements(problems.pool)
        self._files = Attachments(problems.pool)
        self._documents = documents
        self._samples_vault = vault.only("sample")
        """For readers: no mistake on their path can open a secret test."""
        self._cached: Cache[ReadProblem] = caches.cache("problem", ReadProblem, TIMES, sealed=True)
        self._cached_statements: Cache[Statement] = caches.cache("statement", Statement, TIMES, sealed=True)
        self._cached_pages: Cache[Listed] = caches.cache("problems", Listed, TIMES)

    async def get(self, id: str, reader: Claims | None, language: str) -> Problem:
        """Raises `NotFound` for a problem that this reader may not see. From the cache."""
        tags = (changes.tag("problem", id),)
        row, languages, samples, files, _ = await self._cached.get(id, tags, partial(self._read, id), _until_another_version)
        await self._check_readable(row, reader)
        chosen = choose(languages, language)
        statement = await self._cached_statements.get(f"{id}:{chosen}", tags, partial(self._statement, id, chosen))
        return problem_of(row, statement, languages, samples, files)

    async def attachments(self, id: str, reader: Claims | None) -> tuple[AttachmentRow, ...]:
        """Raises `NotFound` for a problem that this reader may not see. From the cache."""
        found = await self._cached.get(id, (changes.tag("problem", id),), partial(self._read, id), _until_another_version)
        await self._check_readable(found.row, reader)
        return found.files

    async def _read(self, id: str) -> ReadProblem:
        until = await self._problems.shown_until(id)  # first: a contest that ends in between is over by then
        row = await self._problems.shown(id)
        if row is None:
            raise _not_found(id)
        samples = [sample async for sample in self._samples(row)]
        languages, files = await self._statements.languages_of(id), await self._files.of(id)
        return ReadProblem(row, languages, tuple(samples), tuple(files), until)

    async def _statement(self, id: str, language: str) -> Statement:
        written = await self._statements.get(id, language)
        if written is None:  # removed since the languages were read
            raise _not_found(id)
        return await shown(id, written, await self._files.of(id))

    async def newest(self, id: str, samples: tuple[Sample, ...]) -> Problem:
        """As its author sees it after a change, which a contest that runs may not show."""
        languages = await self._statements.languages_of(id)
        statement = await self._statement(id, choose(languages, "en"))
        return problem_of(await self.row(id), statement, languages, samples, tuple(await self._files.of(id)))

    async def is_own(self, id: str, author: Claims) -> bool | None:
        """Whether this author may change it, as its own author or as an admin; None: there is no such problem."""
        row = await self._problems.get(id)
        return None if row is None else _owns(row, author)

    async def row(self, id: str) -> ProblemRow:
        """Its newest version. Raises `NotFound`."""
        row = await self._problems.get(id)
        if row is None:
            raise _not_found(id)
        return row

    async def check_preparing(self, id: str, reader: Claims) -> None:
        """Raises `Forbidden` for those who are neither author, jury nor admin; `NotFound` where they may not see it."""
        if not await self._may_prepare(await self._readable(id, reader), reader):
            raise Forbidden("this is for the problem's author and the jury")

    async def own(self, id: str, author: Claims) -> ProblemRow:
        """Raises `Forbidden` for somebody else's problem, but not for admins; those who may not see it are not told that it exists."""
        row = await self._readable(id, author)
        if not _owns(row, author):
            raise Forbidden("this is somebody else's problem")
        return row

    async def locked(self, work: UnitOfWork, id: str, *, to_remove: bool = False) -> ProblemRow:
        """As it is now, until the transaction ends. Raises `NotFound`."""
        await self._problems.lock(work, id, to_remove=to_remove)
        row = await self._problems.get(id, work)
        if row is None:
            raise _not_found(id)
        return row

    async def revised(self, work: UnitOfWork, id: str) -> None:
        """A part of the problem that stands elsewhere has changed."""
        await self._problems.revised(work, id)

    async def keep(self, work: UnitOfWork, chosen: tuple[str, ...]) -> str | None:
        """Problems that a contest is made of are not removed before the transaction ends. The first that is gone already."""
        kept = await self._problems.keep(work, chosen)
        return next((id for id in chosen if id not in kept), None)

    async def check_readable(self, id: str, reader: Claims | None) -> None:
        """Raises `NotFound` for a problem that this reader may not see."""
        await self._readable(id, reader)

    async def _readable(self, id: str, reader: Claims | None) -> ProblemRow:
        """Raises `NotFound` for a problem that this reader may not see."""
        row = await self.row(id)
        await self._check_readable(row, reader)
        return row

    async def _check_readable(self, row: ProblemRow, reader: Claims | None) -> None:
        """Raises `NotFound`: others are not told that it exists."""
        if row.visible or await self._may_prepare(row, reader):
            return
        if reader is None or not await self._problems.shown_inside(row.id, reader.sub):
            raise _not_found(row.id)

    async def _may_prepare(self, row: ProblemRow, reader: Claims | None) -> bool:
        if reader is None:
            return False
        if reader.is_jury or reader.sub == row.author_id:
            return True
        return bool(reader.jury_of) and await self._problems.used_by(row.id, reader.jury_of)

    async def _samples(self, row: ProblemRow) -> AsyncIterator[Sample]:
        room = SAMPLE_BYTES_SHOWN
        for found in await self._problems.samples(row.id, row.version, SAMPLES_SHOWN):
            room -= found.bytes
            if room < 0:
                return
            case = await packages.load_sample(self._documents, self._samples_vault, row.id, row.package_key, found.ordinal)
            yield sample_of(case)

    async def page(self, wanted: ProblemQuery) -> ProblemPage:
        rows = await self._page(CURSOR.read(wanted.cursor) or "", wanted.limit + 1, wanted.difficulty, wanted.tag)
        shown, more = CURSOR.cut(rows, wanted.limit, lambda row: row.id)
        return ProblemPage(problems=[summary_of(row) for row in shown], next=more)

    async def _page(self, after: str, limit: int, difficulty: str | None, tag: str | None) -> list[ProblemSummaryRow]:
        """First pages of the usual length are cached, those that everybody opens: nobody can fill Redis with others."""
        load = partial(self._problems.page, after, limit, difficulty, tag)
        if after or tag is not None or limit != ProblemQuery().limit + 1:
            return (await load()).problems
        tags = (changes.tag("problem"),)
        return (await self._cached_pages.get(difficulty or "-", tags, load, _until_next_change)).problems

    async def title(self, id: str) -> str | None:
        """None: there is no such problem."""
        row = await self._problems.get(id)
        return None if row is None else row.title

    async def package(self, id: str) -> PackageName | None:
        """What to judge with outside of contests; None when there is no such problem."""
        row = await self._problems.get(id)
        return None if row is None else PackageName(row.version, row.package_key)

    async def may_choose(self, id: str, juror: Claims) -> bool:
        """Whether a juror may put a problem into a contest: not one that they know only because they take part in a private contest."""
        row = await self._problems.get(id)
        return row is not None and (row.visible or await self._may_prepare(row, juror))


def _owns(row: ProblemRow, author: Claims) -> bool:
    return author.is_admin or author.sub == row.author_id


def until_start(start: datetime | None) -> float:
    """Seconds until the next contest starts, or ends, for what is kept until then at most; None: none does."""
    return math.inf if start is None else (start - datetime.now(UTC)).total_seconds()


def _until_another_version(read: ReadProblem) -> float:
    return until_start(read.until)


def _until_next_change(listed: Listed) -> float:
    return until_start(listed.until)


def _not_found(id: str) -> NotFound:
    return NotFound(f"there is no problem {id!r}", field="problem_id")
