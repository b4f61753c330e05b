"""The archive as a whole: changing and removing problems, and what there is to choose from."""

from __future__ import annotations

import logging

import msgspec
from msgspec import UNSET

from core_api.domains.problems.catalogue_store import CatalogueStore, Counts
from core_api.domains.problems.models import CategoryCount, PreparedPage, PreparedQuery, Problem, ProblemUpdate, TagCount
from core_api.domains.problems.names import check_names
from core_api.domains.problems.service import TIMES, ProblemService, until_start
from core_api.domains.problems.store import ProblemRow
from core_api.domains.problems.version_store import Versions
from core_api.router.pages import Cursor
from core_api.storage import changes, problem_files, saga, unit_of_work
from core_api.storage.caches import Cache, Caches
from realtime.runtime.errors import Conflict
from realtime.security.tokens import Claims
from realtime.storage import packages

CURSOR: Cursor[str] = Cursor("prepared-problems", str)
FIELDS = ("title", "difficulty", "tags", "published")
log = logging.getLogger(__name__)


class CatalogueService:
    def __init__(self, store: CatalogueStore, versions: Versions, problems: ProblemService, caches: Caches) -> None:
        self._store = store
        self._versions = versions
        self._problems = problems
        self._cached: Cache[Counts] = caches.cache("problem-counts", Counts, TIMES)

    async def update(self, id: str, wanted: ProblemUpdate, author: Claims) -> Problem:
        """What is left out stays. Contests keep the name that the problem had when they were made."""
        await self._problems.own(id, author)
        given = {name: value for name in FIELDS if (value := getattr(wanted, name)) is not UNSET}
        check_names(given.get("title", "any"), given.get("tags", ()))
        async with unit_of_work.begin(self._store.pool) as work:
            old = await self._problems.locked(work, id)
            work.check_version(old.revision)
            new = msgspec.structs.replace(old, **given)
            await self._store.change(work, new)
            work.audit("problem", id, before=_public(old), after=_public(new))
        log.info("problem changed", extra={"problem_id": id, "published": new.published})
        return await self._problems.get(id, author, "en")

    async def remove(self, id: str, author: Claims) -> None:
        """Role `worker` removes the packages after the commit, once no request reads it any more."""
        await self._problems.own(id, author)
        async with unit_of_work.begin(self._store.pool) as work:
            row = await self._problems.locked(work, id, to_remove=True)
            if await self._store.is_used(work, id):
                raise Conflict("a contest uses this problem")
            if await self._store.has_submissions(work, id):
                raise Conflict("there are submissions to this problem: make it a draft instead")
            for key in await self._store.file_keys(work, id):
                await saga.leave(work, problem_files.SAGA, key)
            for key in await self._versions.keys(work, id):
                await saga.leave(work, packages.SAGA, key)
            await self._store.remove(work, id)
            work.audit("problem", id, before=_public(row))
        log.info("problem removed", extra={"problem_id": id})

    async def prepared(self, wanted: PreparedQuery, reader: Claims) -> PreparedPage:
        """As far as `ProblemService.check_preparing` lets the reader look at them."""
        after, text = CURSOR.read(wanted.cursor) or "", wanted.q.strip()
        found = await self._store.prepared(reader.sub, reader.jury_of, text, after, wanted.limit + 1, all_of_them=reader.is_jury)
        shown, more = CURSOR.cut(found, wanted.limit, lambda problem: problem.id)
        return PreparedPage(problems=shown, next=more)

    async def tags(self) -> list[TagCount]:
        return (await self._counts()).tags

    async def categories(self) -> list[CategoryCount]:
        return (await self._counts()).categories

    async def _counts(self) -> Counts:
        return await self._cached.get("-", (changes.tag("problem"),), self._store.counts, _until)


def _public(row: ProblemRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in FIELDS}


def _until(counts: Counts) -> float:
    return until_start(counts.until)
