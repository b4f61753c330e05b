"""What the commands on problem packages share: the judge's cache, and a judgement as a line."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from realtime.runtime.private_folder import private_folder

if TYPE_CHECKING:
    from realtime.storage.judgements import Judgement

Package = Annotated[Path, typer.Argument(help="Folder of the problem package, or an archive of it (zip, tar).")]


def cache() -> Path:
    """Folder of compiled helpers and artefacts of this user; one for this run alone where the user has no home to write to.

    Raises `BadSetting` where others may write to it.
    """
    try:
        return private_folder(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "podium-judge", "XDG_CACHE_HOME")
    except (OSError, RuntimeError):
        made = Path(tempfile.mkdtemp(prefix="podium-judge-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
        return private_folder(made)


def line_of(name: str, language: str, judgement: Judgement) -> str:
    """Verdict, score, resources, and the first test that gave the verdict."""
    score = "" if judgement.score is None else f" {judgement.score:g}"
    failed = next((test for test in judgement.tests if test.verdict == judgement.verdict and test.verdict != "AC"), None)
    where = f"  test {failed.name or failed.test}{f': {failed.message.splitlines()[0][:80]}' if failed.message else ''}" if failed else ""
    return f"{judgement.verdict:3}{score} {judgement.cpu:6.2f} s {judgement.memory / 2**20:6.1f} MiB  {language:10} {name}{where}"
