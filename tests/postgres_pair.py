"""A PostgreSQL primary with a streaming replica, from the embedded server's binaries, for tests of reads from a replica."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local.servers.base import NEUTRAL, SITE
from deploy.local.servers.postgres import WHEEL
from tests.conftest import wait_for
from tests.workers import free_port

BINARIES = SITE / WHEEL / "pginstall18" / "bin"
USER = "nobody" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root."""


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "shared_buffers": "16MB"}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            command = [str(BINARIES / "postgres"), "-D", str(self.folder), "-p", str(self.port), *flags]
            self._process = subprocess.Popen(command, env=NEUTRAL, cwd="/", user=USER, stdout=log, stderr=log)
        wait_for(lambda: run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), check=False) == 0, why="PostgreSQL answers")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def suspend(self) -> None:
        """The server and its children do nothing any more, and their connections stay open."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        pid = self._process.pid
        for child in (pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())):
            os.kill(child, number)

    async def say(self, statement: str) -> object:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()


def run(program: str, *arguments: str, check: bool = True) -> int:
    done = subprocess.run([str(BINARIES / program), *arguments], check=False, env=NEUTRAL, cwd="/", user=USER, capture_output=True)
    assert not check or done.returncode == 0, done.stderr.decode()
    return done.returncode


@contextmanager
def started_pair() -> Iterator[tuple[Server, Server]]:
    """Primary and replica."""
    folder = Path(tempfile.mkdtemp(prefix="podium-pair-"))
    try:
        if USER is not None:
            os.chown(folder, pwd.getpwnam(USER).pw_uid, -1)
        primary, replica = Server(folder / "primary"), Server(folder / "replica")
        run("initdb", "-D", str(primary.folder), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")
        primary.start()
        run("pg_basebackup", "-D", str(replica.folder), "-R", "-X", "stream", "-c", "fast", "-d", primary.url, "--no-sync")
        replica.start()
        yield primary, replica
    finally:
        for server in (replica, primary):
            server.stop(signal.SIGKILL)
        shutil.rmtree(folder)
