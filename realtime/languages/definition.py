"""`Language`: everything that Podium knows about a programming language, as data.

Words in a command: `{sources}` becomes all source files, `{main}` the entry point (a file's path in the box, or a class), `{memory}` the
memory limit in MiB; any other word in braces is a program, such as `{gcc}`, that the sandbox finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

MIB = 2**20
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Sources are put into /box and compiled there; what `compile` leaves in /tmp/out takes their place for the runs."""

    id: str
    name: str
    extensions: tuple[str, ...]
    """Of source files, with the dot. They tell the language of files that come without its name, where `detected`."""
    source_file: str
    """Name of the file that a submission of a single text becomes."""
    compile: Command
    """Exit code 0: accepted. For a language that is not compiled, a check of the syntax."""
    run: Command
    version: Command
    """Prints the version, in its first line."""
    image: str | None
    """Docker image that has the tools: `deploy/images/<image>/Dockerfile`; None: containers do not offer the language."""
    install: str
    """What to do where the tools are missing."""

    for_contestants: bool = True
    """False: only programs of problem packages, such as validators and example submissions, are written in it."""
    detected: bool = True
    """False: another language has the same extensions, and files alone are taken for that one."""
    also_compiles: tuple[str, ...] = ()
    """Extensions of another language whose files are sources of this one too, when both come together."""
    mains: tuple[str, ...] = ()
    """Files that a program of several begins with, the first that is there; without any, the first source by name."""
    main_class: Callable[[Mapping[str, str]], str] | None = None
    """For a language that begins with a class, not a file: finds its name in source texts by file name; empty when there is none."""
    refused_interpreter: bytes = b""
    """A word in the first line (`#!…`) by which a source is of an older language that has the same extension."""
    artefacts: bool = True
    """False: `compile` makes nothing, and the sources themselves are run."""

    compile_seconds: float = 10.0
    """CPU that the compiler may use, where the problem does not say: some three times what it takes for a program that includes much of its
    library (C++ with all headers 2.9 s, Java 1.0 s, Rust 0.4 s; see `docs/problems.md`), so that a few lines cannot hold a slot for long.
    """
    processes: int = 64
    """Processes and threads that a program may have at once, those of its runtime included."""
    address_space: bool = True
    """Whether the address space may be limited where there is no control group; not for runtimes that reserve far more than they use."""
    extra_memory: int = 0
    """Bytes that the runtime itself takes, granted on top of a problem's limit."""
    out_of_memory: tuple[bytes, ...] = ()
    """What the runtime writes to standard error when it notices the memory limit itself and ends by its own will."""
    etc: tuple[str, ...] = ()
    """Folders and files below /etc that its runtime reads."""

    def is_source(self, name: str) -> bool:
        return name.endswith(self.extensions) or name.lower().endswith(self.extensions)

    def sources_among(self, names: Iterable[str]) -> list[str]:
        """Files of these names that are compiled together, by name: its own, and those that it compiles of another language."""
        return sorted(name for name in names if self.is_source(name) or name.endswith(self.also_compiles))

    def main_of(self, sources: Sequence[str]) -> str:
        """The file that a program of these sources begins with; only of interest for a language that has no `main_class`."""
        return next((name for name in self.mains if name in sources), min(sources))
