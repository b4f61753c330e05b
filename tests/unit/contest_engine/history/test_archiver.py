"""Which contests are archived, in which steps, and what stays when something goes wrong."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from contest_engine.history.archiver import UNOFFICIAL, Archiver, Times
from contest_engine.history.verify import verify
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import resting, subjects
from realtime.protocol.events import Announced
from realtime.protocol.resting import Resting
from realtime.storage.archive import FolderArchive
from realtime.storage.contest_log import ContestLog
from tests.logs import AUTHENTICATOR, TRUST, signed
from tests.unit.contest_engine.contests import configured, sent, teams

AFTER, GRACE = 1000.0, 60.0


class Scene:
    """A backbone, an archive in a folder, and a clock that is set by hand, ahead of the files' times."""

    def __init__(self, folder: Path) -> None:
        self.backbone = MemoryBackbone()
        self.archive = FolderArchive(folder)
        self.logs = ContestLog(self.backbone, self.archive, TRUST)
        self.began = self.now = time.time()
        times = Times(after=AFTER, lease=3.0, grace=GRACE)
        self.archiver = Archiver(self.backbone, self.archive, TRUST, "archiver", times, lambda: self.now)

    async def contest(self, name: str) -> None:
        await self.backbone.append(subjects.log(name), signed(name, configured(), *teams("x", "y")))
        await self.backbone.append(subjects.log(name), signed(name, *sent("y", "A", 10, "AC", f"{name}-s")))

    async def rest(self, name: str, *, final: bool = True) -> None:
        entries = (await self.backbone.subjects(subjects.log(name)))[subjects.log(name)]
        await self.backbone.keep(name, b"a snapshot")
        await self.backbone.keep(resting.name(name), resting.encode(Resting(entries, final, self.now)))

    async def in_stream(self, name: str) -> bool:
        return subjects.log(name) in await self.backbone.subjects(subjects.log(name))

    async def sequences(self, name: str) -> list[int]:
        return [entry.sequence async for entry in self.logs.read(name)]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


async def test_written_first_and_purged_after_the_grace(scene: Scene) -> None:
    await scene.contest("c")
    await scene.contest("running")
    before = await scene.sequences("c")
    await scene.rest("c")
    scene.now += AFTER - 1
    await scene.archiver.look()
    assert await scene.archive.all() == []
    scene.now = scene.began + AFTER
    await scene.archiver.look()
    version = await scene.archive.find("c")
    assert version is not None
    assert await scene.in_stream("c"), "whoever reads it now must not lose it"
    scene.now = version.written + GRACE + 1 + AFTER
    await scene.archiver.look()
    assert not await scene.in_stream("c")
    assert await scene.in_stream("running")
    assert await scene.sequences("c") == before
    assert not scene.backbone.server.kept, "neither snapshot nor mark is left"
    lines = [msgspec.json.encode(line) async for line in scene.archive.read(version)]
    assert verify(lines).entries == len(before)


async def test_a_contest_without_a_final_result_waits_longer(scene: Scene) -> None:
    await scene.contest("c")
    await scene.rest("c", final=False)
    scene.now += AFTER * UNOFFICIAL - 1
    await scene.archiver.look()
    assert await scene.archive.find("c") is None
    scene.now += 1
    await scene.archiver.look()
    assert await scene.archive.find("c") is not None


async def test_a_contest_that_goes_on_is_not_purged_and_later_archived_whole(scene: Scene) -> None:
    await scene.contest("c")
    await scene.rest("c")
    scene.now += AFTER
    await scene.archiver.look()
    await scene.backbone.append(subjects.log("c"), signed("c", Announced("a", "text", 0)))
    scene.now += AFTER + GRACE
    await scene.archiver.look()
    assert await scene.in_stream("c"), "an engine has it, and no mark fits"
    everything = await scene.sequences("c")
    assert len(everything) == 3
    await scene.rest("c")
    scene.now += AFTER
    await scene.archiver.look()
    scene.now += AFTER + GRACE
    await scene.archiver.look()
    assert not await scene.in_stream("c")
    assert await scene.sequences("c") == everything


async def test_an_entry_that_comes_between_writing_and_purging_stays(scene: Scene) -> None:
    await scene.contest("c")
    version = await scene.archive.write("c", scene.logs.lines("c"))
    late = await scene.backbone.append(subjects.log("c"), signed("c", Announced("a", "text", 0)))
    await scene.backbone.purge(subjects.log("c"), version.last)
    assert await scene.in_stream("c")
    assert (await scene.sequences("c"))[-1] == late


async def test_a_contest_with_an_owner_is_left_alone(scene: Scene) -> None:
    await scene.contest("c")
    await scene.rest("c")
    scene.now += AFTER
    lease = await scene.backbone.claim("c", "engine")
    assert lease is not None
    await scene.archiver.look()
    assert await scene.archive.find("c") is None
    await scene.backbone.release(lease)
    await scene.archiver.look()
    assert await scene.archive.find("c") is not None
    assert await scene.backbone.claim("c", "engine") is not None, "the lease is given back"


async def test_a_log_that_cannot_be_verified_stays_in_the_stream(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("bad", "good"):
        await scene.contest(name)
    await scene.backbone.append(subjects.log("bad"), AUTHENTICATOR.sign("bad", b'{"not": JSON}'))
    for name in ("bad", "good"):
        await scene.rest(name)
    for _ in range(3):
        scene.now += AFTER + GRACE
        await scene.archiver.look()
    assert await scene.in_stream("bad")
    assert not await scene.in_stream("good")
    assert await scene.archive.find("bad") is None
    assert caplog.text.count("stays in the log") == 1


async def test_pseudo_contests_are_never_archived(scene: Scene) -> None:
    await scene.contest(subjects.PRACTICE)
    await scene.rest(subjects.PRACTICE)
    scene.now += AFTER * 10
    await scene.archiver.look()
    assert await scene.archive.all() == []
