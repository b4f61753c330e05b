"""Java, with OpenJDK. A program begins with the class that has `main`, whatever its file is called."""

from __future__ import annotations

import re
from collections.abc import Mapping

from realtime.languages.definition import MIB, Language

_COMMENT_OR_STRING = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
_MAIN = re.compile(r"\bstatic\s+(?:final\s+)?void\s+main\s*\(|\bvoid\s+main\s*\(\s*(?:final\s+)?String")
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_BRACE_OR_TYPE = re.compile(r"[{}]|\b(?:class|interface|enum|record)\s+(\w+)")


def main_class(sources: Mapping[str, str]) -> str:
    """The class that has `main`: `Main` or `main` where there is one, else the one its file is named after, else the first."""
    found: list[tuple[int, str]] = []
    for name, text in sorted(sources.items()):
        code = _COMMENT_OR_STRING.sub(lambda match: '""' if match[0].startswith('"') else " ", text)
        package = _PACKAGE.search(code)
        prefix = f"{package[1]}." if package else ""
        stem = name.rsplit("/", 1)[-1].removesuffix(".java")
        for main in _MAIN.finditer(code):
            if enclosing := _outermost_class(code[: main.start()]):
                rank = 0 if enclosing.lower() == "main" else 1 if enclosing == stem else 2
                found.append((rank, prefix + enclosing))
    return min(found, key=lambda ranked: ranked[0])[1] if found else ""


def _outermost_class(before: str) -> str:
    """Name of the outermost class around the end of this text."""
    depth, name, pending = 0, "", ""
    for token in _BRACE_OR_TYPE.finditer(before):
        if token[0] == "{":
            depth += 1
            if depth == 1:
                name = pending
        elif token[0] == "}":
            depth -= 1
        elif depth == 0:
            pending = token[1]
    return name if depth else ""


LANGUAGE = Language(
    id="java",
    name="Java",
    extensions=(".java",),
    source_file="Main.java",
    compile=(
        *("{javac}", "-J-XX:+UseSerialGC", "-J-XX:-UsePerfData", "-J-XX:TieredStopAtLevel=1"),
        *("-encoding", "UTF-8", "-d", "/tmp/out", "{sources}"),
    ),
    run=(
        *("{java}", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Xss64m", "-Xmx{memory}m"),
        *("-cp", "/box", "{main}"),
    ),
    version=("{javac}", "-version"),
    image="java",
    install="install a JDK (Debian: apt-get install openjdk-17-jdk-headless)",
    main_class=main_class,
    processes=128,
    address_space=False,
    extra_memory=96 * MIB,
    out_of_memory=(b"java.lang.OutOfMemoryError",),
    etc=("java-17-openjdk",),
)
