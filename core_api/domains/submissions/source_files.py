"""What is submitted, made into a checked program: a text, several files or a zip; its language named or detected; never a guess.

The judge writes the files into a box under the names they come with: a name is refused unless it is harmless in every language's tools.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from core_api.domains.submissions import source_archive
from core_api.domains.submissions.detection import detected
from core_api.domains.submissions.models import FILE_NAME, MAX_FILE_NAME, MAX_FILES, MAX_SOURCE, NewProgram
from realtime.languages import LANGUAGES
from realtime.languages.definition import Language
from realtime.runtime.errors import Invalid, TooLarge
from realtime.storage import sources
from realtime.storage.packages import File

SHOWN = 60
"""Characters of a file's name that an error message repeats."""


class Submitted(NamedTuple):
    """A program that the judge can begin with."""

    language: str
    files: tuple[File, ...]
    named: bool
    """Whether the names of the files are the contestant's; a single text is in the language's own file."""

    @property
    def size(self) -> int:
        return sum(len(file.content) for file in self.files)

    @property
    def stored(self) -> bytes:
        """What is kept of it; see `realtime.storage.sources`."""
        return sources.packed(self.files) if self.named else self.files[0].content


def submitted(given: NewProgram) -> Submitted:
    """Raises `Invalid` or `TooLarge`, naming the field, for what cannot be judged as a program or whose language cannot be told."""
    if sum((given.source is not None, bool(given.files), given.archive is not None)) != 1:
        raise Invalid("a program is either a source, or files, or an archive", field="source")
    if given.source is not None:
        content = given.source.encode()
        _check_size(len(content), "source")
        language = _known(given.language) if given.language is not None else detected([], content)
        return Submitted(language.id, (File(language.source_file, content),), False)
    field = "files" if given.archive is None else "archive"
    if given.archive is None:
        files = [File(file.name, file.text.encode()) for file in given.files]
    else:
        files = source_archive.unpacked(given.archive)
    _check_files(files, field)
    names = [file.name for file in files]
    language = _known(given.language) if given.language is not None else detected(names, files[0].content)
    _check_main(language, names, field)
    single = len(files) == 1 and names[0] == language.source_file
    return Submitted(language.id, tuple(sorted(files, key=lambda file: file.name)), not single)


def _known(language: str) -> Language:
    if language not in LANGUAGES:
        raise Invalid(f"language must be one of {', '.join(LANGUAGES)}", field="language")
    return LANGUAGES[language]


def _check_size(size: int, field: str) -> None:
    if size > MAX_SOURCE:
        raise TooLarge(f"the source may have {MAX_SOURCE:,} bytes in all, this has {size:,}", field=field)
    if size == 0:
        raise Invalid("the source is empty", field=field)


def _check_files(files: Sequence[File], field: str) -> None:
    if len(files) > MAX_FILES:
        raise Invalid(f"a program may have {MAX_FILES} files, this has {len(files)}", field=field)
    _check_size(sum(len(file.content) for file in files), field)
    seen: set[str] = set()
    for file in files:
        if len(file.name) > MAX_FILE_NAME or re.search(FILE_NAME, file.name) is None:
            raise Invalid(
                f"{file.name[:SHOWN]!r} is no name for a source file: letters, digits and _ . + - of ASCII, at most {MAX_FILE_NAME}"
                " characters, three folders deep",
                field=field,
            )
        if file.name in seen:
            raise Invalid(f"{file.name!r} is there twice", field=field)
        seen.add(file.name)
    for name in seen:
        if any(folder in seen for folder in _folders(name)):
            raise Invalid(f"{name!r} is in a folder that is a file as well", field=field)


def _folders(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def _check_main(language: Language, names: Sequence[str], field: str) -> None:
    """Raises `Invalid` where no file is a source, or it would be a guess which one the program begins with: a guess may cost a penalty."""
    found = language.sources_among(names)
    if not found:
        raise Invalid(f"none of the files is a source of {language.name}: {' '.join(language.extensions)}", field=field)
    if language.mains and len(found) > 1 and not set(language.mains) & set(found):
        raise Invalid(
            f"of several files of {language.name}, one must be called {' or '.join(language.mains)}: there it begins", field=field
        )
