"""Programs as files: which language, which files are sources, where they begin. Submissions and validators alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from judge_workers.languages import BY_ID, TABLE, Toolchain
from realtime.runtime.errors import Invalid
from realtime.storage.packages import File

_COMMENTS = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_MAIN = re.compile(r"\bstatic\s+(?:final\s+)?void\s+main\s*\(|\bvoid\s+main\s*\(\s*(?:final\s+)?String")
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_KOTLIN_MAIN = re.compile(r"^\s*(?:suspend\s+)?fun\s+main\s*\(", re.MULTILINE)
_RUN_BUILD = "cp -r /box/. /tmp/out && cd /tmp/out && { [ ! -e build ] || ./build; }"
SCRIPTS = Toolchain("script", (), ("/bin/sh", "-c", _RUN_BUILD), ("/box/run",), (), processes=256, address_space=False)
"""A directory with `build` or `run`."""


class Program(NamedTuple):
    tools: Toolchain
    files: tuple[File, ...]
    sources: tuple[str, ...]
    main: str
    """A file's name; for Java and Kotlin a class, empty when none has `main`."""


def program(files: Iterable[File], *, language: str | None = None, main: str | None = None, scripts: bool = False) -> Program:
    """What these files are. `language` and `main` where that is known; `scripts`: whether `build` and `run` may say how it is made.

    Raises `Invalid` when no single language can be told.
    """
    held = tuple(files)
    names = [file.name for file in held]
    if scripts and {"build", "run"} & set(names):
        return Program(SCRIPTS, held, (), "run")
    tools = _language(held, language)
    sources = sorted(name for name in names if tools.sources([name]) or (tools.id == "cpp" and name.endswith(".c")))
    if tools.id == "cpp17":
        sources = sorted(BY_ID["cpp"].sources(names))
    if not sources:
        raise Invalid(f"no source file of {tools.id} among {', '.join(names[:5]) or 'nothing'}", field="source")
    return Program(tools, held, tuple(sources), main or _main(tools, held, sources))


def _language(files: tuple[File, ...], wanted: str | None) -> Toolchain:
    if wanted is not None:
        if (tools := BY_ID.get(wanted)) is None:
            raise Invalid(f"there is no language {wanted!r}", field="language")
        return tools
    found = {tools.id: tools for tools in TABLE for file in files if tools.sources([file.name])}
    if {"c", "cpp"} == found.keys():
        del found["c"]
    if len(found) != 1:
        what = f"several languages: {', '.join(found)}" if found else f"no language known by {', '.join(file.name for file in files[:5])}"
        raise Invalid(what, field="language")
    tools = next(iter(found.values()))
    if tools.id == "python3" and any(file.content.startswith(b"#!") and b"python2" in file.content.split(b"\n", 1)[0] for file in files):
        raise Invalid("Python 2 is not among the languages", field="language")
    return tools


def _main(tools: Toolchain, files: tuple[File, ...], sources: list[str]) -> str:
    contents = {file.name: file.content.decode(errors="replace") for file in files if file.name in sources}
    if tools.id == "java":
        return _java_main(contents)
    if tools.id == "kotlin":
        return _kotlin_main(contents)
    for name in tools.mains:
        if name in sources:
            return name
    return sources[0]


def _java_main(contents: dict[str, str]) -> str:
    """The class that has `main`: `Main` or `main` where there is one, else the one its file is named after, else the first."""
    found: list[tuple[int, str]] = []
    for name, text in sorted(contents.items()):
        bare = _COMMENTS.sub(lambda match: '""' if match[0].startswith('"') else " ", text)
        package = _PACKAGE.search(bare)
        prefix = f"{package[1]}." if package else ""
        stem = name.rsplit("/", 1)[-1].removesuffix(".java")
        for main in _MAIN.finditer(bare):
            enclosing = _enclosing(bare, main.start())
            if enclosing:
                rank = 0 if enclosing.lower() == "main" else 1 if enclosing == stem else 2
                found.append((rank, prefix + enclosing))
    return min(found, key=lambda one: one[0])[1] if found else ""


def _enclosing(text: str, at: int) -> str:
    """Name of the outermost class around a place."""
    depth, name, pending = 0, "", ""
    for token in re.finditer(r"[{}]|\b(?:class|interface|enum|record)\s+(\w+)", text[:at]):
        if token[0] == "{":
            depth += 1
            if depth == 1:
                name = pending
        elif token[0] == "}":
            depth -= 1
        elif depth == 0:
            pending = token[1]
    return name if depth else ""


def _kotlin_main(contents: dict[str, str]) -> str:
    for name, text in sorted(contents.items()):
        if _KOTLIN_MAIN.search(text):
            package = _PACKAGE.search(text.replace("\n", ";\n"))
            stem = re.sub(r"\W", "_", name.rsplit("/", 1)[-1].removesuffix(".kt"))
            return (f"{package[1]}." if package else "") + stem[:1].upper() + stem[1:] + "Kt"
    return ""
