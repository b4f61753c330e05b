"""Keys of `problem.yaml` that the problem package format defines, by version; and which keys of a file are none of them.

The format, in legacy as in 2025-09: "Any unknown keys should be treated as an error." A misspelt limit is otherwise a limit that does
not hold.
Sources: https://www.kattis.com/problem-package-format/spec/legacy.html#problem-metadata and …/spec/2025-09.html#problem-metadata
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Set
from typing import Any

_COMMON = {"problem_format_version", "type", "name", "uuid", "source", "license", "rights_owner", "limits", "keywords"}
_COMMON_LIMITS = {
    "time_limit", "memory", "output", "code", "compilation_time", "compilation_memory",
    "validation_time", "validation_memory", "validation_output", "validation_passes",
}  # fmt: skip
_LEGACY_ONLY = {"author", "source_url", "validation", "validator_flags"}
"""Drafts of 2023-07 had them as well, and packages of that time are about."""
_PEOPLE = {"authors", "contributors", "testers", "translators", "packagers", "acknowledgements"}

LEGACY: Mapping[str, Set[str]] = {
    "": _COMMON | _LEGACY_ONLY | {"grading"},
    "limits": _COMMON_LIMITS | {"time_multiplier", "time_safety_margin"},
    "grading": {"objective", "show_test_data_groups"},
}
"""By the map they are in; the file itself is the empty name. `time_limit` and `validation_passes` came later and hold here too."""
LATER: Mapping[str, Set[str]] = {
    "": _COMMON | _LEGACY_ONLY | {"version", "credits", "embargo_until", "languages", "allow_file_writing", "constants"},
    "limits": _COMMON_LIMITS | {"time_multipliers", "time_resolution"},
    "limits.time_multipliers": {"ac_to_time_limit", "time_limit_to_tle"},
    "credits": _PEOPLE,
}


def unknown_keys(given: Mapping[str, Any], *, legacy: bool) -> list[str]:
    """A sentence for each key that the format does not define, with the nearest one that it does."""
    known = LEGACY if legacy else LATER
    return [sentence for place, keys in known.items() for sentence in _unknown_in(given, place, keys, legacy)]


def _unknown_in(given: Mapping[str, Any], place: str, keys: Set[str], legacy: bool) -> list[str]:
    found: Any = given
    for part in place.split(".") if place else ():
        found = found.get(part) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        return []
    return [f"problem.yaml: {_sentence(str(key), place, keys, legacy)}" for key in found if key not in keys]


def _sentence(key: str, place: str, keys: Set[str], legacy: bool) -> str:
    prefix = f"{place}." if place else ""
    if key in (LATER if legacy else LEGACY).get(place, ()):
        this, other = ("legacy", "2023-07 and later") if legacy else ("2023-07 or later", "legacy")
        return f"{prefix}{key} is a key of version {other}, the package is of {this} (problem_format_version)"
    near = difflib.get_close_matches(key, sorted(keys), 1)
    return f"unknown key {prefix}{key}" + (f"; did you mean {prefix}{near[0]}?" if near else "")
