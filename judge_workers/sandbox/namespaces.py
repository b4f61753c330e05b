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

from judge_workers.languages import host
from judge_workers.sandbox.box import HERE, Box, BoxError, compiled_runner, core
from judge_workers.sandbox.limits import BOX_BYTES, FILES, FIRST_UID, ROOT_BYTES, TMP_BYTES
from realtime.languages.definition import Language

HOST_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc/alternatives", "/etc/ld.so.cache")
"""Bound into every box, read-only: programs, libraries, and where Debian keeps its links between them."""
END_SECONDS = 5
"""A box whose socket is closed ends by itself; after that it is killed."""


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
            "binds": [*HOST_FOLDERS, *host.etc(), *host.folders()],
            "bound_files": host.files(),
            "box_bytes": BOX_BYTES,
            "tmp_bytes": TMP_BYTES,
            "root_bytes": ROOT_BYTES,
            "files": FILES,
            "runner": str(runner) if runner else "",
            "fallback": "" if runner else (HERE / "runner.py").read_text(),
        }
        command = [host.interpreter(), "-I", str(HERE / "enter.py"), str(theirs.fileno())]
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
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._root, ignore_errors=True)


class Namespaces:
    """See `judge_workers.sandbox.Sandbox`."""

    name = "namespaces"

    def __init__(self, cache: Path, *, native: bool = True) -> None:
        self._cache = cache
        self._native = native

    def tools(self) -> Mapping[str, str]:
        return host.tools()

    def available(self) -> dict[str, host.Available]:
        return host.available()

    def kind(self, language: Language) -> str:
        return ""  # every box has all the host's programs

    def box(self, slot: int, language: Language) -> Box:
        return NamespaceBox(slot, self._cache, native=self._native)
