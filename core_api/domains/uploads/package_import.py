"""A problem made of an upload: the stream of a package, taken apart test by test."""

from __future__ import annotations

import asyncio
from typing import TypeVar

import msgspec

from core_api.domains.problems.editing import ProblemEditing
from core_api.domains.problems.models import ImportedProblem
from core_api.domains.problems.version_models import ImportOutcome
from core_api.domains.uploads.service import UploadService
from core_api.domains.uploads.store import UploadRow
from core_api.router import values
from realtime.runtime.errors import Malformed, TooLarge, Unavailable
from realtime.security.tokens import Claims
from realtime.storage.package_stream import HEAD, Reader
from realtime.storage.packages import MAX_TESTS, Case

T = TypeVar("T")
RETRY_SECONDS = 5.0


class PackageImport:
    def __init__(self, uploads: UploadService, problems: ProblemEditing) -> None:
        self._uploads = uploads
        self._problems = problems
        self._turn = asyncio.Lock()
        """One at a time in a process, for its memory."""

    async def run(self, problem: str, upload: str, author: Claims) -> ImportOutcome:
        """Whoever asks again, because the answer got lost, changes nothing by it. Raises `Unavailable` while another one runs here."""
        if self._turn.locked():
            raise Unavailable("a large package is being imported: try again", retry_after=RETRY_SECONDS)
        async with self._turn:
            row = await self._uploads.whole(upload, author)
            made = await self._problems.import_package(problem, await self._read(row), author)
            await self._uploads.imported(row, problem)
            return made

    async def _read(self, row: UploadRow) -> ImportedProblem:
        """Raises `Malformed`, `TooLarge`."""
        reader, tests = Reader(), list[Case]()
        head: ImportedProblem | None = None
        async for piece in self._uploads.pieces(row):
            for kind, content in reader.feed(piece):
                await asyncio.sleep(0)  # requests go on between two tests
                if head is not None:
                    raise Malformed("something stands behind the head of the package", field="upload_id")
                if kind == HEAD:
                    head = _decoded(content, ImportedProblem)
                elif len(tests) == MAX_TESTS:
                    raise TooLarge(f"a package has {MAX_TESTS:,} tests at most", field="upload_id")
                else:
                    tests.append(_decoded(content, Case))
        reader.finish()
        if head is None:
            raise Malformed("the upload has no head of a package", field="upload_id")
        if head.package.tests:
            raise Malformed("tests stand before the head, not in it", field="upload_id")
        return msgspec.structs.replace(head, package=msgspec.structs.replace(head.package, tests=tuple(tests)))


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        found = msgspec.msgpack.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"the upload is no stream of a package: {error}", field="upload_id") from None
    values.check_body(found)
    return found
