"""Takes everything from a process but what it holds already: for a decoder of foreign files that may be taken over by one.

PDFium is a large program in C++ that reads anybody's PDF. It needs memory, standard input and standard output; so from the first byte of
the file on, the kernel lets it do nothing else: no file can be opened, no connection made, no program started.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, JEQ, RET = 0x20, 0x15, 0x06
NUMBER, ARCH = 0, 4
"""Offsets in struct seccomp_data."""
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
EPERM = 1

_X86 = {
    "read": 0, "write": 1, "close": 3, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
    "rt_sigreturn": 15, "mremap": 25, "madvise": 28, "getpid": 39, "exit": 60, "futex": 202, "clock_gettime": 228, "exit_group": 231,
    "getrandom": 318,
}  # fmt: skip
_ARM = {
    "read": 63, "write": 64, "close": 57, "mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigreturn": 139, "mremap": 216, "madvise": 233, "getpid": 172, "exit": 93, "futex": 98,
    "clock_gettime": 113, "exit_group": 94, "getrandom": 278,
}  # fmt: skip
MACHINES = {"x86_64": (0xC000003E, _X86), "aarch64": (0xC00000B7, _ARM)}
"""The kernel's name of the architecture, and the calls that stay allowed."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(memory: int, cpu_seconds: int) -> None:
    """For good. Machines other than x86-64 and arm64 have the limits alone. Raises `OSError` where the kernel refuses."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))
    if (program := _program(platform.machine())) is None:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    filter = _Program(len(program) // 8, program)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filter), 0, 0)):
        if libc.prctl(*arguments):
            number = ctypes.get_errno()
            raise OSError(number, f"the process cannot be confined: {os.strerror(number)}")


def _program(machine: str) -> bytes | None:
    """The system-call filter as an array of struct sock_filter. What is not allowed fails: PDFium looks for fonts, and goes on without."""
    if machine not in MACHINES:
        return None
    architecture, allowed = MACHINES[machine]
    code = [(LOAD, 0, 0, ARCH), (JEQ, 1, 0, architecture), (RET, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    for number in sorted(allowed.values()):
        code += [(JEQ, 0, 1, number), (RET, 0, 0, ALLOW)]
    code.append((RET, 0, 0, FAIL | EPERM))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
