"""Source code of submissions, for those who may read them."""

from __future__ import annotations

import asyncio

import msgspec

from core_api.domains.submissions.diff import NOTHING, unified_files
from core_api.domains.submissions.models import Diff, Source, SourceFile
from core_api.domains.submissions.service import SubmissionService
from core_api.domains.submissions.store import SubmissionRow, Submissions
from realtime.languages import CATALOGUE
from realtime.runtime.errors import Invalid, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import sources
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask


class SourceService:
    def __init__(self, submissions: Submissions, service: SubmissionService, documents: Documents, vault: Vault) -> None:
        """`service`: knows who may read a submission."""
        self._submissions = submissions
        self._service = service
        self._documents = documents
        self._vault = vault.only("source")

    async def source(self, id: str, reader: Claims) -> Source:
        row = await self._service.readable(id, reader)
        files = await self._files(id)
        first = _first(row.language, list(files))
        further = [SourceFile(name, text) for name, text in files.items() if name != first]
        return Source(id, row.language, first, files[first], row.source_bytes, further)

    async def diff(self, id: str, earlier: str | None, reader: Claims) -> Diff:
        """What was changed since an earlier submission; None: since the last one of the same team to the same problem, if there is one."""
        row = await self._service.readable(id, reader)
        if earlier is None:
            earlier = await self._submissions.before(row)
        else:
            _check_comparable(await self._service.readable(earlier, reader), row)
        old = await self._files(earlier) if earlier is not None else {}
        text = await asyncio.to_thread(unified_files, old, await self._files(id), earlier or NOTHING, id)
        return Diff(id, earlier, text)

    async def _files(self, id: str) -> dict[str, str]:
        """Texts by name, in the order of the names."""
        task = await self._submissions.task(id)
        if task is None:
            raise NotFound(f"there is no submission {id!r}", field="submission_id")
        loaded = await sources.load_files(self._documents, self._vault, msgspec.json.decode(task, type=JudgeTask))
        return {file.name: file.content.decode(errors="replace") for file in loaded}


def _first(language: str, names: list[str]) -> str:
    """The file to be read first."""
    known = CATALOGUE.get(language)
    return known.main_of(known.sources_among(names) or names) if known is not None else names[0]


def _check_comparable(earlier: SubmissionRow, row: SubmissionRow) -> None:
    if (earlier.contest_id, earlier.team_id, earlier.problem_id) != (row.contest_id, row.team_id, row.problem_id):
        raise Invalid("this is a submission of another team or to another problem", field="to")
    if earlier.id >= row.id:
        raise Invalid("this submission is not an earlier one", field="to")
