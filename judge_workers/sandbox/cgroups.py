"""A control group for a box, v1 or v2, where the machine grants it: memory and process limits for all processes together."""

from __future__ import annotations

import os
from pathlib import Path

V1 = [Path("/sys/fs/cgroup") / name for name in ("memory", "pids", "cpuacct")]
V2 = Path("/sys/fs/cgroup")


class Group:
    """Processes join by writing "0" to the descriptors in `procs`. A box's runner joins once, and what it starts is in with it."""

    def __init__(self, folders: list[Path], v2: bool) -> None:
        self._folders = folders
        self._v2 = v2
        self.procs = [os.open(folder / "cgroup.procs", os.O_WRONLY | os.O_CLOEXEC) for folder in folders]

    def limit(self, memory: int, processes: int) -> None:
        """Sets both limits (bytes, count) and forgets the peak of the last run."""
        memory_folder, pids_folder = self._folders[0], self._folders[0 if self._v2 else 1]
        if self._v2:
            (memory_folder / "memory.max").write_text(str(memory))
            (memory_folder / "memory.swap.max").write_text("0")
        else:
            (memory_folder / "memory.force_empty").write_text("0")
            (memory_folder / "memory.limit_in_bytes").write_text(str(memory))
        (pids_folder / "pids.max").write_text(str(processes + 1))  # the runner
        self._kills, self._cpu = self._oom_kills(), self._cpu_seconds()

    def hit_limit(self) -> bool:
        """True when the kernel killed a process at the memory limit since `limit`."""
        return self._oom_kills() > self._kills

    def cpu(self) -> float:
        """Seconds of CPU since `limit`, of all processes: also of those that nobody waited for."""
        return self._cpu_seconds() - self._cpu

    def _cpu_seconds(self) -> float:
        if self._v2:
            line = next(line for line in (self._folders[0] / "cpu.stat").read_text().splitlines() if line.startswith("usage_usec "))
            return int(line.split()[1]) / 1e6
        return int((self._folders[2] / "cpuacct.usage").read_text()) / 1e9

    def _oom_kills(self) -> int:
        name = "memory.events" if self._v2 else "memory.oom_control"
        for line in (self._folders[0] / name).read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
        return 0

    def close(self) -> None:
        for fd in self.procs:
            os.close(fd)
        for folder in self._folders:
            try:
                folder.rmdir()
            except OSError:
                pass  # busy for a moment more; swept at the next start


def make(name: str) -> Group | None:
    """A new group, or None where the machine does not grant one."""
    v2 = (V2 / "cgroup.controllers").exists()
    try:
        if v2:
            folder = V2 / name
            folder.mkdir(exist_ok=True)
            if not (folder / "memory.max").exists() or not (folder / "pids.max").exists():
                folder.rmdir()
                return None
            return Group([folder], True)
        folders = [base / name for base in V1]
        for folder in folders:
            folder.mkdir(exist_ok=True)
        return Group(folders, False)
    except OSError:
        return None


def sweep(prefix: str) -> None:
    """Removes groups that dead workers left; the worker's pid stands in the name."""
    for base in (*V1, V2):
        for folder in base.glob(f"{prefix}*"):
            owner = folder.name.removeprefix(prefix).split("-")[0]
            if Path(f"/proc/{owner}").exists():
                continue
            try:
                folder.rmdir()
            except OSError:
                pass
