"""Zips of source files, unpacked in memory by rules that hold before anything is inflated.

A zip bomb is small and says how large it is, or lies about it. Both are refused: the sizes that the directory declares are summed before
the first entry is read, and of an entry no more is inflated than it declares. Example: an entry that declares 10 bytes and holds 1 GiB of
zeros costs one block of the decompressor, and then its checksum is wrong.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from core_api.domains.submissions.models import MAX_FILES, MAX_SOURCE
from realtime.runtime.errors import Invalid, TooLarge
from realtime.storage.packages import File

FIELD = "archive"
MAX_ENTRIES = 4 * MAX_FILES
"""Of an archive with its folders and what is left out."""
ENTRY_SIGNATURE = b"PK\x01\x02"
"""Begins each entry of a zip's directory: as often as it occurs, so much is there at most to be parsed."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others may ask for gigabytes of memory by a few bytes of their own."""
ENCRYPTED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, OSError, EOFError, RuntimeError)
"""What `zipfile` raises for archives that are none."""
LEFT_OUT = ("__MACOSX/",)
"""What a system adds to the archives that it makes, by the beginning of the name."""


def unpacked(archive: bytes) -> list[File]:
    """The files, without a folder that holds all of them; their names are not checked. Raises `Invalid` or `TooLarge` naming `archive`."""
    if archive.count(ENTRY_SIGNATURE) > MAX_ENTRIES:
        raise Invalid(f"an archive may have {MAX_ENTRIES} entries, of which {MAX_FILES} are files", field=FIELD)
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.orig_filename.startswith(LEFT_OUT)]
            entries = [entry for entry in entries if not _is_folder(entry)]
            _check(entries)
            found = [File(entry.orig_filename, _content(opened, entry)) for entry in entries]
    except BROKEN as error:
        raise Invalid(f"the archive cannot be unpacked as a zip: {error}", field=FIELD) from None
    for file in found:
        _check_text(file)
    return _without_folder(found)


def _content(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """With a bound: `ZipFile.read` inflates all that there is before it looks at the size."""
    with opened.open(entry) as file:
        return file.read(entry.file_size + 1)


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.orig_filename.endswith("/") and entry.file_size == 0


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise Invalid(f"a program may have {MAX_FILES} files, this has {len(entries)}", field=FIELD)
    for entry in entries:
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise Invalid("the archive holds a link or something else that is no ordinary file", field=FIELD)
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:
            raise Invalid("the archive must be stored or deflated, and not encrypted", field=FIELD)
    if (size := sum(entry.file_size for entry in entries)) > MAX_SOURCE:
        raise TooLarge(f"the source may have {MAX_SOURCE:,} bytes in all, the archive declares {size:,}", field=FIELD)


def _check_text(file: File) -> None:
    """Whoever may read a source has to see all of it, and no compiler is given what is no text."""
    try:
        text = file.content.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Invalid("a file of the archive is no text in UTF-8", field=FIELD)


def _without_folder(files: list[File]) -> list[File]:
    tops = {file.name.partition("/")[0] for file in files}
    if len(tops) != 1 or any("/" not in file.name for file in files):
        return files
    return [File(file.name.partition("/")[2], file.content) for file in files]
