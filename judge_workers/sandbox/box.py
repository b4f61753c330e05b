"""`Box`: a warm container or set of namespaces in which programs run one after another. The judge's end of the runner's socket."""

from __future__ import annotations

import array
import hashlib
import itertools
import os
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from judge_workers.sandbox import cgroups, seccomp
from judge_workers.sandbox.limits import ANSWER_SECONDS, Limits
from realtime.runtime.errors import PodiumError
from realtime.runtime.private_folder import is_own_file, private_folder

HERE = Path(__file__).parent
REQUEST = struct.Struct("4I6Q")
ANSWER = struct.Struct("2i2I4Q")
NO_LIMIT = 2**64 - 1
"""Of the stack: memory is limited as a whole. A smaller one would be the size of every thread's stack as well."""
GROUP_PREFIX = "podium-"
GROUP_CPU_ERROR = 0.05
"""Seconds by which a control group has to count more than rusage to be believed: it is coarser, and counts the runner too."""
_numbers = itertools.count()


class BoxError(PodiumError):
    """The box itself failed: a fault of the machine, never of the contestant."""

    code = "sandbox"


class Run(NamedTuple):
    """How a program ended. Times in seconds, memory in bytes."""

    exit_code: int | None
    signal: int | None
    cpu: float
    wall: float
    memory: int
    out_of_time: bool
    out_of_memory: bool
    left_over: int
    ended: float
    """When, by the monotonic clock of the machine."""


class Box:
    """`put` files into it, `run` programs, `wipe` it for the next submission, `close` it. One thread at a time.

    Subclasses start a runner, in a place of its own, and connect its socket.
    """

    shared_uid = False
    """Whether programs own the files that were put in: then they have to be put in anew for each run."""

    def __init__(self, slot: int) -> None:
        self.slot = slot
        self._group = cgroups.make(f"{GROUP_PREFIX}{os.getpid()}-{next(_numbers)}")
        self._socket: socket.socket

    def _prepare(self) -> None:
        """The runner is there: tells it what every run gets."""
        self._checked(self._ask("S", extra=seccomp.program()), "seccomp")
        if self._group is not None:
            self._checked(self._ask("C", fds=self._group.procs), "control group")

    @property
    def has_group(self) -> bool:
        return self._group is not None

    def put(self, path: str, content: bytes, mode: int = 0o444) -> None:
        with memory_file(content) as fd:
            self._checked(self._ask("P", path, limit=mode, fds=[fd]), path)

    def get(self, path: str, limit: int) -> bytes | None:
        """A file's content; None when there is no such file or it is larger than `limit`."""
        answer, fd = self._ask("G", path)
        if fd is None:
            return None
        with os.fdopen(fd, "rb") as file:
            content = file.read(limit + 1)
        return content if not answer[1] and len(content) <= limit else None

    def wipe(self, *, scratch_only: bool = False) -> None:
        """Empties /box and /tmp; with `scratch_only`, /tmp alone."""
        self._ask("W", limit=int(scratch_only))

    def run(
        self,
        argv: Sequence[str],
        limits: Limits,
        *,
        stdin: int,
        stdout: int,
        stderr: int,
        env: Mapping[str, str] | None = None,
        cwd: str = "/box",
    ) -> Run:
        """Runs a program to its end. Descriptors are the caller's. Raises `BoxError` when it could not be started."""
        try:
            if self._group is not None:
                self._group.limit(limits.group_memory, limits.processes)
        except OSError as gone:
            raise BoxError(f"the box's control group is gone: {gone}") from None
        environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", **(env or {})}
        text = [cwd, *argv, *(f"{key}={value}" for key, value in environment.items())]
        space = 0 if self._group is not None else limits.address_space_bytes
        answer, _ = self._ask(
            "R",
            *text,
            counts=(len(argv), len(environment), limits.processes),
            times=(round(limits.cpu * 1e6), round(limits.wall * 1e6)),
            sizes=(space, limits.output, NO_LIMIT),
            fds=[stdin, stdout, stderr],
            wait=limits.wall,
        )
        if error := answer[1]:
            raise BoxError(f"{argv[0]} cannot be started: {os.strerror(error)}")
        return self._ended_run(answer, limits)

    def _ended_run(self, answer: tuple[int, ...], limits: Limits) -> Run:
        status, _, flags, left_over, wall, cpu, peak, ended = answer
        memory, seconds, killed = peak * 1024, cpu / 1e6, False
        signal_number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        try:
            if self._group is not None:
                # rusage is finer, but knows nothing of children that a program has told the kernel to forget
                in_group = self._group.cpu()
                seconds = in_group if in_group > seconds + GROUP_CPU_ERROR else seconds
                killed = self._group.hit_limit()
        except OSError as gone:
            raise BoxError(f"the box's control group is gone: {gone}") from None
        return Run(
            exit_code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            signal=signal_number,
            cpu=seconds,
            wall=wall / 1e6,
            memory=memory,
            out_of_time=bool(flags) or signal_number == signal.SIGXCPU or seconds > (limits.verdict_cpu or limits.cpu),
            out_of_memory=memory > limits.memory or killed,
            left_over=left_over,
            ended=ended / 1e6,
        )

    def close(self) -> None:
        self._socket.close()  # its runner ends, and with process 1 everything in the box
        self._ended()
        if self._group is not None:
            self._group.close()
            self._group = None

    def _ended(self) -> None:
        """Waits until the runner is gone, and removes what is left of its place."""

    def _ask(
        self,
        op: str,
        *text: str,
        counts: tuple[int, int, int] = (0, 0, 0),
        times: tuple[int, int] = (0, 0),
        sizes: tuple[int, int, int] = (0, 0, 0),
        limit: int = 0,
        extra: bytes = b"",
        fds: Sequence[int] = (),
        wait: float = 0.0,
    ) -> tuple[tuple[int, ...], int | None]:
        request = REQUEST.pack(ord(op), *counts, *times, *sizes, limit)
        packet = request + extra + b"".join(part.encode() + b"\0" for part in text)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        self._socket.settimeout(wait + ANSWER_SECONDS)
        try:
            self._socket.sendmsg([packet], rights)
            answer, ancillary, _, _ = self._socket.recvmsg(ANSWER.size, socket.CMSG_SPACE(4))
        except OSError as error:
            raise BoxError(f"the box does not answer: {error}") from None
        if len(answer) < ANSWER.size:
            raise BoxError("the box has ended")
        got = [fd for _, kind, data in ancillary if kind == socket.SCM_RIGHTS for fd in array.array("i", data)]
        return ANSWER.unpack(answer), got[0] if got else None

    @staticmethod
    def _checked(answer: tuple[tuple[int, ...], int | None], what: str) -> None:
        if error := answer[0][1]:
            raise BoxError(f"{what}: {os.strerror(error)}")


class memory_file:
    """Bytes as a file descriptor, for the time of a `with`."""

    def __init__(self, content: bytes = b"") -> None:
        self.fd = os.memfd_create("podium", os.MFD_CLOEXEC)
        view = memoryview(content)
        while view:
            view = view[os.write(self.fd, view) :]
        os.lseek(self.fd, 0, os.SEEK_SET)

    def __enter__(self) -> int:
        return self.fd

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


def core(slot: int) -> int:
    """A slot keeps to one core, so that its neighbours disturb it less."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[slot % len(ours)]


def compiled_runner(cache: Path) -> Path | None:
    """runner.c as a program, made once; None without a C compiler. Raises `BadSetting` for a folder that others may write to."""
    source = HERE / "runner.c"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    made = private_folder(cache) / f"runner-{hashlib.sha256(source.read_bytes()).hexdigest()[:16]}"
    if is_own_file(made):
        return made
    scratch = made.with_suffix(f".{os.getpid()}")
    for flags in (["-static"], []):
        done = subprocess.run([compiler, "-O2", *flags, "-o", scratch, source], capture_output=True, check=False)
        if done.returncode == 0:
            scratch.replace(made)
            return made
    return None
