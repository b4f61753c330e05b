"""Logs are rotated by size while their processes write them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.local import log_files
from deploy.local.log_files import LogFiles


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "MAX_BYTES", 1000)


def test_a_log_that_a_process_keeps_open_is_put_aside_and_goes_on(tmp_path: Path) -> None:
    log, aside, reports = tmp_path / "api.log", tmp_path / "api.log.1", list[str]()
    files = LogFiles(tmp_path, reports.append)
    written, largest = [], 0
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0) as process:
        for number in range(1000):
            written.append(f"line {number}")
            process.write(f"{written[-1]}\n".encode())
            if number % 7 == 0:
                files.look()
            largest = max(largest, log.stat().st_size)
    kept = (aside.read_text() + log.read_text()).splitlines()
    assert kept == written[-len(kept) :]
    assert len(kept) > 90
    assert largest < 1200
    assert [file.stat().st_mode & 0o777 for file in (log, aside)] == [0o600, 0o600]
    assert not reports


def test_what_cannot_be_put_aside_is_not_cut_off(tmp_path: Path) -> None:
    log, reports = tmp_path / "api.log", list[str]()
    log.write_bytes(b"x" * 2000)
    (tmp_path / "api.log.1").mkdir()
    files = LogFiles(tmp_path, reports.append)
    files.look()
    files.look()
    assert log.stat().st_size == 2000
    assert len(reports) == 1
