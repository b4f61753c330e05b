"""What the console says of a full log and a full disk, and when NATS is restarted."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local.store_watch import ROOM, StoreWatch
from realtime.backbone import LogUsage
from realtime.runtime.errors import PodiumError, Unavailable, Unwritable


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.error: PodiumError | None = None
        self.fill = LogUsage(0, 1000)

    async def check_writable(self) -> None:
        if self.error:
            raise self.error

    async def usage(self) -> LogUsage:
        return self.fill


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    disk = SimpleNamespace(free=ROOM)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: disk)
    return disk


async def test_a_full_disk_is_told_once_and_nats_restarted_when_there_is_room(tmp_path: Path, free: SimpleNamespace) -> None:
    store, told, restarts = Store(tmp_path), list[str](), list[int]()
    watch = StoreWatch(store, lambda: restarts.append(1), told.append)
    store.error, free.free = Unwritable("no space left on device"), ROOM - 1
    assert not await watch.look()
    assert not await watch.look()
    assert len(told) == 1
    assert "is full" in told[0]
    assert str(tmp_path) in told[0]
    assert not restarts
    free.free = ROOM
    assert await watch.look()
    assert (len(told), len(restarts)) == (2, 1)


async def test_a_server_that_does_not_answer_is_the_supervisors_concern(tmp_path: Path, free: SimpleNamespace) -> None:
    store, told, restarts = Store(tmp_path), list[str](), list[int]()
    store.error = Unavailable("no answer")
    assert not await StoreWatch(store, lambda: restarts.append(1), told.append).look()
    assert not told
    assert not restarts


async def test_a_log_that_is_nearly_full_is_told_once_each_time(tmp_path: Path) -> None:
    store, told = Store(tmp_path), list[str]()
    watch = StoreWatch(store, lambda: None, told.append)
    for size in (799, 800, 900, 100, 850):
        store.fill = LogUsage(size, 1000)
        await watch.look()
    assert ["80%" in words for words in told] == [True, False]
    assert "log_max_bytes" in told[1]
