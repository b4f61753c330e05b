"""`podium reseal`: what version 1, or an earlier key, has sealed."""

from __future__ import annotations

import os
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core_api.storage.reseal import Resealed, Resealer, Stores
from realtime.protocol import events, subjects
from realtime.protocol.events import Announced, VerdictReached
from realtime.runtime.errors import Damaged
from realtime.security.authenticator import Authenticator
from realtime.security.keys import derived
from realtime.security.vault import Vault
from realtime.storage import judgements, packages, sources
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.judgements import Judgement
from realtime.storage.log_trust import LogTrust
from tests.api.harness import Api
from tests.api.world import SOURCE, make_world
from tests.database import execute
from tests.logs import AUTHENTICATOR, SECRET_KEY, signed

NEW_KEY = "ef" * 32
SAID = Announced("a", "text", 0)


def version_1(purpose: str, id: str, plain: bytes) -> bytes:
    """As version 1 sealed it."""
    nonce = os.urandom(12)
    return nonce + AESGCM(derived(SECRET_KEY, f"{purpose}/{id}")).encrypt(nonce, plain, None)


async def task_of(api: Api, submission: str) -> JudgeTask:
    return msgspec.json.decode(await api.platform.pool.fetchval("select task from submissions where id = $1", submission), type=JudgeTask)


class Old:
    """A problem, a submission and its judgement as version 1 had them, in an API of now."""

    def __init__(self, api: Api, task: JudgeTask, package: packages.Package, judgement: Judgement) -> None:
        self.api, self.task, self.package, self.judgement = api, task, package, judgement
        self.key = f"{package.problem}/1"

    async def reseal(self, key: str = SECRET_KEY, previous: str = "") -> Resealed:
        stores = Stores(self.api.platform.pool, self.api.documents, self.api.backbone)
        return await Resealer(stores, key, previous).run()

    async def check(self, vault: Vault) -> None:
        documents = self.api.documents
        assert await packages.load(documents, vault, self.package.problem, self.key) == self.package
        assert await sources.load(documents, vault, self.task) == SOURCE.encode()
        assert await judgements.load(documents, vault, self.task.submission, self.task.judgement) == self.judgement


@pytest_asyncio.fixture(loop_scope="session")
async def old(api: Api) -> Old:
    world, documents, pool = await make_world(api), api.documents, api.platform.pool
    key = f"{world.problem}/1"
    package = await packages.load(documents, api.platform.vault, world.problem, await current_key(api, world.problem))
    await packages.remove(documents, await current_key(api, world.problem))
    await execute(pool, "update problem_versions set package_key = $2 where problem_id = $1", world.problem, key)
    head = msgspec.structs.replace(package, tests=())
    sealed = version_1("package", world.problem, msgspec.msgpack.encode(head))
    await documents.put("packages", {"_id": key, "sealed": sealed, "tests": len(package.tests)})
    for ordinal, test in enumerate(package.tests):
        sealed = version_1("tests", world.problem, msgspec.msgpack.encode(test))
        await documents.put("tests", {"_id": f"{key}/{ordinal}", "sealed": sealed})
    task = await task_of(api, world.submission)
    source = {"_id": task.submission, "language": task.language, "sealed": version_1("source", task.submission, SOURCE.encode())}
    await documents.put("sources", source)
    judgement = Judgement("WA", "a warning", (judgements.TestResult(1, "WA", 0.1, 0.2, 3, message="what the validator says"),), 0.1, 3)
    clear: dict[str, Any] = {"_id": task.judgement, "submission": task.submission, **msgspec.to_builtins(judgement)}
    clear["tests"] = [{name: value for name, value in test.items() if name != "message"} for test in clear["tests"]]
    messages = msgspec.msgpack.encode([test.message for test in judgement.tests])
    await documents.put("judgements", {**clear, "sealed": version_1("judgement", task.judgement, messages)})
    return Old(api, task, package, judgement)


async def current_key(api: Api, problem: str) -> str:
    return str(await api.platform.pool.fetchval("select package_key from problem_versions where problem_id = $1", problem))


async def test_what_version_1_sealed_is_sealed_anew_once(old: Old) -> None:
    assert (await old.reseal()).sealed >= 3
    await old.check(old.api.platform.vault)
    assert await old.api.documents.get("tests", f"{old.key}/0") is None, "a sample does not stay among the secret tests"
    assert (await old.reseal()).sealed == 0


async def test_a_run_that_was_cut_off_is_finished(old: Old) -> None:
    vault, name = old.api.platform.vault, (old.package.problem, old.key)
    head = packages.Head(msgspec.structs.replace(old.package, tests=()), tuple(test.sample for test in old.package.tests))
    await old.api.documents.put(packages.HEADS, {"_id": old.key, "sealed": vault.seal("package", name, msgspec.msgpack.encode(head))})
    await old.reseal()
    await old.check(vault)


async def test_another_key(old: Old) -> None:
    await old.reseal()
    assert (await old.reseal(NEW_KEY, SECRET_KEY)).sealed >= 3
    await old.check(Vault(NEW_KEY))
    with pytest.raises(Damaged):
        await old.check(old.api.platform.vault)


async def test_what_no_key_opens_is_named_and_stays(old: Old) -> None:
    forged = {"_id": "s-1", "submission": "s", **msgspec.to_builtins(old.judgement), "sealed": b"nobody's"}
    await old.api.documents.put("judgements", forged)
    document = await old.api.documents.get("tests", f"{old.key}/1")
    assert document is not None
    await old.api.documents.put("tests", {**document, "sealed": version_1("tests", "another problem", b"")})
    unreadable = (await old.reseal()).unreadable
    assert any(f"test {old.key.split('/')[0]}/{old.key}/1 cannot be opened" in words for words in unreadable)
    assert any("judgement s/s-1 cannot be opened" in words for words in unreadable)
    assert await old.api.documents.get("judgements", "s-1") == forged


async def read(api: Api, authenticator: Authenticator) -> list[int]:
    logs = ContestLog(api.backbone, MemoryArchive(), await LogTrust.load(api.backbone, authenticator))
    return [entry.sequence async for entry in logs.read("c")]


async def test_the_log_of_before_is_believed_and_nothing_unsigned_after_it(old: Old) -> None:
    backbone, subject, unsigned = old.api.backbone, subjects.log("c"), events.encode(VerdictReached("j", "s", "AC"))
    before = [await backbone.append(subject, events.encode(SAID)) for _ in range(2)]
    await old.reseal()
    after = await backbone.append(subject, signed("c", SAID))
    await backbone.append(subject, unsigned)
    assert await read(old.api, AUTHENTICATOR) == [*before, after]
    await old.reseal()
    assert await read(old.api, AUTHENTICATOR) == [*before, after], "a second run moves nothing"
    await backbone.drop("log.since")  # by somebody who hopes that the next run believes what he has appended
    await old.reseal()
    assert await read(old.api, AUTHENTICATOR) == [*before, after]
    with pytest.raises(Damaged, match="is not the platform's"):
        await old.reseal(NEW_KEY, SECRET_KEY)


async def test_with_another_key_the_log_stays_believed(old: Old) -> None:
    await old.reseal()
    first = await old.api.backbone.append(subjects.log("c"), signed("c", SAID))
    await old.reseal(NEW_KEY, SECRET_KEY)
    now = Authenticator(NEW_KEY)
    second = await old.api.backbone.append(subjects.log("c"), now.sign("c", events.encode(SAID)))
    await old.api.backbone.append(subjects.log("c"), signed("c", SAID))
    assert await read(old.api, now) == [first, second], "the old key is good no longer"
