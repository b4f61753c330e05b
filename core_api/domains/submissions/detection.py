"""Which language a program is in, where whoever submits does not say: by the names of its files, else by a few signs in its text.

A sign is something that one language's programs have and no other's can. There is no guessing by likelihood: a wrong guess is a compile
error in the middle of a contest, a question back is none. Example: `#include <stdio.h>` alone may be C or C++, and the error says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from realtime.languages import LANGUAGES, languages_of
from realtime.languages.definition import Language
from realtime.runtime.errors import Invalid

LOOKED_AT = 16 * 2**10
"""Bytes of a source that are searched, from its beginning."""
SIGNS: dict[str, tuple[str, ...]] = {
    "python3": (
        r"^#!.*\bpython3?\b",
        r"^(?:import|from) (?:sys|math|re|heapq|bisect|collections|itertools|functools|random|string)\b(?!\.)[^;{\n]*$",
        r"^[ \t]*(?:def \w{1,80}\(.{0,200}\)|for [\w, ()]{1,80} in .{1,200}|(?:while|if) .{1,200}|else):$",
        r"\binput\(\)",
    ),
    "javascript": (r"^#!.*\bnode\b", r"\brequire\(\s{0,9}[\"'](?:node:)?\w+[\"']", r"\bconsole\.log\(", r"\bprocess\.stdin\b"),
    "java": (r"\bstatic\s{1,9}(?:final\s{1,9})?void\s{1,9}main\s{0,9}\(", r"\bSystem\.out\.print", r"^import java\.[\w.]+(?:\.\*)?;"),
    "kotlin": (r"^(?:suspend )?fun main\(", r"\breadln\(\)|\breadLine\(\)!!"),
    "csharp": (r"^[ \t]*using System(?:\.\w+)*;", r"\bstatic\s{1,9}(?:async\s{1,9})?\w+\s{1,9}Main\s{0,9}\(", r"\bConsole\.(?:Write|Read)"),
    "go": (r"^package main\b(?!\s{0,9};)", r"^func main\(\)"),
    "rust": (r"^fn main\(\)", r"^use std::"),
    "cpp": (
        r"^[ \t]*#[ \t]*include[ \t]*<(?:bits/stdc\+\+\.h|[a-z_]+)>",  # headers of C++ have no suffix
        r"^[ \t]*using namespace std\b",
        r"\bstd::(?:cin|cout|ios)\b",
    ),
}
"""By language, expressions of which one is enough. Repetitions are bounded: whoever submits chooses the text."""
C_OR_CPP = re.compile(r"^[ \t]*#[ \t]*include[ \t]*[<\"]\w+\.h[>\"]|^(?:int|void) main\s{0,9}\(", re.MULTILINE)
"""What the common part of both has."""
_COMPILED = {id: re.compile("|".join(signs), re.MULTILINE) for id, signs in SIGNS.items()}


def detected(file_names: Sequence[str], content: bytes) -> Language:
    """`content`: of the single file, where there is one.

    Raises `Invalid` naming `language`, with the candidates, unless exactly one language is left.
    """
    found = languages_of(file_names)
    ids = [language.id for language in found]
    if not found and len(file_names) <= 1:
        ids = by_content(content[:LOOKED_AT].decode(errors="replace"))
    offered = [id for id in ids if id in LANGUAGES]
    if len(offered) == 1 == len(ids):
        return LANGUAGES[offered[0]]
    if ids and not offered:
        raise Invalid(f"no submissions are taken in {', '.join(language.name for language in found)}", field="language")
    told = f"it may be {' or '.join(offered)}" if offered else "nothing tells it"
    raise Invalid(f"the language has to be named: {told}", field="language")


def by_content(text: str) -> list[str]:
    """Ids of the languages that a single source may be in."""
    found = [id for id, signs in _COMPILED.items() if signs.search(text)]
    return found or (["c", "cpp"] if C_OR_CPP.search(text) else [])
