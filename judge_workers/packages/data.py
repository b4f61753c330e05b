"""Test cases of `data/`, and the groups they are in."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import msgspec

from judge_workers.packages import files as package_files
from judge_workers.packages.metadata import Metadata, load_yaml, words
from realtime.runtime.errors import Invalid
from realtime.storage.packages import MAX_SCORE, MAX_TESTS, Case, File, Group, Scores, Verdicts

CONFIGS = ("test_group.yaml", "testdata.yaml")
VERDICTS: dict[str, Verdicts] = {"worst_error": "worst", "no_errors": "worst", "first_error": "first", "always_accept": "always"}
SCORES: dict[str, Scores] = {"sum": "sum", "avg": "avg", "min": "min", "max": "max"}
AGGREGATIONS: dict[str, Scores] = {"pass-fail": "all", "sum": "sum", "min": "min"}
NEW_KEYS = {"max_score", "score_aggregation", "require_pass", "output_validator_args", "scoring"}


def test_data(folder: Path, about: Metadata) -> tuple[tuple[Case, ...], tuple[Group, ...]]:
    """Tests in the order they are run in, and their groups. Raises `Invalid` naming the file that is wrong."""
    data = folder / "data"
    if not data.is_dir():
        raise Invalid("the package has no folder data", field="data")
    tests: list[Case] = []
    groups: list[Group] = []
    configs = [path for name in CONFIGS for path in data.rglob(name)]
    new = any(path.name == "test_group.yaml" or NEW_KEYS & load_yaml(path).keys() for path in configs) or (not configs and not about.legacy)
    root = _config(data)
    groups.append(_new_root(about) if new else _legacy_group("", root))
    for name in ("sample", "secret"):
        if (data / name).is_dir():
            _walk(data / name, name, root, about, new, tests, groups)
    if not tests:
        raise Invalid("the package has no tests", field="data")
    if about.scoring and new:
        groups = [_with_share(group, tests) for group in groups]
    return tuple(tests), tuple(groups)


def _walk(folder: Path, name: str, inherited: dict[str, Any], about: Metadata, new: bool, tests: list[Case], groups: list[Group]) -> None:
    own = _config(folder)
    if new and not own and name not in ("sample", "secret"):  # no group, just a folder
        config, group = inherited, name.rsplit("/", 1)[0]
    else:
        config, group = {**inherited, **own}, name
        groups.append(_new_group(name, own, about) if new else _legacy_group(name, config))
    for path in sorted(folder.iterdir(), key=lambda path: path.name.removesuffix(".in")):
        if path.is_dir() and path.suffix != ".files":
            _walk(path, f"{name}/{path.name}", config, about, new, tests, groups)
        elif path.suffix == ".in" and path.is_file():
            if len(tests) == MAX_TESTS:
                raise Invalid(f"the package has more than {MAX_TESTS:,} tests", field="data")
            tests.append(_case(path, f"{name}/{path.stem}", group, config, about))


def _case(path: Path, name: str, group: str, config: dict[str, Any], about: Metadata) -> Case:
    answer = path.with_suffix(".ans")
    if not answer.exists():
        raise Invalid(f"data/{name}.in has no answer: data/{name}.ans is missing", field=f"data/{name}.ans")
    own = path.with_suffix(".yaml")
    if own.exists():
        config = {**config, **load_yaml(own)}
    beside = path.with_suffix(".files")
    given = sorted(path for path in beside.rglob("*") if path.is_file()) if beside.is_dir() else []
    files = tuple(File(str(path.relative_to(beside)), package_files.content(path)) for path in given)
    flags = config.get("output_validator_args", config.get("output_validator_flags", ()))
    if isinstance(flags, dict):
        flags = flags.get("flags", ())
    return Case(
        package_files.content(path),
        package_files.content(answer),
        name.startswith("sample/"),
        name,
        group,
        words(config.get("args", ()), "args"),
        (*about.validator_args, *words(flags, "output_validator_args")),
        files,
        _input_args(config.get("input_validator_args", config.get("input_validator_flags", ()))),
    )


def _input_args(given: Any) -> dict[str, tuple[str, ...]]:
    if isinstance(given, dict):
        return {str(name): words(value, "input_validator_args") for name, value in given.items()}
    arguments = words(given, "input_validator_args")
    return {"": arguments} if arguments else {}


def _config(folder: Path) -> dict[str, Any]:
    for name in CONFIGS:
        if (folder / name).is_file():
            return load_yaml(folder / name)
    return {}


def _legacy_group(name: str, config: dict[str, Any]) -> Group:
    if config.get("grading", "default") == "custom":
        raise Invalid("custom graders are not supported: use the flags of the default grader", field="grading")
    flags = words(config.get("grader_flags", ""), "grader_flags")
    known = {*VERDICTS, *SCORES, "ignore_sample", "accept_if_any_accepted"}
    if wrong := [flag for flag in flags if flag not in known]:
        raise Invalid(f"data/{name}: the default grader has no flag {wrong[0]!r}", field="grader_flags")
    reject = config.get("on_reject", "break")
    return Group(
        name,
        on_reject="continue" if reject in ("continue", "grade") else "break",
        verdicts=next((VERDICTS[flag] for flag in reversed(flags) if flag in VERDICTS), "worst"),
        any_accepted="accept_if_any_accepted" in flags,
        ignore_sample="ignore_sample" in flags and not name,
        scores=next((SCORES[flag] for flag in reversed(flags) if flag in SCORES), "sum"),
        accept_score=_float(config, "accept_score", 1.0),
        reject_score=_float(config, "reject_score", 0.0),
    )


def _new_root(about: Metadata) -> Group:
    return Group("", on_reject="continue" if about.scoring else "break", ignore_sample=about.scoring, scores="sum")


def _new_group(name: str, config: dict[str, Any], about: Metadata) -> Group:
    """Keys of a group hold for itself only; those for tests are inherited."""
    if not about.scoring or name == "sample":
        return Group(name, on_reject="continue" if about.scoring else "break")
    older = config.get("scoring") or {}  # of drafts
    kind = str(config.get("score_aggregation", older.get("aggregation", "sum" if name == "secret" else "pass-fail")))
    if kind not in AGGREGATIONS:
        raise Invalid(f"data/{name}: there is no score_aggregation {kind!r}", field="score_aggregation")
    most = config.get("max_score", older.get("score", 100 if name == "secret" else "unbounded"))
    needed = config.get("require_pass", older.get("require_pass", ()))
    return Group(
        name,
        on_reject="continue" if kind == "sum" else "break",
        scores=AGGREGATIONS[kind],
        max_score=None if most == "unbounded" else _float({"max_score": most}, "max_score", 0.0),
        require_pass=words(needed, "require_pass"),
    )


def _with_share(group: Group, tests: list[Case]) -> Group:
    """Sets what an accepted test of the group is worth."""
    count = sum(test.group == group.name for test in tests)
    if group.max_score is None or not count or group.scores == "all":
        return msgspec.structs.replace(group, accept_score=0.0)
    return msgspec.structs.replace(group, accept_score=group.max_score if group.scores == "min" else group.max_score / count)


def _float(config: dict[str, Any], key: str, default: float) -> float:
    try:
        number = float(config.get(key, default))
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not -MAX_SCORE <= number <= MAX_SCORE:
        raise Invalid(f"{key} must be a number from {-MAX_SCORE:g} to {MAX_SCORE:g}, not {str(config[key])[:40]!r}", field=key)
    return number
