"""The export of a contest's log, before and after it was archived."""

from __future__ import annotations

from pathlib import Path

from contest_engine.history.verify import verify
from realtime.protocol import subjects
from realtime.storage.archive import FolderArchive
from realtime.storage.contest_log import ContestLog
from tests.api.fixtures import Stores
from tests.api.harness import Api, fresh
from tests.api.test_contests import contest, problem_of
from tests.logs import TRUST, signed
from tests.unit.contest_engine.contests import configured, sent, teams


async def test_the_export_is_the_same_bytes_once_the_contest_is_archived(stores: Stores, tmp_path: Path) -> None:
    api = Api(*stores, archive_folder=str(tmp_path))
    await api.start()
    admin, problem = await api.caller("admin", "creator"), fresh("problem")
    await api.made("/problems", problem_of(problem), by=admin)
    made = await contest(api, admin, problem)
    path, subject = f"/contests/{made}/log", subjects.log(made)
    assert (await api.call("GET", path, by=admin)).content == b""
    for batch in ([configured(), *teams("x")], sent("x", "A", 10, "AC"), sent("x", "B", 20, "WA")):
        await api.backbone.append(subject, signed(made, *batch))
    before = await api.call("GET", path, by=admin)
    assert verify(before.content.splitlines()).entries == 3

    archive = FolderArchive(tmp_path)
    version = await archive.write(made, ContestLog(api.backbone, archive, TRUST).lines(made))
    await api.backbone.purge(subject, version.last)
    assert (await api.call("GET", path, by=admin)).content == before.content
    await api.backbone.append(subject, signed(made, *sent("x", "C", 30, "AC")))
    after = await api.call("GET", path, by=admin)
    assert after.content.startswith(before.content)
    assert verify(after.content.splitlines()).entries == 4
    await api.close()
