"""Writing and removing the statements of a problem."""

from __future__ import annotations

import msgspec

from core_api.domains.problems.attachment_store import Attachments
from core_api.domains.problems.models import LanguageTag, NewStatement, Statement
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.statement_html import shown, written
from core_api.domains.problems.statements import MAX_LANGUAGES, StatementRow, Statements
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.tokens import Claims


class StatementService:
    def __init__(self, problems: ProblemService, statements: Statements, files: Attachments) -> None:
        self._problems = problems
        self._statements = statements
        self._files = files

    async def put(self, id: str, language: str, wanted: NewStatement, author: Claims) -> Statement:
        """In the place of an earlier one in this language."""
        try:
            msgspec.convert(language, LanguageTag)
        except msgspec.ValidationError:
            raise Invalid("this is no tag of a language, such as 'en' or 'pt-BR'", field="language") from None
        await self._problems.own(id, author)
        row = await written(language, wanted.text, wanted.format)
        async with unit_of_work.begin(self._statements.pool) as work:
            work.check_version((await self._problems.locked(work, id)).revision)
            row = await self.write(work, id, row)
            await self._problems.revised(work, id)
            work.audit("problem", id, after={"statement": language, "format": wanted.format, "characters": len(wanted.text)})
        return await shown(id, row, await self._files.of(id))

    async def write(self, work: UnitOfWork, id: str, row: StatementRow) -> StatementRow:
        """Raises `Invalid` where there are too many. The caller audits it."""
        others = set(await self._statements.languages(work, id)) - {row.language}
        if len(others) >= MAX_LANGUAGES:
            raise Invalid(f"a problem may have statements in {MAX_LANGUAGES} languages", field="language")
        return await self._statements.put(work, id, row)

    async def remove(self, id: str, language: str, author: Claims) -> None:
        """Raises `Conflict` for the only one."""
        await self._problems.own(id, author)
        async with unit_of_work.begin(self._statements.pool) as work:
            languages = await self._statements.languages(work, id)
            if language not in languages:
                raise NotFound(f"there is no statement in {language!r}", field="language")
            if len(languages) == 1:
                raise Conflict("this is the only statement of the problem", field="language")
            await self._statements.remove(work, id, language)
            await self._problems.revised(work, id)
            work.audit("problem", id, before={"statement": language})
