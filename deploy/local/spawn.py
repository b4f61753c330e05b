"""Starts child processes that never outlive this one, also when it is killed with SIGKILL."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1
CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
HERE_MOUNT = Path("/mnt")
"""Where a child that has folders mounted finds them: in its own mount namespace only."""
NO_MOUNTS: Mapping[Path, str] = MappingProxyType({})


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    user: int | None = None,
    mounts: Mapping[Path, str] = NO_MOUNTS,
    stdin: str = "",
) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, its output appended to `log`. Call it from the main thread only: the
    kernel ends the child when the *thread* that started it ends.

    `user`: the uid it runs as, without any capability. `mounts`: folders that it finds under `HERE_MOUNT` by these names, because it may
    not enter the folders above them; needs root. `stdin`: what it reads, a few kilobytes at most.
    """
    with _given(stdin) as source, os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=source,
            stdout=out,
            stderr=out,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_before_exec(os.getpid(), user, mounts),  # noqa: PLW1509  # the supervisor has one thread
        )


@contextmanager
def _given(text: str) -> Iterator[int]:
    """A descriptor that a text can be read from; secrets pass here, so no file is involved."""
    reading, writing = os.pipe()
    try:
        os.write(writing, text.encode())
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def _before_exec(parent: int, user: int | None, mounts: Mapping[Path, str]) -> Callable[[], None]:
    def prepare() -> None:
        if mounts:
            _mount(mounts)
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        # after setuid, which would clear it
        if _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) or os.getppid() != parent:
            os._exit(126)

    return prepare


def _mount(mounts: Mapping[Path, str]) -> None:
    """Makes a mount namespace in which the folders stand under `HERE_MOUNT`; they are opened first, for one may lie there."""
    _check(_libc.unshare(CLONE_NEWNS), "unshare")
    _check(_libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "make mounts private")
    held = {name: os.open(folder, os.O_PATH | os.O_DIRECTORY) for folder, name in mounts.items()}
    _check(_libc.mount(b"podium", bytes(HERE_MOUNT), b"tmpfs", MS_NOSUID | MS_NODEV, b"size=64k,mode=0755"), "mount a tmpfs")
    for name, descriptor in held.items():
        target = HERE_MOUNT / name
        target.mkdir(parents=True)
        _check(_libc.mount(f"/proc/self/fd/{descriptor}".encode(), bytes(target), None, MS_BIND | MS_REC, None), f"mount {name}")
        os.close(descriptor)


def _check(result: int, what: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), f"cannot {what}: {os.strerror(ctypes.get_errno())}")
