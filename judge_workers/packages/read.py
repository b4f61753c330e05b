"""Reads a folder as a problem that can be judged, and files of it as programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import msgspec

from judge_workers.checkers import Flags
from judge_workers.languages.programs import Program, from_files
from judge_workers.packages import files
from judge_workers.packages.data import test_data
from judge_workers.packages.expected import hints
from judge_workers.packages.metadata import Metadata, metadata
from realtime.languages import CATALOGUE
from realtime.runtime.errors import Invalid, NotFound
from realtime.storage.packages import File, InputValidatorFiles, Package

IGNORED = ("readme", ".", "__pycache__")
HEADERS = (".h", ".hpp")
"""Beside the validators that include them."""
PROVISIONAL_SECONDS = 60.0
"""Time limit while the real one is being found."""


class ProblemPackage(NamedTuple):
    folder: Path
    about: Metadata
    package: Package

    @property
    def has_time_limit(self) -> bool:
        return self.about.time_limit is not None

    def submissions(self) -> list[Path]:
        """All examples: files and folders directly below the folders of `submissions/`."""
        base = self.folder / "submissions"
        tops = sorted(place for place in base.iterdir() if place.is_dir()) if base.is_dir() else []
        return [path for top in tops for path in sorted(top.iterdir()) if not path.name.lower().startswith(IGNORED)]


def read(folder: Path, *, strict: bool = True) -> ProblemPackage:
    """Raises `NotFound` or `Invalid`, naming the file or key that is wrong.

    Without `strict`, unknown keys of `problem.yaml` are only kept in `about.unknown_keys`: other judges have keys of their own there, and
    what is to be judged with such a package can be.
    """
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", field="package")
    if not any((folder / name).exists() for name in ("problem.yaml", "domjudge-problem.ini", "data")):
        raise NotFound(f"{folder} is no problem package: it has neither problem.yaml nor data", field="package")
    files.check(folder)
    about = metadata(folder)
    if strict and about.unknown_keys:
        raise Invalid("\n".join(about.unknown_keys), field="problem.yaml")
    tests, groups = test_data(folder, about)
    validator = _output_validator(folder) if about.custom is not False else ()
    if about.custom and not validator:
        raise Invalid("problem.yaml asks for a custom output validator, but there is none in output_validators/", field="validation")
    if about.interactive and not validator:
        raise Invalid("an interactive problem needs an output validator", field="output_validator")
    if not validator:
        for test in tests:
            Flags.parse(test.validator_args)
    package = Package(
        problem=folder.resolve().name,
        version=1,
        time_limit_ms=round((about.time_limit or PROVISIONAL_SECONDS) * 1000),
        memory_limit=about.memory,
        output_limit=about.output,
        checker="custom" if validator else "default",
        tolerance=0.0,
        checker_source="",
        tests=tests,
        validator=validator,
        interactive=about.interactive,
        passes=about.passes,
        scoring=about.scoring,
        groups=groups,
        include=_included(folder),
        input_validators=_input_validators(folder),
        compile_seconds=about.compile_seconds,
        compile_memory=about.compile_memory,
        validation_seconds=about.validation_seconds,
        validation_memory=about.validation_memory,
        validation_output=about.validation_output,
    )
    return ProblemPackage(folder, about, _checked(package))


def _checked(package: Package) -> Package:
    """Lengths and names; numbers were compared where they were read, in the words of the format."""
    try:
        return msgspec.convert(msgspec.to_builtins(package, builtin_types=(bytes,)), Package)
    except msgspec.ValidationError as error:
        raise Invalid(f"the package cannot be taken: {error}", field="package") from None


def submission(path: Path, folder: Path | None = None) -> Program:
    """A file or folder as a program; `folder`: the package that may say how it is to be built. Raises `NotFound` or `Invalid`."""
    if not path.exists():
        raise NotFound(f"there is no {path}", field="submission")
    if folder is None or not path.absolute().is_relative_to(folder.absolute()):
        path = path.resolve()  # whoever calls may name a link; a package may not hold one
    said = hints(folder, path) if folder is not None else hints(path, path)
    language = said.language if said.language in CATALOGUE else None
    return from_files(_files(path), language=language, main=said.entrypoint)


def _files(path: Path) -> list[File]:
    if path.is_file():
        return [File(path.name, files.content(path), os.access(path, os.X_OK))]
    found = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return [File(str(file.relative_to(path)), files.content(file), os.access(file, os.X_OK)) for file in found]


def _output_validator(folder: Path) -> tuple[File, ...]:
    """The one program in `output_validator/` or `output_validators/`."""
    for name in ("output_validator", "output_validators"):
        place = folder / name
        if not place.is_dir():
            continue
        entries = [path for path in sorted(place.iterdir()) if not path.name.lower().startswith(IGNORED)]
        folders = [path for path in entries if path.is_dir()]
        if len(entries) > 1 and len(folders) == len(entries):
            raise Invalid(f"{name}/ holds {len(entries)} validators: one is supported", field=name)
        if entries:
            return tuple(_files(folders[0] if folders and len(entries) == 1 else place))
    return ()


def _input_validators(folder: Path) -> tuple[InputValidatorFiles, ...]:
    """Every file and folder directly below `input_validators/` is one; those of no language known here as well, so that it can be said."""
    entries: list[Path] = []
    for name in ("input_validators", "input_format_validators"):
        place = folder / name
        if place.is_dir():
            entries += [path for path in sorted(place.iterdir()) if not path.name.lower().startswith(IGNORED)]
    programs = [path for path in entries if path.is_dir() or path.suffix not in HEADERS]
    return tuple(InputValidatorFiles(path.name, tuple(_files(path))) for path in programs)


def _included(folder: Path) -> dict[str, tuple[File, ...]]:
    place = folder / "include"
    return {path.name: tuple(_files(path)) for path in sorted(place.iterdir()) if path.is_dir()} if place.is_dir() else {}
