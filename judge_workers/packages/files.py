"""Files of a package, whose author is not trusted with other files of this machine.

A statement that is a link to somebody's `secrets.json` would be published with the problem. So there are no links, neither symbolic ones
nor second names of a file that stands elsewhere, nothing that is no ordinary file, and no more of them than a problem has.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from realtime.runtime.errors import Invalid

MAX_FILES = 50_000
"""Files and folders of a package: ten thousand tests with two files each, and as many submissions and pictures."""
MAX_DEPTH = 16
"""Folders within each other."""
MAX_NAME = 255
"""Characters of a name, with the folders before it."""
MAX_FILE = 256 * 2**20
"""Bytes of a file; a platform takes 64 MiB for a whole package."""
OTHERS = {".git", ".hg", ".svn"}
"""Folders in a package that are another program's, and are not read."""


def check(folder: Path) -> None:
    """Raises `Invalid`, naming the file, for a folder that holds what a package may not."""
    count = 0
    ahead = [(folder, 0)]
    while ahead:
        place, depth = ahead.pop()
        for entry in os.scandir(place):
            count += 1
            name = str(Path(entry.path).relative_to(folder))
            if count > MAX_FILES:
                raise Invalid(f"the package has more than {MAX_FILES:,} files", field="package")
            if len(name) > MAX_NAME:
                raise Invalid(f"{name[:60]}…: a name may have {MAX_NAME} characters with its folders", field=name[:MAX_NAME])
            _check_kind(name, entry.stat(follow_symlinks=False))
            if entry.is_dir(follow_symlinks=False) and entry.name not in OTHERS:
                if depth == MAX_DEPTH:
                    raise Invalid(f"{name}: folders may stand {MAX_DEPTH} deep", field=name)
                ahead.append((Path(entry.path), depth + 1))


def content(path: Path) -> bytes:
    """Raises `Invalid` for what became a link after `check`, or is too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Invalid(f"{path.name} cannot be read: {error.strerror}", field=path.name) from None
    with open(descriptor, "rb") as file:
        _check_kind(path.name, os.fstat(descriptor), folder=False)
        found = file.read(MAX_FILE + 1)
    if len(found) > MAX_FILE:
        raise Invalid(f"{path.name}: a file may have {MAX_FILE // 2**20} MiB", field=path.name)
    return found


def text(path: Path, errors: str = "replace") -> str:
    return content(path).decode(errors=errors)


def _check_kind(name: str, status: os.stat_result, *, folder: bool = True) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise Invalid(f"{name} is a link: a package may hold files and folders only", field=name)
    if stat.S_ISDIR(status.st_mode) and folder:
        return
    if not stat.S_ISREG(status.st_mode):
        raise Invalid(f"{name} is no ordinary file: a package may hold files and folders only", field=name)
    if status.st_nlink > 1:
        raise Invalid(f"{name} has another name elsewhere (a hard link): copy the package first", field=name)
