"""The system-call filter of a box, as a classic BPF program. Everything is allowed but what a contestant never needs.

A program may not leave its slot's core, where it would disturb another slot, nor read the CPU clock of process 1, which tells what was run
in the box before. x86-64 and arm64. A call of another architecture's numbering ends the process.
"""

from __future__ import annotations

import platform
import struct
from typing import NamedTuple

LOAD, JEQ, JGE, JSET, RET = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCH, FIRST_ARG = 0, 4, 16
"""Offsets in struct seccomp_data."""
ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, EINVAL, ENOSYS = 1, 22, 38
X32 = 0x40000000
NAMESPACES = 0x7E020080
"""CLONE_NEW* of clone(): time, mount, cgroup, uts, ipc, user, pid, net."""


FIRST_CLOCK, LAST_CLOCK = 0xFFFFFFF0, 0xFFFFFFF7
"""Ids of the CPU clocks of process 1: ~pid << 3, with three bits for the kind."""


class Numbers(NamedTuple):
    audit: int
    forbidden: dict[str, int]
    clone: int
    clone3: int
    clocks: tuple[int, ...]
    """Calls whose first argument is a clock: clock_gettime, clock_nanosleep, timer_create."""


_COMMON = {
    "pidfd_getfd": 438, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428,
    "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442,
}  # fmt: skip
_X86 = {
    "socket": 41, "ptrace": 101, "syslog": 103, "personality": 135, "pivot_root": 155, "chroot": 161, "acct": 163,
    "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171,
    "init_module": 175, "delete_module": 176, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
    "shmget": 29, "semget": 64, "msgget": 68, "perf_event_open": 298, "open_by_handle_at": 304, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
    "sched_setaffinity": 203,
    "finit_module": 313, "kexec_load": 246, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "name_to_handle_at": 303,
}  # fmt: skip
_ARM = {
    "socket": 198, "ptrace": 117, "syslog": 116, "personality": 92, "pivot_root": 41, "chroot": 51, "acct": 89, "mount": 40,
    "umount2": 39, "swapon": 224, "swapoff": 225, "reboot": 142, "sethostname": 161, "setdomainname": 162, "init_module": 105,
    "delete_module": 106, "add_key": 217, "request_key": 218, "keyctl": 219, "unshare": 97, "perf_event_open": 241,
    "open_by_handle_at": 265, "name_to_handle_at": 264, "setns": 268, "shmget": 194, "semget": 190, "msgget": 186,
    "process_vm_readv": 270, "process_vm_writev": 271,
    "sched_setaffinity": 122, "kcmp": 272, "finit_module": 273, "kexec_load": 104, "kexec_file_load": 294, "bpf": 280, "userfaultfd": 282,
}  # fmt: skip

MACHINES = {
    "x86_64": Numbers(0xC000003E, _X86 | _COMMON, 56, 435, (228, 230, 222)),
    "aarch64": Numbers(0xC00000B7, _ARM | _COMMON, 220, 435, (113, 115, 107)),
}


def program(machine: str | None = None) -> bytes:
    """The filter as an array of struct sock_filter; empty for a machine whose numbers are not known here."""
    numbers = MACHINES.get(machine or platform.machine())
    if numbers is None:
        return b""
    code: list[tuple[int, int, int, int]] = [
        (LOAD, 0, 0, ARCH),
        (JEQ, 1, 0, numbers.audit),
        (RET, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JGE, 0, 1, X32),
        (RET, 0, 0, KILL),
    ]
    for number in sorted(numbers.forbidden.values()):
        code += [(JEQ, 0, 1, number), (RET, 0, 0, FAIL | EPERM)]
    for number in numbers.clocks:
        code += [(JEQ, 0, 5, number), (LOAD, 0, 0, FIRST_ARG), (JGE, 0, 2, FIRST_CLOCK), (JGE, 1, 0, LAST_CLOCK + 1)]
        code += [(RET, 0, 0, FAIL | EINVAL), (RET, 0, 0, ALLOW)]
    # clone3 hides its flags in memory; without it, libraries fall back to clone
    code += [(JEQ, 0, 1, numbers.clone3), (RET, 0, 0, FAIL | ENOSYS)]
    code += [(JEQ, 0, 3, numbers.clone), (LOAD, 0, 0, FIRST_ARG), (JSET, 0, 1, NAMESPACES), (RET, 0, 0, FAIL | EPERM)]
    code += [(RET, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
