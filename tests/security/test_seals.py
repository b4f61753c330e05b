"""Somebody who can write the document store or the judge queue, against verdicts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from judge_workers.evaluation.judge import Judge
from realtime.storage import judgements, packages, sources
from realtime.storage.documents import DATABASE, MongoDocuments
from realtime.storage.packages import Case
from tests.conftest import Servers
from tests.judging import JudgeRole, real_judge

EASY, HARD = Case(b"1 2\n", b"3\n", False), Case(b"20 22\n", b"42\n", False)
SAMPLE = Case(b"1 1\n", b"2\n", True)
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "print(3)"
"""Right on the easy test only."""


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with real_judge(tmp_path_factory.mktemp("judge")) as made:
        yield made


@pytest.fixture
async def role(servers: Servers, judge: Judge) -> AsyncIterator[JudgeRole]:
    documents = MongoDocuments(servers.mongo)
    yield JudgeRole(documents, judge)
    await documents.close()


@pytest.fixture
async def store(servers: Servers) -> AsyncIterator[Any]:
    """The document store as its administrator has it."""
    client: AsyncIOMotorClient[Any] = AsyncIOMotorClient(servers.mongo)
    yield client[DATABASE]
    client.close()


async def put_in_place(store: Any, collection: str, of: str, by: str, other: str = "") -> None:
    document = await store[other or collection].find_one({"_id": by})
    await store[collection].replace_one({"_id": of}, {**document, "_id": of}, upsert=True)


async def test_what_nobody_has_touched_is_judged(role: JudgeRole) -> None:
    problem, key = await role.problem(SAMPLE, EASY, HARD)
    assert await role.handle(await role.submitted(problem, key, RIGHT)) == "AC"
    assert await role.handle(await role.submitted(problem, key, WRONG)) == "WA"


@pytest.mark.parametrize("which", ["a test", "a test of another package", "a sample", "a head"])
async def test_something_else_in_the_place_of_a_test_is_a_system_error(role: JudgeRole, store: Any, which: str) -> None:
    """A program that is right on the easy test only used to be accepted."""
    problem, key = await role.problem(SAMPLE, EASY, HARD)
    if which == "a test":
        await put_in_place(store, packages.TESTS, f"{key}/2", f"{key}/1")
    elif which == "a sample":
        await put_in_place(store, packages.TESTS, f"{key}/2", f"{key}/0", packages.SAMPLES)
    else:
        _, other = await role.problem(SAMPLE, EASY, EASY)
        if which == "a head":
            await put_in_place(store, packages.HEADS, key, other)
        else:
            await put_in_place(store, packages.TESTS, f"{key}/2", f"{other}/2")
    task = await role.submitted(problem, key, WRONG)
    assert await role.handle(task) == "JE"
    named = f"package {problem}/{key} cannot be opened" if which == "a head" else f"test {problem}/{key}/2 cannot be opened"
    assert named in await role.says(task)


async def test_a_test_that_was_taken_away_is_a_system_error(role: JudgeRole, store: Any) -> None:
    problem, key = await role.problem(EASY, HARD)
    await store[packages.TESTS].delete_one({"_id": f"{key}/1"})
    assert await role.handle(await role.submitted(problem, key, WRONG)) == "JE"


async def test_an_inserted_judgement_counts_for_nothing(role: JudgeRole, store: Any) -> None:
    """A document in the form that judges used to believe, and a copy of another submission's judgement."""
    problem, key = await role.problem(EASY, HARD)
    good = await role.submitted(problem, key, RIGHT)
    assert await role.handle(good) == "AC"
    for forge in ("in clear", "a copy"):
        task = await role.submitted(problem, key, WRONG)
        if forge == "a copy":
            await put_in_place(store, judgements.COLLECTION, task.judgement, good.judgement)
        else:
            told = {"verdict": "AC", "compile_log": "", "tests": [], "cpu": 0.0, "memory": 0, "score": None, "speed": 1.0}
            await store[judgements.COLLECTION].insert_one({"_id": task.judgement, "submission": task.submission, **told, "sealed": b""})
        assert await role.verdict(task) is None
        assert await role.handle(task) == "WA", forge


async def test_another_source_is_not_judged(role: JudgeRole, store: Any) -> None:
    problem, key = await role.problem(EASY, HARD)
    good, task = await role.submitted(problem, key, RIGHT), await role.submitted(problem, key, WRONG)
    await put_in_place(store, sources.COLLECTION, task.submission, good.submission)
    assert await role.handle(task) is None


async def test_a_request_is_judged_only_as_it_was_accepted(role: JudgeRole) -> None:
    """Written into the judge queue by somebody else."""
    problem, key = await role.problem(EASY, HARD)
    easier, its_key = await role.problem(EASY)
    task = await role.submitted(problem, key, WRONG)
    for changes in (
        {"problem": f"{easier}/1", "package": its_key},
        {"contest": "another"},
        {"team": "somebody else"},
        {"time": 0},
        {"accepted": 10**15},
        {"language": "python"},
        {"judgement": f"{(await role.submitted(problem, key, RIGHT)).submission}-1"},
        {"rejudging": "r"},
        {"submission": "unknown", "judgement": "unknown-1"},
    ):
        assert await role.handle(msgspec.structs.replace(task, **changes)) is None, changes
    assert await role.handle(msgspec.structs.replace(task, package=its_key)) == "JE"
