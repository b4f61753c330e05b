"""Work over document store and PostgreSQL: each step fails once, and the process dies once at each; nothing half is left."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from core_api.storage import saga, unit_of_work
from core_api.workers.saga_undoer import SagaUndoer
from realtime.runtime.errors import Unavailable
from realtime.storage import packages
from tests.api.fixtures import Stores
from tests.api.harness import Api
from tests.api.world import problem_body
from tests.database import execute

STEPS = range(4)
"""The head of the package, its sample, its secret test, and the row."""
Fault = Callable[[], Awaitable[None]]


def break_step(api: Api, monkeypatch: pytest.MonkeyPatch, step: int, fault: Fault) -> None:
    done, put, complete = 0, api.documents.put, saga.Saga.complete

    async def put_or_fail(*arguments: Any) -> Any:
        nonlocal done
        if done == step:
            await fault()
        done += 1
        return await put(*arguments)

    async def complete_or_fail(self: saga.Saga, work: unit_of_work.UnitOfWork) -> None:
        if step == STEPS[-1]:
            await fault()
        await complete(self, work)

    monkeypatch.setattr(api.documents, "put", put_or_fail)
    monkeypatch.setattr(saga.Saga, "complete", complete_or_fail)


async def stored(api: Api) -> list[str]:
    return [id for name in (packages.HEADS, packages.TESTS, packages.SAMPLES) for id in await api.documents.ids(name, "", 100)]


async def rows(api: Api) -> int:
    return int(await api.platform.pool.fetchval("select count(*) from sagas"))


def undoer(api: Api) -> SagaUndoer:
    return SagaUndoer(api.platform.pool, {packages.SAGA: partial(packages.remove, api.documents)})


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def no_sagas(stores: Stores) -> None:
    """Tests that remove problems leave theirs to a worker, which does not run here."""
    await execute(stores.pool, "delete from sagas")


@pytest.mark.parametrize("step", STEPS)
async def test_a_step_that_fails_leaves_nothing(api: Api, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    async def fail() -> None:
        raise Unavailable("away")

    creator, body = await api.caller("creator"), problem_body()
    with monkeypatch.context() as broken:
        break_step(api, broken, step, fail)
        assert (await api.call("POST", "/problems", body, by=creator)).status == 503
    assert (await stored(api), await rows(api)) == ([], 0)
    assert (await api.call("POST", "/problems", body, by=creator)).status == 201


@pytest.mark.parametrize("step", STEPS)
async def test_what_dies_in_a_step_is_undone_by_the_worker(stores: Stores, api: Api, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    reached, never = asyncio.Event(), asyncio.Event()

    async def die() -> None:
        reached.set()
        await never.wait()

    creator, body = await api.caller("creator"), problem_body()
    with monkeypatch.context() as broken:
        break_step(api, broken, step, die)
        dying = asyncio.create_task(api.call("POST", "/problems", body, by=creator))
        await reached.wait()
        assert await undoer(api).undo() == 0  # it may be at work still
        await execute(stores.pool, "update sagas set until = now()")
        assert await undoer(api).undo() == 1
        assert (await stored(api), await rows(api)) == ([], 0)
        never.set()  # it was not dead but slow: it must not complete what was undone
        assert (await dying).status == 503
    assert (await stored(api), await rows(api)) == ([], 0)
    assert (await api.call("GET", f"/problems/{body['id']}", by=creator)).status == 404


async def test_an_undoing_that_fails_is_tried_again_and_holds_up_no_other(stores: Stores, api: Api) -> None:
    undone: list[str] = []

    async def undo(subject: str) -> None:
        if subject == "bad" and "bad" not in undone:
            undone.append(subject)
            raise Unavailable("away")
        undone.append(subject)

    for subject in ("bad", "good"):
        statement = "insert into sagas (id, kind, subject, until) values ($1, 'test', $1, now() - interval '1 s')"
        await execute(stores.pool, statement, subject)
    worker = SagaUndoer(stores.pool, {"test": undo})
    assert await worker.undo() == 1
    assert await worker.undo() == 1
    assert undone == ["bad", "good", "bad"]
