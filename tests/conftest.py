"""What tests share: real servers, a whole platform, and the folder of recorded contests."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from tests.workers import free_port

ROOT = Path(__file__).resolve().parent.parent
CONTEST_DATA = Path(os.environ.get("PODIUM_CONTEST_DATA", ROOT.parent / "shared" / "contest-data"))


def wait_for(what: Callable[[], Any], seconds: float = 30.0, why: str = "") -> Any:
    """Waits until `what` gives something true, and returns it."""
    until = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < until, f"did not come true within {seconds} s: {why or what}"
        time.sleep(0.05)


async def eventually(what: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The same for coroutines and plain functions on the event loop.

    It looks less often the longer it takes: a hundred looks a second would reach the platform's limit of reads within the
    half minute in which a lost submission is found again.
    """
    begun = time.monotonic()
    until = begun + seconds
    while True:
        found = what()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < until, f"did not come true within {seconds} s: {what}"
        await asyncio.sleep(min(0.01 + (time.monotonic() - begun) / 20, 0.5))


@pytest.fixture(scope="session")
def contest_data() -> Path:
    if not CONTEST_DATA.is_dir():
        pytest.skip(f"no recorded contests at {CONTEST_DATA}: set PODIUM_CONTEST_DATA")
    return CONTEST_DATA


STARTS_AGAIN_SECONDS = 30.0
"""For a role or server that was killed."""


class Servers(NamedTuple):
    """URLs of the embedded servers of this test run."""

    postgres: str
    redis: str
    nats: str
    mongo: str
    search: str


@pytest.fixture(scope="session")
def data_of_servers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("servers") / "data"


@pytest.fixture(scope="session")
def servers(data_of_servers: Path) -> Iterator[Servers]:
    """The real servers, started once for all tests that need them."""
    with started_servers(data_of_servers) as urls:
        yield Servers(**urls)


@contextmanager
def started_servers(data: Path, *names: str) -> Iterator[dict[str, str]]:
    """Some of the embedded servers, or all of them; URLs by name."""
    command = [sys.executable, "-m", "tests.servers", str(data), *names]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(30)


class Platform(NamedTuple):
    """A whole platform in processes of its own, as `podium up` starts it."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]

    @property
    def admin(self) -> tuple[str, str]:
        return "admin@podium.localhost", json.loads((self.data / "secrets.json").read_text())["admin_password"]

    def pid_of(self, name: str) -> int:
        """The process that runs a role or server now. One that was killed a moment ago is waited for until it runs again."""
        until = time.monotonic() + STARTS_AGAIN_SECONDS
        while (found := self._child(name)) is None:
            assert time.monotonic() < until, f"{name} does not run"
            time.sleep(0.05)
        return found

    def _child(self, name: str) -> int | None:
        """The child of the supervisor whose command fits."""
        marks = {
            "postgres": "bin/postgres",
            "redis": "valkey-server",
            "nats": "nats-server",
            "mongo": "mongo_server",
            "search": "osmem-server",
        }
        mark = marks.get(name, f"-m\0deploy\0run\0{name}")
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (entry / "cmdline").read_text()
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.process.pid and mark in command:
                return int(entry.name)
        return None

    def log(self, name: str) -> str:
        return (self.data / "logs" / f"{name}.log").read_text(errors="replace")


def start_podium(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "deploy", *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def read_until(process: subprocess.Popen[bytes], words: str, seconds: float = 90.0) -> str:
    """The process's output up to a line with these words."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    said = ""

    def more() -> bool:
        nonlocal said
        said += (process.stdout.read() or b"").decode()  # type: ignore[union-attr]
        assert words in said or process.poll() is None, f"ended with {process.returncode}:\n{said}"
        return words in said

    wait_for(more, seconds, f"{words!r} in the output:\n{said}")
    return said


@contextmanager
def started_platform(data: Path, *options: str, stops_in: float = 30, **environment: str) -> Iterator[Platform]:
    """`podium up` with these options and settings, stopped at the end, for which it has `stops_in` seconds."""
    port = free_port()
    process = start_podium("up", "--port", str(port), "--data", str(data), *options, **environment)
    try:
        read_until(process, "ready: open")
        yield Platform(f"http://127.0.0.1:{port}", data, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(stops_in)


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One platform for all tests that only use it; a test that breaks things starts its own."""
    with started_platform(tmp_path_factory.mktemp("platform") / "data") as made:
        yield made


from tests.api.commands import podium  # noqa: E402, F401  # a fixture
from tests.api.fixtures import api, data_of_stores, store_urls, stores  # noqa: E402, F401  # they use what stands above


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests of the API: connections belong to the loop they were made in."""
    for item in items:
        of_the_api = item.path.parent.name == "api" or "stores" in getattr(item, "fixturenames", ())
        if of_the_api and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_collection_finish() -> None:
    """Takes modules and collected tests, a million objects that stay until the end, out of garbage collection: it took a tenth of a test's time."""
    gc.collect()
    gc.freeze()
