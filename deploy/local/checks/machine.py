"""Checks of the system: kernel, disk, ports, file descriptors."""

from __future__ import annotations

import os
import platform
import resource
import sys
from pathlib import Path

from deploy.local.checks.finding import Finding, Level
from deploy.local.ports import Occupied, check_free
from deploy.local.running import running
from realtime.runtime import settings
from realtime.runtime.errors import PodiumError

GIB = 2**30
NEEDED_DISK, GOOD_DISK = 1 * GIB, 20 * GIB
"""Free space: below the first PostgreSQL and NATS soon cannot write; the logs of all contests may take 16 GiB."""
NEEDED_FILES = 10_000
GOOD_DESCRIPTORS = 4096
OWN_DESCRIPTORS = 100
"""Of a gateway process, beside its viewers'."""


def system() -> list[Finding]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    says = f"{platform.system()} {platform.release()} on {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    mend = "" if sys.platform == "linux" else "run Podium on Linux: the sandbox and the supervisor need its kernel"
    return [
        Finding("machine", "missing" if mend else "good", says, mend),
        Finding("Python", "good", f"{platform.python_version()} at {sys.base_prefix}"),
    ]


def disk(data: Path) -> list[Finding]:
    """Free space and files for an unprivileged user, where the data folder is or would be made."""
    place = next((folder for folder in (data.absolute(), *data.absolute().parents) if folder.exists()), Path("/"))
    try:
        found = os.statvfs(place)
    except OSError as error:
        return [Finding("disk", "missing", f"{place} cannot be read: {error.strerror}", "choose another folder with --data")]
    free = found.f_bavail * found.f_frsize
    says = f"{free / GIB:.1f} GiB free for {data}"
    mend = f"make room, or choose a folder on another disk with --data: {GOOD_DISK // GIB} GiB hold the logs of all contests"
    if found.f_files and found.f_favail < NEEDED_FILES:
        return [Finding("disk", "missing", f"{says}, but only {found.f_favail} more files can be made", mend)]
    level: Level = "good" if free >= GOOD_DISK else "limited" if free >= NEEDED_DISK else "missing"
    return [Finding("disk", level, says, "" if level == "good" else mend)]


def ports(data: Path) -> list[Finding]:
    """Whether the ports that the settings name can be listened on; other parts take any free one."""
    if running(data):
        return [Finding("ports", "good", f"used by the platform that runs on {data}")]
    try:
        chosen = settings.load()
    except PodiumError:
        return []  # told by the check of the settings
    wanted = [(chosen.host, chosen.port, "PODIUM_PORT"), (chosen.role_host, chosen.api_port, "PODIUM_API_PORT")]
    findings = []
    for host, port, setting in wanted:
        if port == 0:
            continue
        try:
            check_free(host, port, setting)
        except Occupied as error:
            reason = error.message.partition(";")[0]
            findings.append(Finding("ports", "limited", reason, f"choose another one: {setting}, or --port of podium up"))
    return findings or [Finding("ports", "good", f"port {chosen.port} on {chosen.host} is free")]


def descriptors() -> list[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    viewers = max(0, soft - OWN_DESCRIPTORS)
    says = f"{soft} file descriptors a process (up to {hard}): about {viewers} viewers a gateway process"
    if soft >= GOOD_DESCRIPTORS:
        return [Finding("descriptors", "good", says)]
    return [Finding("descriptors", "limited", says, "raise it: ulimit -n, or LimitNOFILE in the unit")]
