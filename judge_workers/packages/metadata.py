"""Name, type and limits of a problem, from `problem.yaml`, `domjudge-problem.ini` and `.timelimit`."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from judge_workers.packages import files
from judge_workers.packages.known_keys import unknown_keys
from realtime.runtime.errors import Invalid
from realtime.storage.packages import MAX_MEMORY, MAX_OUTPUT, MAX_PASSES, MAX_SECONDS, MAX_VALIDATION_SECONDS, MIB, MIN_MEMORY

_MEMORY = (MIN_MEMORY / MIB, MAX_MEMORY / MIB)
_OUTPUT = (1 / 1024, MAX_OUTPUT / MIB)
RANGES: Mapping[str, tuple[float, float]] = {
    "time_limit": (0.001, MAX_SECONDS),
    "time_multiplier": (1, 100),
    "ac_to_time_limit": (1, 100),
    "time_resolution": (0.001, MAX_SECONDS),
    "memory": _MEMORY,
    "output": _OUTPUT,
    "compilation_time": (0.1, MAX_SECONDS),
    "compilation_memory": _MEMORY,
    "validation_time": (0.1, MAX_VALIDATION_SECONDS),
    "validation_memory": _MEMORY,
    "validation_output": _OUTPUT,
    "validation_passes": (1, MAX_PASSES),
}
"""Numbers of `problem.yaml` as they are written there: seconds, MiB, counts."""
MAX_YAML = 2**20
"""Bytes of a YAML file."""
MAX_VALUES = 100_000
"""Values in one, with those that aliases name counted each time: a few lines can name the same list a thousand million times."""
TYPES = {"pass-fail", "scoring", "interactive", "multi-pass", "submit-answer"}


class Metadata(NamedTuple):
    name: str
    scoring: bool
    interactive: bool
    passes: int
    custom: bool | None
    """Whether there is an output validator of its own; None: if its folder is there."""
    validator_args: tuple[str, ...]
    time_limit: float | None
    """Seconds; None: to be found with the accepted example submissions."""
    multiplier: float
    """Of the slowest accepted submission, for the time limit."""
    resolution: float | None
    """The limit found so is a multiple of this; None: a whole number of seconds, rounded to the nearest."""
    memory: int
    output: int
    compile_seconds: float | None
    compile_memory: int
    validation_seconds: float
    validation_memory: int
    validation_output: int
    legacy: bool
    unknown_keys: tuple[str, ...]
    """A sentence for each key of `problem.yaml` that the format does not define."""


def metadata(folder: Path) -> Metadata:
    """Raises `Invalid` naming the key that is wrong."""
    given = load_yaml(folder / "problem.yaml") if (folder / "problem.yaml").exists() else {}
    ini = _ini(folder / "domjudge-problem.ini")
    version = str(given.get("problem_format_version", "legacy"))
    legacy = version.startswith("legacy")
    kinds = _words(given, "type")
    if unknown := set(kinds) - TYPES:
        raise Invalid(f"problem.yaml: there is no type {', '.join(sorted(unknown))!r}", field="type")
    if "submit-answer" in kinds:
        raise Invalid("problem.yaml: problems of the type submit-answer cannot be judged here", field="type")
    validation = _words(given, "validation")
    limits = _map(given, "limits")
    multi = "multi-pass" in kinds or "multi-pass" in validation
    flags = given.get("validator_flags", "")
    return Metadata(
        name=_name(given.get("name", ini.get("name", folder.resolve().name))),
        scoring="scoring" in kinds,
        interactive="interactive" in kinds or "interactive" in validation,
        passes=int(_number(limits, "validation_passes", 2) or 2) if multi else 1,
        custom=(validation[0] == "custom") if validation else (None if not legacy else False),
        validator_args=words(flags, "validator_flags"),
        time_limit=_time_limit(folder, limits, ini),
        multiplier=_multiplier(limits, legacy),
        resolution=None if legacy else _number(limits, "time_resolution", 1.0),
        memory=_bytes(limits, "memory", 2048),
        output=_bytes(limits, "output", 8),
        compile_seconds=_number(limits, "compilation_time", None),
        compile_memory=_bytes(limits, "compilation_memory", 2048),
        validation_seconds=_number(limits, "validation_time", 60.0) or 60.0,
        validation_memory=_bytes(limits, "validation_memory", 2048),
        validation_output=_bytes(limits, "validation_output", 8),
        legacy=legacy,
        unknown_keys=tuple(unknown_keys(given, legacy=legacy)),
    )


def _time_limit(folder: Path, limits: Mapping[str, Any], ini: Mapping[str, str]) -> float | None:
    seconds = _number(limits, "time_limit", None)
    if seconds is None and "timelimit" in ini:
        seconds = _in_range(ini["timelimit"], "time_limit", "domjudge-problem.ini: timelimit")
    if seconds is None and (file := folder / ".timelimit").exists():
        seconds = _in_range(files.text(file), "time_limit", ".timelimit")
    return seconds


def _multiplier(limits: Mapping[str, Any], legacy: bool) -> float:
    if legacy:
        return _number(limits, "time_multiplier", 5.0) or 5.0
    return _number(_map(limits, "time_multipliers"), "ac_to_time_limit", 2.0) or 2.0


def time_limit(about: Metadata, slowest: float) -> float:
    """The limit for a slowest accepted submission of so many seconds, by the rule of its format version."""
    exact = slowest * about.multiplier
    if about.resolution is None:
        return max(1.0, math.floor(exact + 0.5))
    return max(1, math.ceil(exact / about.resolution - 1e-9)) * about.resolution


def load_yaml(path: Path) -> dict[str, Any]:
    """Raises `Invalid` naming the file."""
    text = files.content(path)
    if len(text) > MAX_YAML:
        raise Invalid(f"{path.name} has {len(text):,} bytes, {MAX_YAML:,} are allowed", field=path.name)
    try:
        found = yaml.safe_load(text.decode())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(f"{path.name} cannot be read: {error}", field=path.name) from None
    _check_size(found, path.name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Invalid(f"{path.name} must hold a map", field=path.name)
    return found


def _check_size(found: Any, name: str) -> None:
    ahead, left = [found], MAX_VALUES
    while ahead:
        value = ahead.pop()
        left -= 1
        if left < 0:
            raise Invalid(f"{name} holds more than {MAX_VALUES:,} values", field=name)
        if isinstance(value, dict):
            ahead += value.values()
        elif isinstance(value, list):
            ahead += value


def words(value: Any, field: str) -> tuple[str, ...]:
    """Arguments: a list, or a text that is split as a shell does. Raises `Invalid`."""
    try:
        return tuple(shlex.split(value)) if isinstance(value, str) else tuple(str(word) for word in value or ())
    except (ValueError, TypeError) as error:
        raise Invalid(f"{field} must be a list or a text of arguments: {error}", field=field) from None


def _ini(path: Path) -> dict[str, str]:
    """`key = 'value'` lines."""
    if not path.exists():
        return {}
    lines = [line.split("=", 1) for line in files.text(path).splitlines() if re.match(r"\s*[A-Za-z][\w-]*\s*=", line)]
    return {key.strip(): value.strip().strip("'\"") for key, value in lines}


def _name(given: Any) -> str:
    if isinstance(given, Mapping):
        given = given.get("en") or next(iter(given.values()), "")
    return str(given)


def _words(given: Mapping[str, Any], key: str) -> list[str]:
    value = given.get(key) or ""
    return [str(word) for word in value] if isinstance(value, list) else str(value).split()


def _map(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key) or {}
    if not isinstance(value, dict):
        raise Invalid(f"problem.yaml: {key} must be a map", field=key)
    return value


def _number(limits: Mapping[str, Any], key: str, default: float | None) -> float | None:
    value = limits.get(key)
    return default if value is None else _in_range(value, key, f"problem.yaml: limits.{key}")


def _bytes(limits: Mapping[str, Any], key: str, default: int) -> int:
    return round((_number(limits, key, default) or default) * MIB)


def _in_range(value: Any, key: str, what: str) -> float:
    low, high = RANGES[key]
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not low <= number <= high:
        raise Invalid(f"{what} must be a number from {low:g} to {high:g}, not {str(value)[:40]!r}", field=what.rsplit(" ", 1)[-1])
    return number
