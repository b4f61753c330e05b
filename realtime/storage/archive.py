"""Archive of ended contests: each contest's log in one file, hash-chained, as `podium export` writes it.

`FolderArchive` keeps gzip files in a folder, `MemoryArchive` serves tests; both pass `tests/contract/test_archive.py`.

A contest that goes on after it was archived is archived again, whole: `write` never touches the version that is there until the new
one is durable and has been read back. The version with the highest last sequence counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from realtime.protocol.chain import Chain, Line
from realtime.runtime.errors import Damaged, Unavailable

SUFFIX = ".ndjson.gz"
_NAME = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{20})" + re.escape(SUFFIX))
PIECE = 1 * 2**20
"""Bytes read or compressed at a time, in a thread: the event loop goes on meanwhile."""
LEVEL = 6
"""gzip: a log shrinks to a tenth; a higher level takes three times as long for a few percent."""
MODE = 0o600
"""A log holds what the freeze hides, and contestants' names."""

_decode = msgspec.json.Decoder(Line).decode
_encode = msgspec.json.Encoder().encode


class Archived(NamedTuple):
    """One version of a contest's log. `last` is the sequence of its last entry, `written` a wall-clock time in seconds."""

    contest: str
    last: int
    written: float


class Archive(Protocol):
    async def find(self, contest: str) -> Archived | None:
        """The newest version of a contest's log; None when it is not archived. Raises `Unavailable`."""

    async def all(self) -> list[Archived]:
        """The newest version of every contest. Raises `Unavailable`."""

    def read(self, version: Archived) -> AsyncIterator[Line]:
        """Its lines in order. Raises `Damaged` at the first one that does not fit the chain, `Unavailable`."""

    async def write(self, contest: str, lines: AsyncIterator[Line]) -> Archived:
        """Adds a version. When this returns it is durable, was read back, and older versions are gone.

        Raises `Damaged` when what was read back is not what was written, `Unavailable`; nothing has changed then.
        """


class FolderArchive:
    """Files `<contest>.<last sequence>.ndjson.gz` in a folder, which all roles that read the archive must share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def find(self, contest: str) -> Archived | None:
        versions = await asyncio.to_thread(self._list, contest)
        return max(versions, key=lambda version: version.last, default=None)

    async def all(self) -> list[Archived]:
        newest: dict[str, Archived] = {}
        for version in sorted(await asyncio.to_thread(self._list), key=lambda version: version.last):
            newest[version.contest] = version
        return list(newest.values())

    async def read(self, version: Archived) -> AsyncIterator[Line]:
        async for line in _lines(self._path(version.contest, version.last)):
            yield line

    async def write(self, contest: str, lines: AsyncIterator[Line]) -> Archived:
        partial = self._folder / f".{contest}.partial"  # one archiver works at a time: what lies here is of one that was killed
        try:
            await asyncio.to_thread(self._folder.mkdir, 0o700, parents=True, exist_ok=True)
            last, hash_, count = await self._write(partial, lines)
            read_back = (0, "", 0)
            async for line in _lines(partial):
                read_back = (line.sequence, line.hash, read_back[2] + 1)
            if read_back != (last, hash_, count):
                raise Damaged(f"the archive of contest {contest!r} reads back otherwise than it was written")
            await asyncio.to_thread(self._publish, partial, contest, last)
        except OSError as error:
            raise Unavailable(f"the archive {self._folder} cannot be written: {error.strerror or error}") from error
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
        return Archived(contest, last, time.time())

    async def _write(self, path: Path, lines: AsyncIterator[Line]) -> tuple[int, str, int]:
        """Sequence and hash of the last line, and how many there are; durable when this returns."""
        last, hash_, count = 0, "", 0
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
        with os.fdopen(descriptor, "wb") as raw:
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=LEVEL, mtime=0, filename="") as packed:
                piece: list[bytes] = []
                held = 0
                async for line in lines:
                    last, hash_, count = line.sequence, line.hash, count + 1
                    piece.append(_encode(line) + b"\n")
                    held += len(piece[-1])
                    if held >= PIECE:
                        await asyncio.to_thread(packed.write, b"".join(piece))
                        piece, held = [], 0
                await asyncio.to_thread(packed.write, b"".join(piece))
            raw.flush()
            await asyncio.to_thread(os.fsync, raw.fileno())
        if not count:
            raise Damaged("a log without entries is not archived")
        return last, hash_, count

    def _publish(self, partial: Path, contest: str, last: int) -> None:
        partial.replace(self._path(contest, last))
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        for version in self._list(contest):
            if version.last < last:
                self._path(contest, version.last).unlink(missing_ok=True)

    def _list(self, contest: str | None = None) -> list[Archived]:
        found = []
        try:
            for path in self._folder.iterdir():
                name = _NAME.fullmatch(path.name)
                if name and contest in (None, name[1]):
                    found.append(Archived(name[1], int(name[2]), path.stat().st_mtime))
        except FileNotFoundError:
            return []  # nothing was archived yet
        except OSError as error:
            raise Unavailable(f"the archive {self._folder} cannot be read: {error.strerror or error}") from error
        return found

    def _path(self, contest: str, last: int) -> Path:
        return self._folder / f"{contest}.{last:020d}{SUFFIX}"


async def _lines(path: Path) -> AsyncIterator[Line]:
    chain = Chain()
    try:
        with gzip.open(path, "rb") as packed:
            while piece := await asyncio.to_thread(_piece, packed):
                for raw in piece:
                    line = _decode(raw)
                    if chain.add(bytes(line.batch)) != line.hash:
                        raise Damaged(f"{path.name}: the chain is broken at sequence {line.sequence}")
                    yield line
    except (EOFError, gzip.BadGzipFile, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Damaged(f"{path.name} is damaged: {error}") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror or error}") from error


def _piece(packed: gzip.GzipFile) -> list[bytes]:
    return packed.readlines(PIECE)


class MemoryArchive:
    """The archive in one process."""

    def __init__(self) -> None:
        self.versions: dict[str, tuple[Archived, list[Line]]] = {}

    async def find(self, contest: str) -> Archived | None:
        return self.versions[contest][0] if contest in self.versions else None

    async def all(self) -> list[Archived]:
        return [version for version, _ in self.versions.values()]

    async def read(self, version: Archived) -> AsyncIterator[Line]:
        for line in self.versions[version.contest][1]:
            yield line

    async def write(self, contest: str, lines: AsyncIterator[Line]) -> Archived:
        written = [line async for line in lines]
        if not written:
            raise Damaged("a log without entries is not archived")
        version = Archived(contest, written[-1].sequence, time.time())
        self.versions[contest] = (version, written)
        return version


def opened(folder: str) -> Archive:
    """The archive that the setting `archive_folder` names; without one, an empty archive."""
    return FolderArchive(Path(folder)) if folder else MemoryArchive()
