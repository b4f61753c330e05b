"""Uploads in parts: bodies that are too large for one request, sent piece by piece and gone on with after a break."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

from core_api.domains.uploads.models import MAX_OPEN, PART, NewUpload, Part, Upload
from core_api.domains.uploads.store import UploadRow, Uploads
from core_api.storage import unit_of_work, upload_parts
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage.documents import Documents


class UploadService:
    def __init__(self, uploads: Uploads, documents: Documents, vault: Vault) -> None:
        self._uploads = uploads
        self._documents = documents
        self._vault = vault.only("upload")

    async def create(self, wanted: NewUpload, user: Claims) -> Upload:
        """Raises `Conflict` for who has too many that are not done."""
        id = ids.new()
        async with unit_of_work.begin(self._uploads.pool) as work:
            if await self._uploads.lock_user(work, user.sub) >= MAX_OPEN:
                raise Conflict(f"you have {MAX_OPEN} uploads that are not done: finish or remove one")
            await self._uploads.add(work, id, user.sub, wanted.purpose, wanted.size)
            row = await self._uploads.get(id, user.sub, work)
            assert row is not None
            work.audit("upload", id, after={"purpose": wanted.purpose, "bytes": wanted.size})
            return work.answer(_public(row))

    async def get(self, id: str, user: Claims) -> Upload:
        """Raises `NotFound`, also for somebody else's."""
        return _public(await self._own(id, user))

    async def put_part(self, id: str, number: str, part: Part, user: Claims) -> Upload:
        """The same part again changes nothing; another content takes its place."""
        row = await self._own(id, user)
        place = _number(number, row)
        if row.imported_as is not None:
            raise Conflict("this upload is done")
        expected = _size_of(place, row.bytes)
        if len(part.content) != expected:
            raise Invalid(f"part {place} has {expected:,} bytes, this has {len(part.content):,}", field="content")
        digest = await asyncio.to_thread(hashlib.sha256, part.content)
        if digest.hexdigest() != part.sha256:
            raise Invalid("the content is not what its digest says: it was changed on its way", field="sha256")
        tag = self._vault.name("upload", part.content)
        async with unit_of_work.begin(self._uploads.pool) as work:  # neither the old nor the new one counts while it is written
            await self._uploads.forget_part(work, id, place)
        # also with the tag that is noted: of two that were sent at once, the store may have the other one
        await upload_parts.keep(self._documents, self._vault, id, place, part.content)
        async with unit_of_work.begin(self._uploads.pool) as work:
            if await self._uploads.get(id, user.sub, work) is None:
                raise _not_found(id)
            await self._uploads.note_part(work, id, place, tag)
        return await self.get(id, user)

    async def remove(self, id: str, user: Claims) -> None:
        row = await self._own(id, user)
        async with unit_of_work.begin(self._uploads.pool) as work:
            await self._uploads.remove(work, id)
            work.audit("upload", id, before={"purpose": row.purpose, "bytes": row.bytes})
        await upload_parts.drop(self._documents, id)

    async def whole(self, id: str, user: Claims) -> UploadRow:
        """Raises `Conflict` while parts are missing."""
        row = await self._own(id, user)
        if missing := sorted(set(range(_parts(row.bytes))) - set(row.received)):
            raise Conflict(f"{len(missing)} parts are missing, the first is {missing[0]}", field="upload_id")
        return row

    async def pieces(self, row: UploadRow) -> AsyncIterator[bytes]:
        """The parts of a whole upload in their order. Raises `Damaged`, `NotFound`, and `Conflict` when one is replaced meanwhile."""
        for number, tag in enumerate(await self._uploads.tags(row.id)):
            content = await upload_parts.load(self._documents, self._vault, row.id, number)
            if self._vault.name("upload", content) != tag:
                raise Conflict(f"part {number} is being replaced: try again when that is done", field="upload_id")
            yield content

    async def imported(self, row: UploadRow, problem: str) -> None:
        async with unit_of_work.begin(self._uploads.pool, unaudited="the import is audited with its problem") as work:
            await self._uploads.imported(work, row.id, problem)

    async def _own(self, id: str, user: Claims) -> UploadRow:
        row = await self._uploads.get(id, user.sub)
        if row is None:
            raise _not_found(id)
        return row


def _not_found(id: str) -> NotFound:
    return NotFound(f"you have no upload {id[:64]!r}, or it was removed", field="upload")


def _parts(size: int) -> int:
    return -(-size // PART)


def _size_of(number: int, size: int) -> int:
    return min(PART, size - number * PART)


def _number(given: str, row: UploadRow) -> int:
    """Raises `NotFound` for a part that the upload does not have."""
    if not (given.isascii() and given.isdigit() and len(given) < 6 and int(given) < _parts(row.bytes)):
        raise NotFound(f"the upload has parts from 0 to {_parts(row.bytes) - 1}", field="part")
    return int(given)


def _public(row: UploadRow) -> Upload:
    return Upload(row.id, row.purpose, row.bytes, PART, _parts(row.bytes), row.received, row.until)
