"""A language's commands with their words filled in. The words are described in `realtime.languages.definition`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence

from realtime.languages.definition import Command, Language

_WORD = re.compile(r"\{([a-z0-9+]+)\}")
_NOT_TOOLS = {"sources", "main", "memory"}


def expanded(command: Command, tools: Mapping[str, str], sources: Sequence[str] = (), main: str = "", memory: int = 0) -> list[str]:
    """The command as it is run; `tools`: programs by the words that name them; `memory` in MiB. Raises `KeyError` for a missing tool."""
    words = {**tools, "main": main, "memory": str(memory)}
    made: list[str] = []
    for part in command:
        if part == "{sources}":
            made += sources
        else:
            made.append(_WORD.sub(lambda match: words[match[1]], part))
    return made


def tools_of(languages: Iterable[Language]) -> set[str]:
    """Names of all programs that the languages' commands need."""
    commands = (command for language in languages for command in (language.compile, language.run, language.version))
    return {word for command in commands for part in command for word in _WORD.findall(part)} - _NOT_TOOLS


def environment(tools: Mapping[str, str]) -> dict[str, str]:
    """Variables for compilers, and for scripts of packages: they may call interpreters by name."""
    folders = [os.path.dirname(tools[name]) for name in ("python3", "java", "rustc") if name in tools]
    return {"PATH": ":".join(dict.fromkeys([*folders, "/usr/bin", "/bin"]))}
