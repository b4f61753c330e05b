"""The runner for a machine without a C compiler: what runner.c does, in Python. Executed by enter.py inside the box.

Slower to start a program and with a higher floor of measured memory (this process's own); the same promises otherwise.
"""

from __future__ import annotations

import array
import ctypes
import os
import resource
import select
import signal
import socket
import stat
import struct
import sys
import time
from typing import Any

REQUEST = struct.Struct("4I6Q")
ANSWER = struct.Struct("2i2I4Q")
libc = ctypes.CDLL(None, use_errno=True)


def drop_rights(uid: int, program: bytes) -> None:
    for cap in range(64):
        libc.prctl(24, cap, 0, 0, 0)
    if uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    if libc.syscall({"x86_64": 126, "aarch64": 91}[os.uname().machine], struct.pack("Ii", 0x20080522, 0), bytes(24)):
        raise OSError(ctypes.get_errno(), "capset")
    libc.prctl(38, 1, 0, 0, 0)  # no new privileges
    if program:
        buffer = ctypes.create_string_buffer(program)
        filter_ = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
        if libc.prctl(22, 2, filter_, 0, 0):
            raise OSError(ctypes.get_errno(), "seccomp")


def set_oom_score(score: str) -> None:
    """When memory runs out, the kernel kills the program and not this runner."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(score)
    except OSError:
        pass


def restart_pids() -> None:
    """How many processes an earlier run had is not to be read from the numbers of this one's."""
    try:
        with open("/proc/sys/kernel/ns_last_pid", "w") as file:
            file.write("1")
    except OSError:
        pass  # a container without the right to


def become(request: tuple[int, ...], text: list[str], fds: list[int], uid: int, program: bytes, fail: int) -> None:
    _, argc, _, processes, cpu, _, address_space, file_size, stack, _ = request
    os.setsid()
    set_oom_score("0")
    for target in range(3):
        os.dup2(fds[target], target)
    os.dup2(fail, 3, inheritable=False)
    os.closerange(4, 1024)
    limits = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 256, 256),
        (resource.RLIMIT_MEMLOCK, 65536, 65536),
        (resource.RLIMIT_MSGQUEUE, 0, 0),
        (resource.RLIMIT_FSIZE, file_size, file_size),
        (resource.RLIMIT_STACK, *(2 * (resource.RLIM_INFINITY if stack == 2**64 - 1 else stack,))),
        (resource.RLIMIT_NPROC, processes, processes),
        (resource.RLIMIT_CPU, cpu // 1_000_000 + 1, cpu // 1_000_000 + 2),
    ]
    if address_space:
        limits.append((resource.RLIMIT_AS, address_space, address_space))
    for what, soft, hard in limits:
        resource.setrlimit(what, (soft, hard))
    os.chdir(text[0])
    os.umask(0o022)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    environment = dict(setting.split("=", 1) for setting in text[1 + argc :])
    drop_rights(uid, program)
    os.execve(text[1], text[1 : 1 + argc], environment)


def run(request: tuple[int, ...], text: list[str], fds: list[int], uid: int, program: bytes) -> bytes:  # noqa: PLR0915  # what child and parent do, in order
    cpu_limit, wall_limit = request[4] / 1e6, request[5] / 1e6
    restart_pids()
    report, fail = os.pipe2(os.O_CLOEXEC)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    pid = os.fork()
    if not pid:
        try:
            become(request, text, fds, uid, program, fail)
        except OSError as error:
            os.write(3, struct.pack("i", error.errno or 1))
        finally:
            os._exit(126)
    os.close(fail)
    cpu_clock = ~pid << 3 | 2  # what clock_getcpuclockid() makes of a pid
    flags, ended = 0, 0.0
    watcher = os.pidfd_open(pid)
    while True:
        done, status, own = os.wait4(pid, os.WNOHANG)
        wall = time.monotonic() - began
        if done:
            break
        try:
            used = time.clock_gettime(cpu_clock)
        except OSError:
            used = 0.0
        flags = (1 if wall > wall_limit else 0) | (2 if used > cpu_limit else 0)
        if flags:
            ended = began + wall  # who talks with it may see the end before we do
            os.kill(pid, signal.SIGKILL)
            _, status, own = os.wait4(pid, 0)
            break
        select.select([watcher], [], [], min(wall_limit - wall, cpu_limit - used, 0.02) + 0.001)
    wall = time.monotonic() - began
    ended = ended or began + wall
    os.close(watcher)
    left_over = 0
    while True:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            _, how = os.waitpid(-1, 0)
        except ChildProcessError:
            break
        left_over += os.WIFSIGNALED(how) and os.WTERMSIG(how) == signal.SIGKILL
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    flags |= 2 if cpu > cpu_limit else 0
    failed = os.read(report, 4)
    os.close(report)
    why = struct.unpack("i", failed)[0] if len(failed) == 4 else 0
    return ANSWER.pack(status, why, flags, left_over, round(wall * 1e6), round(cpu * 1e6), own.ru_maxrss, round(ended * 1e6))


def put(path: str, source: int, mode: int) -> None:
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    if os.path.lexists(path):
        os.unlink(path)
    target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    at = 0
    while block := os.pread(source, 1 << 16, at):
        os.write(target, block)
        at += len(block)
    os.fchmod(target, mode)
    os.close(target)


def _unlink_file(entry: os.DirEntry[str]) -> bool:
    """False for a folder, which stays."""
    if entry.is_dir(follow_symlinks=False):
        return False
    os.unlink(entry.path)
    return True


def wipe(path: str) -> None:
    """Empties a folder. What stands in a folder below is moved up first: a tree of any depth needs no recursion."""
    number = 0
    while folders := [entry.path for entry in os.scandir(path) if not _unlink_file(entry)]:
        for folder in folders:
            os.chmod(folder, 0o700)
            for entry in list(os.scandir(folder)):
                if not _unlink_file(entry):
                    while os.path.lexists(target := f"{path}/~{number}"):
                        number += 1
                    os.rename(entry.path, target)
            os.rmdir(folder)


def serve(control: socket.socket, uid: int) -> None:  # noqa: C901, PLR0912  # a case for each request
    program = b""
    while True:
        packet, ancillary, _, _ = control.recvmsg(65536, socket.CMSG_SPACE(16))
        if len(packet) < REQUEST.size:
            return
        fds: list[int] = []
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fds += array.array("i", data[: len(data) // 4 * 4])
        request, rest = REQUEST.unpack_from(packet), packet[REQUEST.size :]
        text = [] if request[0] == ord("S") else [part.decode(errors="surrogateescape") for part in rest.split(b"\0")[:-1]]
        answer, opened = ANSWER.pack(0, 0, 0, 0, 0, 0, 0, 0), -1
        try:
            match chr(request[0]):
                case "S":
                    program = rest
                case "C":  # once: to join for each run would cost 10 ms
                    for fd in fds:
                        os.write(fd, b"0")
                    set_oom_score("-1000")
                case "P":
                    put(text[0], fds[0], request[9])
                case "G":
                    opened = os.open(text[0], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
                    if not stat.S_ISREG(os.fstat(opened).st_mode):
                        os.close(opened)
                        opened = -1
                        raise OSError(22, "not a file")
                case "W":
                    if request[9] != 1:
                        wipe("/box")
                    wipe("/tmp")
                case "R":
                    answer = run(request, text, fds, uid, program)
        except OSError as error:
            answer = ANSWER.pack(0, error.errno or 1, 0, 0, 0, 0, 0, 0)
        for fd in fds:
            os.close(fd)
        rights: list[Any] = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [opened]))] if opened >= 0 else []
        control.sendmsg([answer], rights)
        if opened >= 0:
            os.close(opened)


if __name__ == "__main__":
    libc.prctl(4, 0, 0, 0, 0)  # not dumpable
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    arguments: list[str] = globals().get("ARGUMENTS") or sys.argv[1:]
    serve(socket.socket(fileno=int(arguments[0])), int(arguments[1]))
    os._exit(0)
