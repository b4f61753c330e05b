"""A package in an archive (zip, or tar, also compressed), unpacked under the same rules as hold for a folder."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from judge_workers.packages.files import MAX_DEPTH, MAX_FILES, MAX_NAME
from realtime.runtime.errors import Invalid

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_UNPACKED = 512 * 2**20
"""Bytes of all that comes out of an archive: a few kilobytes can be made to unpack to any size."""
BLOCK = 2**16
COMPRESSIONS: dict[bytes, Callable[[Path], io.BufferedIOBase]] = {
    b"\x1f\x8b": gzip.GzipFile,
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
"""By the first bytes of the file."""
SUFFIXES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".kpp", ".kattis")


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The package's folder: `path` itself, or what an archive holds, for the time of the `with`. Raises `Invalid`, naming the entry."""
    if not path.is_file():
        yield path
        return
    with TemporaryDirectory(prefix="podium-package-") as made:
        folder = Path(made) / (_stem(path) or "package")
        folder.mkdir()
        try:
            _Unpacking(folder).run(path)
        except (tarfile.TarError, zipfile.BadZipFile, OSError, EOFError, lzma.LZMAError, RuntimeError, NotImplementedError) as error:
            raise Invalid(f"{path.name} cannot be unpacked: {error}", field="package") from None
        only = list(folder.iterdir())
        yield only[0] if len(only) == 1 and only[0].is_dir() and only[0].name != "data" else folder


def _stem(path: Path) -> str:
    suffix = max((known for known in SUFFIXES if path.name.lower().endswith(known)), key=len, default=path.suffix)
    return path.name[: len(path.name) - len(suffix)]


class _Unpacking:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left, self._files = MAX_UNPACKED, 0

    def run(self, path: Path) -> None:
        if zipfile.is_zipfile(path):
            self._zip(path)
        else:
            self._tar(path)

    def _zip(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                mode = entry.external_attr >> 16
                if entry.is_dir():
                    self._make_folder(entry.filename)
                elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                    raise _no_file(entry.filename)
                else:
                    with archive.open(entry) as source:
                        self._write(entry.filename, source, bool(mode & 0o100))

    def _tar(self, path: Path) -> None:
        with path.open("rb") as file:
            start = file.read(8)
        opener = next((opener for magic, opener in COMPRESSIONS.items() if start.startswith(magic)), None)
        with opener(path) if opener else path.open("rb") as raw:
            self._tar_entries(io.BufferedReader(_Bounded(raw)))

    def _tar_entries(self, stream: io.BufferedReader) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry in archive:
                if entry.isdir():
                    self._make_folder(entry.name)
                elif not entry.isreg() or entry.issparse() or (source := archive.extractfile(entry)) is None:
                    raise _no_file(entry.name)
                else:
                    self._write(entry.name, source, bool(entry.mode & 0o100))

    def _make_folder(self, name: str) -> None:
        place = self._place(name)
        place.mkdir(parents=True, exist_ok=True)

    def _write(self, name: str, source: IO[bytes], executable: bool) -> None:
        place = self._place(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as target:
            while block := source.read(BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise _too_large()
                target.write(block)
        place.chmod(0o700 if executable else 0o600)

    def _place(self, name: str) -> Path:
        """Where an entry goes. Nothing in an archive is a link, so a name without `..` stays in the folder."""
        self._files += 1
        if self._files > MAX_FILES:
            raise Invalid(f"the archive has more than {MAX_FILES:,} entries", field="package")
        parts = PurePosixPath(name).parts
        if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
            raise Invalid(f"{name[:MAX_NAME]!r} leads out of the package", field=name[:MAX_NAME])
        if len(name) > MAX_NAME or len(parts) > MAX_DEPTH:
            raise Invalid(f"{name[:60]}…: a name may have {MAX_NAME} characters and {MAX_DEPTH} folders", field=name[:MAX_NAME])
        return self._folder.joinpath(*parts)


class _Bounded(io.RawIOBase):
    """A stream of which a bounded number of bytes is read: also what describes entries can be made of any size."""

    def __init__(self, source: io.BufferedIOBase) -> None:
        self._source, self._left = source, 2 * MAX_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        found = self._source.read(len(view))
        view[: len(found)] = found
        self._left -= len(found)
        if self._left < 0:
            raise _too_large()
        return len(found)


def _no_file(name: str) -> Invalid:
    return Invalid(f"{name[:MAX_NAME]} is a link or no ordinary file: a package may hold files and folders only", field=name[:MAX_NAME])


def _too_large() -> Invalid:
    return Invalid(f"the archive unpacks to more than {MAX_UNPACKED // 2**20} MiB", field="package")
