"""Boxes of Linux namespaces: as root, or in a user namespace. Needs nothing but the kernel, and this Python."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from judge_workers import languages
from judge_workers.languages import Toolchain
from judge_workers.sandbox.box import FIRST_UID, HERE, MIB, Box, BoxError, compiled_runner

ETC = ("alternatives", "ld.so.cache", "java-17-openjdk", "mono")
HOST_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", *(f"/etc/{name}" for name in ETC))
BOX_BYTES = TMP_BYTES = 512 * MIB


class NamespaceBox(Box):
    def __init__(self, slot: int, cache: Path, *, native: bool = True) -> None:
        super().__init__(slot)
        self.shared_uid = os.geteuid() != 0
        self._root = tempfile.mkdtemp(prefix="podium-box-")
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        runner = compiled_runner(cache) if native else None
        config = {
            "root": self._root,
            "uid": FIRST_UID + slot,
            "cpu": core(slot),
            "binds": [*HOST_FOLDERS, *languages.host_folders()],
            "files": languages.host_files(),
            "box_bytes": BOX_BYTES,
            "tmp_bytes": TMP_BYTES,
            "runner": str(runner) if runner else "",
            "fallback": "" if runner else (HERE / "runner.py").read_text(),
        }
        command = [languages.interpreter(), "-I", str(HERE / "enter.py"), str(theirs.fileno())]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        theirs.close()
        try:
            assert self._process.stdin is not None
            with self._process.stdin as pipe:
                pipe.write(json.dumps(config).encode())
            self._prepare()
        except (BoxError, BrokenPipeError):
            self.close()
            said = (self._process.stderr.read() if self._process.stderr else b"").decode(errors="replace").strip()
            raise BoxError(f"the sandbox cannot be made: {said or 'its runner ended'}") from None

    def _ended(self) -> None:
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._root, ignore_errors=True)


def core(slot: int) -> int:
    """A slot keeps to one core, so that its neighbours disturb it less."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[slot % len(ours)]


class Namespaces:
    """See `judge_workers.sandbox.Sandbox`."""

    name = "namespaces"

    def __init__(self, cache: Path, *, native: bool = True) -> None:
        self._cache = cache
        self._native = native

    def tools(self) -> Mapping[str, str]:
        return languages.host_tools()

    def available(self) -> dict[str, tuple[Toolchain, str]]:
        return languages.available()

    def kind(self, tools: Toolchain) -> str:
        return ""  # every box has all the host's programs

    def box(self, slot: int, tools: Toolchain) -> Box:
        return NamespaceBox(slot, self._cache, native=self._native)
