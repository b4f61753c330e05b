"""Lists of contests: filters, pages, and caches that never mix what different people see."""

from __future__ import annotations

import msgspec

from core_api.domains.contests.models import ContestPage, ContestQuery, ContestRow
from core_api.domains.contests.service import TIMES, shown_to
from core_api.domains.contests.sight import Sight
from core_api.domains.contests.store import Contests, Key
from core_api.router.pages import Cursor
from core_api.storage import changes
from core_api.storage.caches import Cache, Caches, Page, Recent, tag
from realtime.runtime.errors import Unauthenticated
from realtime.security.tokens import Claims

CURSOR: Cursor[Key] = Cursor("contests", Key)
RECENT_SECONDS = 1.0
"""How old an encoded page of contests for readers without a token may be."""
RECENT_PAGES = 50
"""Pages of the list, of at most 200 contests."""
PLAIN = "-"
"""Name of the one page that is kept in Redis: filters and cursors are a client's to invent, and nobody can fill Redis with them."""


class ContestList:
    def __init__(self, contests: Contests, sight: Sight, caches: Caches) -> None:
        self._contests = contests
        self._sight = sight
        self._public: Cache[list[ContestRow]] = caches.cache("contests", list[ContestRow], TIMES)
        """The first page of the contests that everybody sees."""
        self._recent: Recent[ContestQuery, Page] = Recent(RECENT_PAGES, RECENT_SECONDS)

    async def page(self, wanted: ContestQuery, reader: Claims | None) -> Page:
        """An encoded `ContestPage`; for readers without a token as it was up to `RECENT_SECONDS` ago.

        Raises `Malformed` for a cursor that is none, `Unauthenticated` for `mine` of nobody.
        """
        behind = CURSOR.read(wanted.cursor)
        if reader is None:
            if wanted.mine:
                raise Unauthenticated("log in first: nobody knows which contests are yours")
            return await self._recent.get(wanted, lambda: self._page(wanted, behind, None))
        return await self._page(wanted, behind, reader)

    async def _page(self, wanted: ContestQuery, behind: Key | None, reader: Claims | None) -> Page:
        rows = await self._rows(wanted, behind, reader)
        shown, more = CURSOR.cut(rows, wanted.limit, lambda row: (row.starts_at, row.id))
        content = msgspec.json.encode(ContestPage(contests=[shown_to(row, reader) for row in shown], next=more))
        return Page(content, tag(content))

    async def _rows(self, wanted: ContestQuery, behind: Key | None, reader: Claims | None) -> list[ContestRow]:
        inside = await self._sight.inside(reader)
        if wanted.is_plain and inside == []:

            async def load() -> list[ContestRow]:
                return await self._contests.page(wanted, None, "", [])

            return await self._public.get(PLAIN, (changes.tag("contest"),), load)
        return await self._contests.page(wanted, behind, reader.sub if reader is not None else "", inside)
