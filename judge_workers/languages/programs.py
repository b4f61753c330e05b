"""A program as files: its language, which files are sources, where it begins. Submissions and validators alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from realtime.languages import CATALOGUE, languages_of
from realtime.languages.definition import Language
from realtime.runtime.errors import Invalid
from realtime.storage.packages import File

SCRIPTS = Language(
    id="script",
    name="build and run",
    extensions=(),
    source_file="run",
    compile=("/bin/sh", "-c", "cp -r /box/. /tmp/out && cd /tmp/out && { [ ! -e build ] || ./build; }"),
    run=("/box/run",),
    version=("/bin/sh", "-c", "echo scripts"),
    image="native",
    install="nothing",
    for_contestants=False,
    detected=False,
    processes=256,
    address_space=False,
)
"""A validator that says itself how it is made and run: a folder with `build`, `run` or both. Of no language, hence not in the catalogue."""
SHOWN = 5
"""File names that an error message lists."""


class Program(NamedTuple):
    language: Language
    files: tuple[File, ...]
    sources: tuple[str, ...]
    main: str
    """A file's name, or a class; empty when no class has `main`."""

    @property
    def entry(self) -> str:
        """What `{main}` stands for in a command: the class, or the file's path in a box."""
        return self.main if self.language.main_class is not None else f"/box/{self.main}"


def from_source(language: str, source: bytes) -> Program:
    """A submission that is a single text. Raises `Invalid` for a language that does not exist."""
    return from_files((File(_language(language).source_file, source),), language=language)


def from_files(files: Iterable[File], *, language: str | None = None, main: str | None = None, scripts: bool = False) -> Program:
    """`language` and `main` where they are known; `scripts`: whether `build` and `run` may say how the program is made.

    Raises `Invalid` when no single language can be told.
    """
    held = tuple(files)
    names = [file.name for file in held]
    if scripts and {"build", "run"} & set(names):
        return Program(SCRIPTS, held, (), "run")
    found = _language(language) if language is not None else _detected(held)
    sources = found.sources_among(names)
    if not sources:
        raise Invalid(f"no source file of {found.id} among {', '.join(names[:SHOWN]) or 'nothing'}", field="source")
    return Program(found, held, tuple(sources), main or _main(found, held, sources))


def _language(id: str) -> Language:
    if id not in CATALOGUE:
        raise Invalid(f"there is no language {id!r}", field="language")
    return CATALOGUE[id]


def _detected(files: tuple[File, ...]) -> Language:
    found = languages_of(file.name for file in files)
    if len(found) != 1:
        names = ", ".join(file.name for file in files[:SHOWN])
        told = ", ".join(sorted(language.id for language in found))
        raise Invalid(f"several languages: {told}" if found else f"no language known by {names}", field="language")
    refused = found[0].refused_interpreter
    if refused and any(file.content.startswith(b"#!") and refused in file.content.split(b"\n", 1)[0] for file in files):
        raise Invalid(f"{refused.decode()} is not among the languages", field="language")
    return found[0]


def _main(language: Language, files: tuple[File, ...], sources: list[str]) -> str:
    if language.main_class is not None:
        return language.main_class({file.name: file.content.decode(errors="replace") for file in files if file.name in sources})
    return language.main_of(sources)
