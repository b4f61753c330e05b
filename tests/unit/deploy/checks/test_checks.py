"""Checks of `podium doctor` that need no sandbox: disk, ports, clock."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, generate_latest

from contest_engine.live import log_monitor
from core_api.workers import relay
from deploy.local.checks import clock, machine, platform
from deploy.local.checks.clock import Synchronization
from deploy.local.running import Running

GIB = 2**30
NOW = 1_800_000_000.0
GOOD = Synchronization(True, 0.01)


@pytest.mark.parametrize(
    ("newest_source", "step", "kernel", "level", "words"),
    [
        (NOW - 1000, 0.0001, GOOD, "good", "synchronised, wrong by at most 10 ms"),
        (NOW + 10 * 86_400, 0.0, GOOD, "limited", "is before Podium's own files were made"),
        (NOW - 1000, -0.5, GOOD, "limited", "stepped by -500 ms"),
        (NOW - 1000, 0.0, None, "limited", "does not tell"),
        (NOW - 1000, 0.0, Synchronization(False, 0.0), "limited", "nobody synchronises it"),
        (NOW - 1000, 0.0, Synchronization(True, 16.0), "limited", "wrong by 16.0 s"),
    ],
)
def test_the_clock(newest_source: float, step: float, kernel: Synchronization | None, level: str, words: str) -> None:
    finding = clock.judge(NOW, newest_source, step, kernel)
    assert (finding.topic, finding.level) == ("clock", level)
    assert words in finding.says
    assert bool(finding.mend) == (level != "good")


def test_the_kernel_answers_about_its_clock() -> None:
    found = clock.synchronization()
    assert found is None or 0 <= found.max_error < 1e6


@pytest.mark.parametrize(
    ("free", "files", "level"),
    [(50 * GIB, 10**6, "good"), (5 * GIB, 10**6, "limited"), (GIB // 2, 10**6, "missing"), (50 * GIB, 20, "missing")],
)
def test_the_disk_of_a_data_folder_that_is_not_there_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, files: int, level: str
) -> None:
    asked: list[Path] = []

    def statvfs(path: Path) -> os.statvfs_result:
        asked.append(path)
        return os.statvfs_result((4096, 4096, 10**9, free // 4096, free // 4096, 10**7, files, files, 0, 255))

    monkeypatch.setattr("deploy.local.checks.machine.os.statvfs", statvfs)
    (finding,) = machine.disk(tmp_path / "not" / "yet")
    assert asked == [tmp_path]
    assert (finding.topic, finding.level) == ("disk", level)
    assert bool(finding.mend) == (level != "good")


def test_an_occupied_port_is_named_with_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODIUM_CONFIG", os.devnull)
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        monkeypatch.setenv("PODIUM_PORT", str(port))
        (finding,) = machine.ports(tmp_path)
        assert finding.level == "limited"
        assert f"port {port} on 127.0.0.1 cannot be used" in finding.says
        assert "PODIUM_PORT" in finding.mend
        Running(pid=os.getpid(), url="", admin="", since=0, roles={}, processes={}).write(tmp_path)
        (finding,) = machine.ports(tmp_path)
        assert finding.level == "good"  # held by the platform itself
    (tmp_path / "running.json").unlink()
    (finding,) = machine.ports(tmp_path)
    assert finding.level == "good"


@pytest.mark.parametrize(
    ("size", "refused", "unknown", "expected"),
    [
        (79, 0, 0, {("log", "good", "79% full: 79 of 100 bytes"), ("outbox", "good", "every message can be delivered")}),
        (80, 2, 0, {("log", "limited", "80% full"), ("outbox", "limited", "2 messages cannot be delivered (refused)")}),
        (0, 0, 1, {("log", "good", "0% full"), ("outbox", "limited", "1 messages cannot be delivered (unknown kind)")}),
    ],
)
def test_a_full_log_and_messages_that_were_set_aside(size: int, refused: int, unknown: int, expected: set[tuple[str, str, str]]) -> None:
    log_monitor.SIZE.set(size)
    log_monitor.LIMIT.set(100)
    relay.STUCK.labels("refused").set(refused)
    relay.STUCK.labels("unknown kind").set(unknown)
    found = platform.findings([generate_latest(REGISTRY).decode(), "another_metric 1.0\n"])
    for finding, (topic, level, words) in zip(found, sorted(expected), strict=True):
        assert (finding.topic, finding.level) == (topic, level)
        assert words in finding.says
        assert bool(finding.mend) == (level != "good")


def test_no_platform_no_finding(tmp_path: Path) -> None:
    assert platform.platform(tmp_path) == []
    assert platform.findings([]) == []
