"""Whoever reads the disk of a judge, a backup of it or its logs: sources, secret tests and checkers are nowhere in clear."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import NamedTuple

import pytest

from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache, Kept
from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from judge_workers.sandbox.box import BoxError
from judge_workers.worker.task_handler import Stores, TaskHandler
from realtime.backbone.memory import MemoryBackbone
from realtime.languages import CATALOGUE
from realtime.security.vault import Vault
from realtime.storage import judgements, packages, sources
from realtime.storage.documents import MongoDocuments
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.packages import Case, File, Package
from tests.api.harness import fresh
from tests.conftest import Servers
from tests.logs import AUTHENTICATOR
from tests.workers import judge_slot

SOURCE, TEST, CHECKER, CONTROL = b"MarkOfTheSource", b"MarkOfTheSecretTest", b"MarkOfTheChecker", b"MarkThatIsInClear"
CHECK = b"# %s\nimport sys\nsys.exit(42 if sys.stdin.read() == open(sys.argv[2]).read() else 43)\n" % CHECKER


class Bench(NamedTuple):
    handler: TaskHandler
    documents: MongoDocuments
    vault: Vault

    async def verdict(self, source: bytes, checker: bytes = CHECK) -> str:
        """Of a submission that is judged as the role does it."""
        id, problem = fresh("submission"), fresh("problem")
        tests = (Case(b"%s\n" % TEST, b"%s\n" % TEST, False),)
        validator = (File("check.py", checker),)
        package = Package(problem, 1, 5000, 2**28, 2**20, "custom", 0.0, "", tests, validator)
        key = await packages.store(self.documents, self.vault, package)
        task = JudgeTask(id, f"{id}-1", f"{problem}/1", "python3", "contest", "team", 0, 0, package=key)
        await sources.keep(self.documents, self.vault, task, source)
        await asyncio.to_thread(self.handler.handle, task, True)
        judgement = await judgements.load(self.documents, self.vault, id, task.judgement)
        assert judgement is not None
        return judgement.verdict


@pytest.fixture
async def bench(servers: Servers, tmp_path: Path) -> Bench:
    documents, vault = MongoDocuments(servers.mongo), Vault("ab" * 32)
    boxes = sandbox.make("namespaces", tmp_path / "judge")
    judge = Judge(judge_slot(45), boxes, ArtefactCache(tmp_path / "judge", vault))
    try:
        judge.box(CATALOGUE["c"])
    except BoxError as error:
        pytest.skip(f"SKIPPED: no sandbox on this machine: {error.message}")
    stores = Stores(MemoryBackbone(), documents, vault, AUTHENTICATOR)
    return Bench(TaskHandler(asyncio.get_running_loop(), stores, [judge]), documents, vault)


async def test_nothing_secret_is_in_clear_after_judging(
    bench: Bench, data_of_servers: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await bench.documents.put("controls", {"_id": fresh("control"), "text": CONTROL.decode()})
    assert await bench.verdict(b"# %s\nprint(input())\n" % SOURCE) == "AC"
    assert await bench.verdict(b"# %s\nprint(input()[1:])\n" % SOURCE) == "WA"
    assert await bench.verdict(b"# %s\nraise SystemExit(3)\n" % SOURCE) == "RTE"
    assert await bench.verdict(b"%s(\n" % SOURCE) == "CE"  # the compiler quotes the line
    assert await bench.verdict(b"# %s\nprint(input())\n" % SOURCE, b"%s(\n" % CHECKER) == "JE"  # here too
    bench.handler.close()
    await bench.documents.close()

    files = [path for folder in (data_of_servers, tmp_path) for path in folder.rglob("*") if path.is_file()]
    contents = [path.read_bytes() for path in files] + [caplog.text.encode()]
    assert any(path.parent.name == "sealed-artefacts" for path in files)
    assert any(CONTROL in content for content in contents), "what is in clear would not be found either"
    for secret in (SOURCE, TEST, CHECKER):
        assert not any(secret in content for content in contents), secret


def test_names_of_artefacts_do_not_tell_what_they_are_of(tmp_path: Path) -> None:
    program = from_source("python3", SOURCE)
    keys = {ArtefactCache(tmp_path, Vault(key * 32)).key(program, "namespaces", "3.11", 10.0, 2**30) for key in ("ab", "cd")}
    assert len(keys) == 2


def test_what_earlier_versions_kept_in_clear_is_deleted(tmp_path: Path) -> None:
    old = tmp_path / "artefacts" / ("0" * 40)
    old.parent.mkdir()
    old.write_bytes(SOURCE)
    ArtefactCache(tmp_path)
    assert not old.exists()


def test_an_artefact_that_somebody_changed_or_exchanged_is_not_used(tmp_path: Path) -> None:
    cache = ArtefactCache(tmp_path, Vault("ab" * 32))
    for key in ("1" * 40, "2" * 40):
        cache.put(key, Kept((File("main", key.encode()),), ""))
    first, second = sorted((tmp_path / "sealed-artefacts").iterdir())
    second.write_bytes(first.read_bytes())
    assert cache.get("1" * 40) is not None
    assert cache.get("2" * 40) is None
