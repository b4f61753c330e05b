"""How each language is compiled and run. One line of the table each; what the machine lacks is left out."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from judge_workers.sandbox.box import MIB, PYTHON, binds

NODE = "/opt/node"


class Toolchain(NamedTuple):
    """A language as a judge runs it. `{memory}` in a command becomes the memory limit in MiB.

    The source stands at /box/<source>; `compile` writes /tmp/out/<artefact>, which `run` finds at /box/<artefact>.
    Without `compile` the source itself is run.
    """

    id: str
    source: str
    compile: tuple[str, ...]
    artefact: str
    run: tuple[str, ...]
    version: tuple[str, ...]
    """Command that prints the version; its program must exist."""
    processes: int = 64
    address_space: bool = True
    extra_memory: int = 0
    """Bytes the runtime itself takes, granted on top of the limit."""


JAVA = os.path.realpath(shutil.which("java") or "/usr/bin/java")
JAVAC = os.path.realpath(shutil.which("javac") or "/usr/bin/javac")
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto")
# one shell line, so that classes end up in one file: the sandbox hands out one artefact
_JAVA_BUILD = (
    f"mkdir -p /tmp/classes && {JAVAC} -J-XX:+UseSerialGC -J-XX:-UsePerfData -encoding UTF-8 -d /tmp/classes /box/Main.java"
    f" && cd /tmp/classes && {PYTHON} -m zipfile -c /tmp/out/main.jar *.class"
)

TABLE = (
    Toolchain(
        "c",
        "main.c",
        ("/usr/bin/gcc", "-std=gnu17", "-O2", "-pipe", "-o", "/tmp/out/main", "/box/main.c", "-lm"),
        "main",
        ("/box/main",),
        ("/usr/bin/gcc", "--version"),
    ),
    Toolchain(
        "cpp",
        "main.cpp",
        ("/usr/bin/g++", "-std=gnu++20", "-O2", "-pipe", "-o", "/tmp/out/main", "/box/main.cpp"),
        "main",
        ("/box/main",),
        ("/usr/bin/g++", "--version"),
    ),
    Toolchain(
        "python3",
        "main.py",
        (PYTHON, "-I", "-c", "import ast, sys; ast.parse(open('/box/main.py', 'rb').read(), 'main.py')"),
        "",
        (PYTHON, "-I", "-B", "/box/main.py"),
        (PYTHON, "--version"),
    ),
    Toolchain(
        "java",
        "Main.java",
        ("/bin/sh", "-c", _JAVA_BUILD),
        "main.jar",
        (JAVA, *_JVM, "-Xss64m", "-Xmx{memory}m", "-cp", "/box/main.jar", "Main"),
        (JAVAC, "-version"),
        processes=128,
        address_space=False,
        extra_memory=96 * MIB,
    ),
    Toolchain(
        "javascript",
        "main.js",
        (NODE, "--check", "/box/main.js"),
        "",
        (NODE, "--max-old-space-size={memory}", "--stack-size=50000", "/box/main.js"),
        (NODE, "--version"),
        processes=128,
        address_space=False,
        extra_memory=96 * MIB,
    ),
)


@functools.cache
def available() -> dict[str, tuple[Toolchain, str]]:
    """The languages this machine has, with the first line of what their tools say of themselves."""
    return {one.id: (one, version) for one in TABLE if (version := _version(one)) is not None}


def _version(one: Toolchain) -> str | None:
    on_host = {target: source for source, target in binds()[1]}
    command = [on_host.get(one.version[0], one.version[0]), *one.version[1:]]
    if not Path(command[0]).exists():
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    said = (done.stdout or done.stderr).strip().splitlines()
    return said[0] if said else ""
