"""Servers and swarms as child processes that are told what to do, a line at a time, and answer in JSON."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


class Absent(Exception):
    """A yardstick that cannot be had on this machine."""


class Child:
    def __init__(self, *command: str, cwd: Path | None = None) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=cwd)

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found

    def cpu(self) -> float:
        """Seconds it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident(self) -> int:
        return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def stop(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def compiled(name: str, folder: Path) -> str:
    """A program of ours in C. Raises `Absent` without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise Absent("there is no C compiler")
    made = folder / name
    subprocess.run([compiler, "-O2", "-o", str(made), str(HERE / f"{name}.c")], check=True)
    return str(made)


def gateway(port: int = 0) -> Child:
    return Child(sys.executable, "-m", "gateway.bench", str(port))


def stock() -> Child:
    return Child(sys.executable, "-m", "loadtest.stock_server")


def floor(folder: Path) -> Child:
    return Child(compiled("floor", folder), "0")


def node(folder: Path) -> Child:
    """Raises `Absent` where Node or its packages cannot be had."""
    npm, program = shutil.which("npm"), shutil.which("node")
    if npm is None or program is None:
        raise Absent("there is no Node")
    shutil.copy(HERE / "node_server.mjs", folder)
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "socket.io@4"]
    done = subprocess.run(install, check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise Absent(f"npm cannot install socket.io: {done.stderr.strip()[:200]}")
    return Child(program, "node_server.mjs", cwd=folder)


SOCKETIO = "/socket.io/?EIO=4&transport=websocket"
SUBSCRIBE = '42["subscribe",{"rooms":[{"room":"clock.bench","epoch":1,"seq":%ld}]}]'
"""With the number of the last frame it has: after a break, it gets what it missed."""


class Swarm:
    """Clients in as many processes as the descriptor limit asks for, from as many loopback addresses as ports ask for."""

    PER_PROCESS = 15_000

    def __init__(self, folder: Path, port: int, connections: int, says: tuple[str, ...], first: int = 2) -> None:
        """`first`: of the loopback addresses it comes from, 127.0.0.`first` and on."""
        program = compiled("swarm", folder)
        handshake = folder / "handshake"
        handshake.write_bytes(
            f"GET {SOCKETIO} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        files = []
        for number, text in enumerate(says):
            files.append(folder / f"say{number}")
            files[-1].write_text(text)
        self._children: list[Child] = []
        left, number = connections, first - 1
        while left > 0:
            here = min(left, self.PER_PROCESS)
            number += 1
            self._children.append(Child(program, "127.0.0.1", str(port), str(here), f"127.0.0.{number}", str(handshake), *map(str, files)))
            left -= here

    def opened(self) -> float:
        """Waits until all are connected; seconds that took."""
        return max(float(child.answer()["seconds"]) for child in self._children)

    def tell(self, line: str) -> None:
        for child in self._children:
            child.tell(line)

    def report(self) -> dict[str, Any]:
        """Counts since `reset`, of all processes; latencies in microseconds."""
        self.tell("report")
        answers = [child.answer() for child in self._children]
        counts: dict[int, int] = {}
        for answer in answers:
            for value, count in answer["histogram"]:
                counts[value] = counts.get(value, 0) + count
        total = {key: sum(answer[key] for answer in answers) for key in ("open", "frames", "bytes", "gaps", "failed")}
        total["newest"] = max(answer["newest"] for answer in answers)
        return {**total, "latency_ms": {name: round(_quantile(counts, part) / 1000, 2) for name, part in QUANTILES.items()}}

    def behind(self, number: int) -> int:
        """How many have not seen that frame."""
        self.tell(f"behind {number}")
        return sum(int(child.answer()["behind"]) for child in self._children)

    def cpu(self) -> float:
        return sum(child.cpu() for child in self._children)

    def stop(self) -> None:
        for child in self._children:
            child.stop()


QUANTILES = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


def _quantile(counts: dict[int, int], part: float) -> int:
    wanted, seen = part * sum(counts.values()), 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= wanted:
            return value
    return 0


def scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="podium-loadtest-")
