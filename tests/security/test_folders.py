"""Other users of the machine, against folders that programs are run from."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.cli import _packages
from deploy.local.data_folder import DataFolder
from judge_workers.sandbox.box import compiled_runner
from judge_workers.sandbox.namespaces import NamespaceBox
from realtime.runtime.errors import BadSetting
from realtime.runtime.private_folder import private_folder
from tests.conftest import ROOT

ATTACKER = 65534
pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: not root: cannot make files of another user")


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder like /tmp: anybody may make names in it, and take away only their own."""
    made = Path(tempfile.mkdtemp(prefix="podium-test-"))
    made.chmod(0o1777)
    yield made
    shutil.rmtree(made)


def give(*paths: Path) -> None:
    for path in paths:
        os.chown(path, ATTACKER, ATTACKER, follow_symlinks=False)


@pytest.fixture
def planted(shared: Path, tmp_path: Path) -> Path:
    """A folder with a runner that leaves a mark, which the attacker made before the judge started."""
    runner = compiled_runner(tmp_path / "cache")
    assert runner is not None
    folder = shared / "podium-judge"
    folder.mkdir()
    (folder / runner.name).write_text(f"#!/bin/sh\ntouch {folder}/owned\n")
    (folder / runner.name).chmod(0o755)
    give(folder / runner.name, folder)
    return folder


@pytest.mark.parametrize("mode", [0o777, 0o700])
def test_a_runner_that_another_user_planted_is_not_run(planted: Path, mode: int) -> None:
    planted.chmod(mode)
    with pytest.raises(BadSetting, match="belongs to"):
        NamespaceBox(900, planted)
    assert not (planted / "owned").exists()


def test_in_a_folder_of_ones_own_only_a_file_of_ones_own_is_run(planted: Path) -> None:
    """The folder was open to others once, and is not any more."""
    os.chown(planted, 0, 0)
    planted.chmod(0o755)
    NamespaceBox(900, planted).close()
    assert not (planted / "owned").exists()
    assert stat.S_IMODE(planted.stat().st_mode) == 0o700


def test_a_folder_that_others_may_write_to_is_refused(shared: Path) -> None:
    inside = shared / "cache"
    inside.mkdir()
    inside.chmod(0o777)
    for path in (inside, inside / "deeper", shared):
        with pytest.raises(BadSetting, match=f"others may write to {path if path == shared else inside}"):
            private_folder(path)
    inside.chmod(0o1777)
    assert private_folder(inside / "own") == inside / "own"


def test_folders_above_the_code_may_be_open_to_all(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As some CI systems have them: who may write there has the code itself."""
    shared.chmod(0o777)
    with pytest.raises(BadSetting, match="others may write"):
        private_folder(shared / "data")
    monkeypatch.setattr("realtime.runtime.private_folder.ABOVE_CODE", {shared, *shared.parents})
    assert private_folder(shared / "data") == shared / "data"


def test_a_link_that_another_user_made_is_not_followed(shared: Path, tmp_path: Path) -> None:
    (shared / "own").symlink_to(tmp_path)
    assert private_folder(shared / "own" / "x") == tmp_path / "x"
    (shared / "theirs").symlink_to(tmp_path)
    give(shared / "theirs")
    with pytest.raises(BadSetting, match="belongs to"):
        private_folder(shared / "theirs" / "x")


def test_a_data_folder_that_another_user_made_is_refused(shared: Path) -> None:
    data = shared / "data"
    (data / "judge").mkdir(parents=True)
    give(data)
    with pytest.raises(BadSetting, match="belongs to"):
        DataFolder(data).open()


def test_the_start_script_runs_nothing_from_a_home_of_another_user(planted: Path) -> None:
    program = planted / "venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch {planted}/owned\n")
    program.chmod(0o755)
    command = [sys.executable, str(ROOT / "deploy" / "local" / "bootstrap.py"), "status"]
    done = subprocess.run(command, env={**os.environ, "PODIUM_HOME": str(planted)}, capture_output=True, text=True, check=False)
    assert (done.returncode, "belongs to" in done.stderr) == (1, True), done.stderr
    assert not (planted / "owned").exists()


def test_a_user_without_a_home_gets_a_folder_of_a_random_name(monkeypatch: pytest.MonkeyPatch, shared: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    assert _packages.cache() != _packages.cache()


def test_no_program_of_the_platform_uses_a_fixed_name_in_the_temporary_folder() -> None:
    """Only `mkdtemp` and its like, which make a new folder of a random name."""
    sources = [path for folder in ("core_api", "contest_engine", "deploy", "gateway", "judge_workers", "leaderboard", "loadtest", "realtime")
               for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]  # fmt: skip
    assert [path for path in sources if "gettempdir" in path.read_text()] == []
