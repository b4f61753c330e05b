"""From sources to what is run: in a box, once for the same content."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from judge_workers.evaluation.programs import SCRIPTS, Program
from judge_workers.languages import expanded
from judge_workers.sandbox.box import MIB, Box, Limits, memory_file
from realtime.storage.packages import File

log = logging.getLogger(__name__)

OUTPUT = 128 * MIB
LOG = 16 * 1024
"""Bytes of a compiler's words that are kept."""
CACHE_BYTES = 1024 * MIB
CACHE_SLACK = 0.8
"""What is left of a full cache when the oldest went."""


class Built(NamedTuple):
    """`files` stand in /box for every run; None: it could not be built, and `log` says why."""

    program: Program
    files: tuple[File, ...] | None
    log: str


class Cache:
    """Artefacts by the hash of all they are made of, in a folder of the judge's. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "artefacts"

    def key(self, program: Program, where: str, version: str) -> str:
        """`where`: the sandbox; `version`: what the compiler says of itself."""
        content = msgspec.msgpack.encode([where, version, program.tools.id, program.tools.compile, program.main, program.files])
        return hashlib.blake2b(content, digest_size=20).hexdigest()

    def get(self, key: str) -> tuple[tuple[File, ...], str] | None:
        path = self._folder / key
        try:
            found = msgspec.msgpack.decode(path.read_bytes(), type=tuple[tuple[File, ...], str])
            os.utime(path)
        except (OSError, msgspec.DecodeError, msgspec.ValidationError):
            return None
        return found

    def put(self, key: str, files: tuple[File, ...], said: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch = self._folder / f".{key}-{os.getpid()}"
            scratch.write_bytes(msgspec.msgpack.encode((files, said)))
            scratch.replace(self._folder / key)
            self._trim()
        except OSError as error:  # a full disk makes it slower, not wrong
            log.warning("an artefact is not kept: %s", error)

    def _trim(self) -> None:
        held = sorted((one.stat().st_mtime, one.stat().st_size, one) for one in self._folder.iterdir())
        total = sum(size for _, size, _ in held)
        if total <= CACHE_BYTES:
            return
        for _, size, path in held:
            path.unlink(missing_ok=True)
            total -= size
            if total <= CACHE_BYTES * CACHE_SLACK:
                return


def build(box: Box, program: Program, tools: Mapping[str, str], seconds: float, memory: int) -> Built:
    """Compiles in an empty box. `seconds` and bytes of `memory` are what the compiler may use."""
    box.wipe()
    for file in program.files:
        box.put(f"/box/{file.name}", file.content, 0o555 if file.executable else 0o444)
    make = expanded(program.tools.compile, tools, [f"/box/{name}" for name in program.sources], entry(program), 0)
    keep = "exec tar -C /tmp/out -cf /tmp/out.tar ." if program.tools.artefacts else "exit 0"
    command = ["/bin/sh", "-c", f'mkdir -p /tmp/out; "$@" || exit $?; {keep}', "sh", *make]
    limits = Limits(cpu=seconds, wall=2 * seconds, memory=memory, output=OUTPUT, processes=256, address_space=False)
    with memory_file() as out, memory_file() as nothing:
        run = box.run(command, limits, stdin=nothing, stdout=out, stderr=out, cwd="/box", env=environment(tools))
        said = os.pread(out, LOG + 1, 0)
    words = said[:LOG].decode(errors="replace") + ("\n… cut" if len(said) > LOG else "")
    if run.out_of_time or run.out_of_memory:
        return Built(program, None, f"{words}\nthe compiler exceeded its limit of {seconds:.0f} s and {memory // MIB} MiB".strip())
    if run.exit_code != 0:
        return Built(program, None, words or f"the compiler ended with exit code {run.exit_code}, signal {run.signal}")
    if not program.main:
        return Built(program, None, f"{words}\nno class has a method main".strip())
    if not program.tools.artefacts:
        return Built(program, program.files, words)
    packed = box.get("/tmp/out.tar", OUTPUT)
    files = unpacked(packed) if packed else ()
    if not files or (program.tools is SCRIPTS and "run" not in {file.name for file in files}):
        return Built(program, None, f"{words}\nnothing was made that can be run".strip())
    return Built(program, files, words)


def entry(program: Program) -> str:
    """What `{main}` stands for: a class, or where the file is in a box."""
    return program.main if program.tools.id in ("java", "kotlin") else f"/box/{program.main}"


def environment(tools: Mapping[str, str]) -> dict[str, str]:
    """Compilers and scripts of packages may call others by name."""
    folders = dict.fromkeys([*(os.path.dirname(tools[name]) for name in ("python", "java", "rustc") if name in tools), "/usr/bin", "/bin"])
    return {"PATH": ":".join(folders)}


def unpacked(packed: bytes) -> tuple[File, ...]:
    """The ordinary files of an archive that nobody trusts: no links, nothing outside."""
    files = []
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            name = os.path.normpath(member.name)
            if member.isreg() and not name.startswith(("/", "..")) and (content := archive.extractfile(member)) is not None:
                files.append(File(name, content.read(), bool(member.mode & 0o100)))
    return tuple(files)
