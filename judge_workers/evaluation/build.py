"""From sources to what is run: compiling a program in an empty box."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Mapping
from typing import NamedTuple

from judge_workers.languages.commands import environment, expanded
from judge_workers.languages.programs import SCRIPTS, Program
from judge_workers.sandbox.box import Box, Run, memory_file
from judge_workers.sandbox.limits import MIB, Limits
from realtime.storage.packages import File

OUTPUT = 128 * MIB
"""Bytes of all that a compiler may make."""
LOG = 16 * 1024
"""Bytes of a compiler's log that are kept."""
WALL_SLACK = 10.0
"""Seconds of wall time on top of twice the CPU: on a busy machine a compiler reaches its limit of CPU late, and that one decides."""
PROCESSES = 256
"""Of a compiler: those of Go and Java start dozens of threads."""


class Built(NamedTuple):
    """`files` are put into /box for every run; None: the program could not be built, and `log` says why."""

    program: Program
    files: tuple[File, ...] | None
    log: str
    by_chance: bool = False
    """It ran out of wall time and not of CPU: another try may end otherwise."""


def build(box: Box, program: Program, tools: Mapping[str, str], seconds: float, memory: int) -> Built:
    """`seconds` of CPU and bytes of `memory` are what the compiler may use."""
    box.wipe()
    for file in program.files:
        box.put(f"/box/{file.name}", file.content, 0o555 if file.executable else 0o444)
    run, log = _compile(box, program, tools, seconds, memory)
    if run.out_of_time or run.out_of_memory:
        exceeded = f"{log}\nthe compiler exceeded its limit of {seconds:g} s and {memory // MIB} MiB".strip()
        return Built(program, None, exceeded, by_chance=run.cpu < seconds and not run.out_of_memory)
    if run.exit_code != 0:
        return Built(program, None, log or f"the compiler ended with exit code {run.exit_code}, signal {run.signal}")
    if not program.main:
        return Built(program, None, f"{log}\nno class has a method main".strip())
    if not program.language.artefacts:
        return Built(program, program.files, log)
    packed = box.get("/tmp/out.tar", OUTPUT)
    files = unpacked(packed) if packed else ()
    if not files or (program.language is SCRIPTS and "run" not in {file.name for file in files}):
        return Built(program, None, f"{log}\nnothing was made that can be run".strip())
    return Built(program, files, log)


def _compile(box: Box, program: Program, tools: Mapping[str, str], seconds: float, memory: int) -> tuple[Run, str]:
    """How the compiler ended, and what it said."""
    language = program.language
    make = expanded(language.compile, tools, [f"/box/{name}" for name in program.sources], program.entry)
    keep = "exec tar -C /tmp/out -cf /tmp/out.tar ." if language.artefacts else "exit 0"
    command = ["/bin/sh", "-c", f'mkdir -p /tmp/out; "$@" || exit $?; {keep}', "sh", *make]
    limits = Limits(cpu=seconds, wall=2 * seconds + WALL_SLACK, memory=memory, output=OUTPUT, processes=PROCESSES, address_space=False)
    with memory_file() as out, memory_file() as nothing:
        run = box.run(command, limits, stdin=nothing, stdout=out, stderr=out, cwd="/box", env=environment(tools))
        said = os.pread(out, LOG + 1, 0)
    return run, said[:LOG].decode(errors="replace") + ("\n… cut" if len(said) > LOG else "")


def unpacked(packed: bytes) -> tuple[File, ...]:
    """The ordinary files of an archive that nobody trusts: no links, nothing outside."""
    files = []
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            name = os.path.normpath(member.name)
            if member.isreg() and not name.startswith(("/", "..")) and (content := archive.extractfile(member)) is not None:
                files.append(File(name, content.read(), bool(member.mode & 0o100)))
    return tuple(files)
