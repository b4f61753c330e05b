"""Kotlin, on the Java virtual machine. A program begins with the file that has a top-level `main`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from realtime.languages.definition import MIB, Language

_MAIN = re.compile(r"^\s*(?:suspend\s+)?fun\s+main\s*\(", re.MULTILINE)
_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;?\s*$", re.MULTILINE)


def main_class(sources: Mapping[str, str]) -> str:
    """The class that the compiler makes of the file with `main`: `my-prog.kt` becomes `My_progKt`."""
    for name, text in sorted(sources.items()):
        if _MAIN.search(text):
            package = _PACKAGE.search(text)
            stem = re.sub(r"\W", "_", name.rsplit("/", 1)[-1].removesuffix(".kt"))
            return (f"{package[1]}." if package else "") + stem[:1].upper() + stem[1:] + "Kt"
    return ""


LANGUAGE = Language(
    id="kotlin",
    name="Kotlin",
    extensions=(".kt",),
    source_file="main.kt",
    compile=("{kotlinc}", "-d", "/tmp/out", "{sources}"),
    run=("{kotlin}", "-J-Xss64m", "-J-Xmx{memory}m", "-cp", "/box", "{main}"),
    version=("{kotlinc}", "-version"),
    image="kotlin",
    install="install a JDK and Kotlin's compiler (Debian: apt-get install openjdk-17-jre-headless kotlin)",
    main_class=main_class,
    compile_seconds=30.0,  # 8 s for ten lines: the compiler itself starts cold each time
    processes=128,
    address_space=False,
    extra_memory=96 * MIB,
    out_of_memory=(b"java.lang.OutOfMemoryError",),
    etc=("java-17-openjdk",),
)
