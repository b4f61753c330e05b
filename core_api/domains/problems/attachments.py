"""Files of problems: pictures that statements show, attachments, statements as PDF. Seen by whoever sees the problem."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial

from core_api.domains.problems import attachment_names as names
from core_api.domains.problems.attachment_models import MAX_FILES, MAX_TOTAL, AttachmentList, NewAttachment
from core_api.domains.problems.attachment_pictures import cleaned
from core_api.domains.problems.attachment_store import AttachmentRow, Attachments
from core_api.domains.problems.figures.renderer import drawn
from core_api.domains.problems.models import Attachment
from core_api.domains.problems.service import ProblemService
from core_api.router.responses import Encoded
from core_api.storage import problem_files, saga, unit_of_work
from realtime.runtime import ids
from realtime.runtime.errors import Invalid, NotFound, TooLarge
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

PDF = b"%PDF-"
"""How a PDF begins."""
SHOWN_INLINE = ("image/", "application/pdf")
"""What a browser may show by itself; everything else it saves."""
NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Policy of a file that is opened alone. PDF readers of browsers do not work under `sandbox`, all others get that as well."""


class AttachmentService:
    def __init__(self, problems: ProblemService, store: Attachments, documents: Documents, vault: Vault) -> None:
        self._problems = problems
        self._store = store
        self._documents = documents
        self._vault = vault.only("attachment")

    async def all(self, problem: str, reader: Claims | None) -> AttachmentList:
        """Raises `NotFound` for a problem that this reader may not see."""
        return AttachmentList(tuple(row.public() for row in await self._problems.attachments(problem, reader)))

    async def get(self, problem: str, name: str, reader: Claims | None) -> Encoded[bytes]:
        """Raises `NotFound`, also for a problem that this reader may not see."""
        row = _named(await self._problems.attachments(problem, reader), name)
        content = await problem_files.load(self._documents, self._vault, problem, row.key)
        media_type = names.media_type(name)
        inline = media_type.startswith(SHOWN_INLINE)
        headers = {
            "Content-Type": media_type,
            "Content-Disposition": f'{"inline" if inline else "attachment"}; filename="{name}"',
            "Content-Security-Policy": f"{NOTHING_RUNS}{'' if media_type == 'application/pdf' else '; sandbox'}",
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{row.content_tag}"',
        }
        return Encoded(content, headers)

    async def put(self, problem: str, name: str, sent: NewAttachment, author: Claims) -> Attachment:
        """In the place of a file with its name, which readers that have begun still get."""
        names.check(name)
        await self._problems.own(problem, author)
        content = await _checked(name, sent)
        tag, key = self._vault.name("attachment", content), ids.new()
        row = AttachmentRow(name, sent.kind, sent.language if sent.kind == "statement" else "", len(content), key, tag)
        async with saga.begin(self._store.pool, problem_files.SAGA, key, partial(problem_files.drop, self._documents)) as running:
            await problem_files.keep(self._documents, self._vault, problem, key, content)
            async with unit_of_work.begin(self._store.pool) as work:
                await self._problems.locked(work, problem)
                held = await self._store.of(problem, work)
                _check_room(held, row)
                old = next((other for other in held if other.name == name), None)
                await self._store.put(work, problem, row)
                await self._problems.revised(work, problem)
                if old is not None:
                    await saga.leave(work, problem_files.SAGA, old.key)
                work.audit("problem", problem, before=_audited(old), after=_audited(row))
                await running.complete(work)
        log.info("file of a problem stored", extra={"problem_id": problem, "file": name, "bytes": row.bytes})
        return row.public()

    async def remove(self, problem: str, name: str, author: Claims) -> None:
        """Raises `NotFound`."""
        await self._problems.own(problem, author)
        async with unit_of_work.begin(self._store.pool) as work:
            await self._problems.locked(work, problem)
            row = _named(await self._store.of(problem, work), name)
            await self._store.remove(work, problem, name)
            await self._problems.revised(work, problem)
            await saga.leave(work, problem_files.SAGA, row.key)
            work.audit("problem", problem, before=_audited(row))


def _named(rows: Sequence[AttachmentRow], name: str) -> AttachmentRow:
    for row in rows:
        if row.name == name:
            return row
    raise NotFound(f"the problem has no file {name[: names.MAX_NAME]!r}", field="name")


async def _checked(name: str, sent: NewAttachment) -> bytes:
    """What is kept of it. Raises `Invalid` for a content that is not of its kind."""
    if sent.kind == "picture" and sent.content.startswith(PDF):
        if names.suffix(name) != "png":
            raise Invalid("a figure in PDF becomes a picture in PNG: call it .png", field="name")
        return await drawn(sent.content)
    if sent.kind == "picture":
        return await cleaned(name, sent.content)
    if sent.kind == "statement" and names.suffix(name) != "pdf":
        raise Invalid("a statement as a file is called .pdf", field="name")
    if names.suffix(name) == "pdf" and not sent.content.startswith(PDF):
        raise Invalid("this is no PDF", field="content")
    return sent.content


def _check_room(held: Sequence[AttachmentRow], new: AttachmentRow) -> None:
    others = [row for row in held if row.name != new.name]
    if len(others) >= MAX_FILES:
        raise Invalid(f"a problem may have {MAX_FILES} files", field="name")
    if sum(row.bytes for row in others) + new.bytes > MAX_TOTAL:
        raise TooLarge(f"the files of a problem may have {MAX_TOTAL // 2**20} MiB together", field="content")
    if new.kind == "statement" and any(row.kind == "statement" and row.language == new.language for row in others):
        raise Invalid(f"there is a PDF in {new.language!r} already, under another name", field="language")


def _audited(row: AttachmentRow | None) -> dict[str, object] | None:
    return None if row is None else {"file": row.name, "file_kind": row.kind, "bytes": row.bytes, "content_tag": row.content_tag}
