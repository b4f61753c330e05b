"""The catalogue of programming languages. A language is one module of this folder, with its `LANGUAGE`, and one Docker image.

core_api offers them, judges compile and run them, `podium doctor` looks for their tools. No list names them: the folder is the list.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from realtime.languages.definition import Language

_NOT_A_LANGUAGE = "definition"


def _discovered() -> dict[str, Language]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != _NOT_A_LANGUAGE)
    found = [importlib.import_module(f"{__name__}.{name}").LANGUAGE for name in names]
    return {language.id: language for language in sorted(found, key=lambda language: language.name.lower())}


CATALOGUE = _discovered()
"""All languages by id, in the order of their names."""
LANGUAGES = {id: language for id, language in CATALOGUE.items() if language.for_contestants}
"""Those that contestants may use."""
AVAILABLE_KEY = "judge:languages"
"""Redis hash: language id → version, of the workers that are up; expires when none is."""


def language_of(file_name: str) -> Language | None:
    """The language that a single source file is taken for: by its extension as written (`.C` is C++), else in lower case."""
    for name in (file_name, file_name.lower()):
        for language in CATALOGUE.values():
            if language.detected and name.endswith(language.extensions):
                return language
    return None


def languages_of(file_names: Iterable[str]) -> list[Language]:
    """The languages that a program of several files may be of, by their extensions: one, none known, or more than one.

    Example: `a.c` and `b.cpp` make a program in C++, which compiles both.
    """
    found = {language.id: language for name in file_names if (language := language_of(name)) is not None}
    compiled = {extension for language in found.values() for extension in language.also_compiles}
    return [language for language in found.values() if not compiled.issuperset(language.extensions)]
