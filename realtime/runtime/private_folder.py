"""Folders that nobody else may write to: only what stands in such a folder may be believed or run. Standard library only.

A folder with a known name below the system's temporary folder can be made by anybody first, with a program of theirs in it; so can a link
that leads elsewhere. Hence every folder on the way is looked at, link by link, and has to belong to somebody who is trusted.
"""

from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from pathlib import Path

from realtime.runtime.errors import BadSetting

MAX_LINKS = 40
"""Symbolic links on the way to a folder, as many as the kernel follows."""
CODE = Path(__file__).resolve().parents[2]
ABOVE_CODE = {CODE, *CODE.parents}
"""Not looked at: who may write to one of these has the code itself. Some CI systems clone into folders that are open to all."""
TRUSTED = {0, os.geteuid(), Path(__file__).stat().st_uid}
"""Users whose folders may be on the way: root, this user, and whoever owns the code that is running."""


def private_folder(path: Path, field: str | None = None) -> Path:
    """A folder of this user's alone, mode 0700, made where it is missing; returned without links in its path.

    Raises `BadSetting`, with `field`, when it is somebody else's or others may write to it or to a folder above.
    """
    found = trusted_folder(path, field)
    if found.stat().st_uid != os.geteuid():
        raise BadSetting(f"{found} belongs to {_name(found.stat().st_uid)}: choose a folder of your own", field=field)
    found.chmod(0o700)
    return found


def trusted_folder(path: Path, field: str | None = None) -> Path:
    """A folder that nobody but root, this user and the owner of the code may write to, made where it is missing.

    Raises as `private_folder` does, and `OSError` for a folder that cannot be made or is none.
    """
    here, ahead, links = Path("/"), list(reversed(path.absolute().parts[1:])), 0
    while ahead:
        name = ahead.pop()
        if name == "..":
            here = here.parent
            continue
        there = here / name
        status = _status(there)
        if stat.S_ISLNK(status.st_mode):
            links += 1
            if links > MAX_LINKS:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
            _check_owner(there, status, field)
            target = there.readlink()
            ahead += reversed(target.parts[1:] if target.is_absolute() else target.parts)
            here = Path("/") if target.is_absolute() else here
            continue
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
        if there not in ABOVE_CODE:
            _check(there, status, field, last=not ahead)
        here = there
    return here


def is_own_file(path: Path) -> bool:
    """True for an ordinary file of this user that others may not write to."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _status(path: Path) -> os.stat_result:
    try:
        return path.lstat()
    except FileNotFoundError:
        try:
            path.mkdir(0o755)
        except FileExistsError:
            pass  # somebody made it meanwhile: it is looked at like any other
        return path.lstat()


def _check(path: Path, status: os.stat_result, field: str | None, *, last: bool = False) -> None:
    """In a folder above, the sticky bit is enough: others can add names there, and cannot take ours away."""
    _check_owner(path, status, field)
    others_write = status.st_mode & 0o002 or (status.st_mode & 0o020 and not _is_users_own_group(status))
    if others_write and (last or not status.st_mode & stat.S_ISVTX):
        raise BadSetting(f"others may write to {path}: see that nothing foreign is in it, then run chmod go-w {path}", field=field)


def _check_owner(path: Path, status: os.stat_result, field: str | None) -> None:
    if status.st_uid not in TRUSTED:
        raise BadSetting(f"{path} belongs to {_name(status.st_uid)}: what is below it cannot be trusted", field=field)


def _is_users_own_group(status: os.stat_result) -> bool:
    """Many systems give each user a group without other members, and make folders that it may write to."""
    try:
        user, group = pwd.getpwuid(status.st_uid).pw_name, grp.getgrgid(status.st_gid)
    except KeyError:
        return False
    return group.gr_name == user and set(group.gr_mem) <= {user}


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
