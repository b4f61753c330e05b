"""Starts child processes that never outlive this one, also when it is killed with SIGKILL."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522


def spawn(
    command: Sequence[str | Path], *, log: Path, env: Mapping[str, str], cwd: Path, user: int | None = None
) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, its output appended to `log`. Call it from the main thread only: the
    kernel ends the child when the *thread* that started it ends.

    `user`: the uid it runs as. It keeps one right of root's, to read and to search folders, because a clone under a
    home folder of mode 700 could not be entered otherwise.
    """
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_before_exec(os.getpid(), user),  # noqa: PLW1509  # the supervisor has one thread
        )


def _before_exec(parent: int, user: int | None) -> Callable[[], None]:
    def prepare() -> None:
        if user is not None:
            _become(user)
        # after setuid, which would clear it
        if _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) or os.getppid() != parent:
            os._exit(126)

    return prepare


def _become(user: int) -> None:
    # without this, setuid drops every capability, and access(2), which initdb asks, looks at none
    _libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    only = 1 << CAP_DAC_READ_SEARCH
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _libc.capset(header, struct.pack("6I", only, only, only, 0, 0, 0))
    _libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)
