"""A contest from its end into the archive and back, on real servers with real engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contest_engine.history.archiver import Archiver, Times
from contest_engine.history.verify import verify
from deploy.cli._files import lines_of
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.protocol.events import Announced
from realtime.protocol.frames import AnnouncementsFrame, ClockFrame, TileFrame
from realtime.protocol.rooms import AnnouncementsRoom, BoardRoom, ClockRoom
from realtime.storage.archive import FolderArchive
from realtime.storage.contest_log import ContestLog
from tests.conftest import Servers, eventually
from tests.integration.conftest import Engines
from tests.integration.test_release import ask, let_go, make
from tests.logs import TRUST, signed


@pytest.fixture
def quick(servers: Servers, tmp_path: Path) -> Iterator[Engines]:
    """Two engines that let go after half a second, with an archive."""
    settings = {"PODIUM_RELEASE_AFTER_SECONDS": "0.5", "PODIUM_ARCHIVE_FOLDER": str(tmp_path / "archive")}
    made = Engines(servers, tmp_path / "engines.log", **settings)
    for _ in range(2):
        made.start()
    yield made
    made.kill_all()


@pytest.mark.timeout(150)
async def test_an_archived_contest_is_shown_and_goes_on(quick: Engines, backbone: NatsBackbone, tmp_path: Path) -> None:
    archive = FolderArchive(tmp_path / "archive")
    archiver = Archiver(backbone, archive, TRUST, "archiver", Times(after=0.1, lease=3.0, grace=0.5))
    logs = ContestLog(backbone, archive, TRUST)
    contest = await make(backbone)
    before = [entry async for entry in logs.read(contest)]

    async def archived() -> bool:
        await archiver.look()
        return not await backbone.last(subjects.log(contest))

    await eventually(archived, 60)
    assert await backbone.kept(contest) is None, "its snapshot went with it"
    assert [entry async for entry in logs.read(contest)] == before
    version = await archive.find(contest)
    assert version is not None
    with lines_of(str(next((tmp_path / "archive").glob(f"{contest}.*")))) as lines:
        result = verify(lines)
    assert (result.entries, result.final) == (len(before), True)

    await backbone.request(subjects.owner(contest), b"")
    board = await eventually(lambda: ask(backbone, BoardRoom(contest, "public", 0), TileFrame), 30)
    clock = await eventually(lambda: ask(backbone, ClockRoom(contest), ClockFrame), 30)
    assert board.order == (1, 0)
    assert clock.chain == result.hash
    await eventually(lambda: let_go(backbone, contest, quick), 60)
    assert await backbone.kept(contest) is None, "an archived contest leaves nothing in the snapshots"

    late = await backbone.append(subjects.log(contest), signed(contest, Announced("a", "text", 0)))
    await eventually(lambda: ask(backbone, AnnouncementsRoom(contest), AnnouncementsFrame), 30)
    assert (await eventually(lambda: ask(backbone, BoardRoom(contest, "public", 0), TileFrame), 30)).order == (1, 0)

    async def archived_again() -> bool:
        await archiver.look()
        return not await backbone.last(subjects.log(contest))

    await eventually(archived_again, 60)
    assert [entry.sequence async for entry in logs.read(contest)] == [*(entry.sequence for entry in before), late]
    assert [version.last for version in await archive.all() if version.contest == contest] == [late]
    assert len(list((tmp_path / "archive").glob(f"{contest}.*"))) == 1
