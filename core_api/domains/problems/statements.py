"""Statements of problems in PostgreSQL: one in each language, with the HTML that was made of it."""

from __future__ import annotations

import msgspec

from core_api.domains.problems.models import Format
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

MAX_LANGUAGES = 40
"""Of one problem: more than any contest has had; the IOI's problems have up to 60 from volunteers, read elsewhere."""


class StatementRow(msgspec.Struct, frozen=True):
    language: str
    source: str
    html: str | None
    """With the names of files. None: it is to be made, of LaTeX by a judge; empty: it cannot be made."""
    format: Format = "markdown"
    note: str = ""
    """To the author: what was not understood of LaTeX."""


class Statements:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def languages_of(self, problem: str) -> tuple[str, ...]:
        """All that a problem has a statement in."""
        found = await self.pool.fetch("select language from statements where problem_id = $1 order by language", problem)
        return tuple(language for (language,) in found)

    async def get(self, problem: str, language: str) -> StatementRow | None:
        found = await self.pool.fetchrow(
            "select language, source, html, format, note from statements where problem_id = $1 and language = $2", problem, language
        )
        return rows.optional(StatementRow, found)

    async def put(self, work: UnitOfWork, problem: str, row: StatementRow) -> StatementRow:
        """As it is kept: the HTML that a judge has made of the same LaTeX stays."""
        found = await work.connection.fetchrow(
            "insert into statements as held (problem_id, language, format, source, html, note) values ($1, $2, $3, $4, $5, '')"
            " on conflict (problem_id, language) do update set (html, note) = (select case when kept then held.html else excluded.html end,"
            " case when kept then held.note else '' end from (select held.html <> '' and excluded.format = 'latex' and"
            " (held.format, held.source) = (excluded.format, excluded.source) as kept) comparison),"
            " format = excluded.format, source = excluded.source, asked_at = null, updated_at = now()"
            " returning language, source, html, format, note",
            problem,
            row.language,
            row.format,
            row.source,
            row.html,
        )
        assert found is not None  # it returns the row in either case
        work.changed("problem", problem)
        return rows.struct(StatementRow, found)

    async def languages(self, work: UnitOfWork, problem: str) -> list[str]:
        """Held until the transaction ends: nobody adds or removes one meanwhile."""
        await work.connection.execute("select from problems where id = $1 for update", problem)
        found = await work.connection.fetch("select language from statements where problem_id = $1", problem)
        return [row["language"] for row in found]

    async def remove(self, work: UnitOfWork, problem: str, language: str) -> None:
        await work.connection.execute("delete from statements where problem_id = $1 and language = $2", problem, language)
        work.changed("problem", problem)


def choose(languages: tuple[str, ...], wanted: str) -> str:
    """The wanted one, else English, else the first; a problem has at least one."""
    return next((language for language in (wanted, "en") if language in languages), languages[0])
