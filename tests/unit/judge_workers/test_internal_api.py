"""Building and running for other services, over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.internal_api import routes
from judge_workers.internal_api.routes import InternalApi
from judge_workers.sandbox.box import BoxError
from judge_workers.worker.slots import Slots
from realtime.languages import CATALOGUE
from realtime.storage.judgements import Judgement
from tests.conftest import eventually
from tests.workers import judge_slot

ADD = {"language": "python3", "source": "print(sum(map(int, input().split())))"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    boxes = sandbox.make("namespaces", tmp_path)
    judge = Judge(judge_slot(41), boxes, ArtefactCache(tmp_path))
    try:
        judge.box(CATALOGUE["c"])
    except BoxError as error:
        pytest.skip(f"SKIPPED: no sandbox on this machine: {error.message}")
    app = web.Application()
    app.add_subapp("/internal/v1", InternalApi(Slots([judge]), boxes.available, "s3cret").app())
    async with TestClient(TestServer(app), headers={"Authorization": "Bearer s3cret"}) as made:
        yield made
    judge.close()


async def ask(client: TestClient[web.Request, web.Application], method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async with client.request(method, f"/internal/v1{path}", json=body) as answer:
        return answer.status, await answer.json()


async def finished(client: TestClient[web.Request, web.Application], path: str) -> str:
    async def state() -> str:
        found = (await ask(client, "GET", f"{path}/status"))[1]["state"]
        return found if found not in ("queued", "building", "running") else ""

    return str(await eventually(state, 30))


async def test_a_build(client: TestClient[web.Request, web.Application]) -> None:
    for source, state, said in (("int main(void) { return 0; }", "built", ""), ("int main(void) { return x; }", "failed", "undeclared")):
        status, made = await ask(client, "POST", "/build", {"language": "c", "source": source})
        assert status == 202
        assert await finished(client, f"/build/{made['id']}") == state
        assert said in (await ask(client, "GET", f"/build/{made['id']}/logs"))[1]["log"]


async def test_an_execution(client: TestClient[web.Request, web.Application]) -> None:
    _, made = await ask(client, "POST", "/execute", {**ADD, "input": "20 22\n"})
    assert await finished(client, f"/execute/{made['id']}") == "done"
    _, result = await ask(client, "GET", f"/execute/{made['id']}/result")
    assert (result["verdict"], result["output"], result["exit_code"]) == ("OK", "42\n", 0)
    _, made = await ask(client, "POST", "/execute", {"language": "python3", "source": "import sys; sys.exit('oh no')"})
    await finished(client, f"/execute/{made['id']}")
    _, result = await ask(client, "GET", f"/execute/{made['id']}/result")
    assert (result["verdict"], result["error"], result["exit_code"]) == ("RTE", "oh no\n", 1)


async def test_tests_of_a_program(client: TestClient[web.Request, web.Application]) -> None:
    tests = [{"input": "1 2", "answer": "3"}, {"input": "1 2", "answer": "4"}, {"input": "0 0", "answer": "0"}]
    status, judgement = await ask(client, "POST", "/execute/test", {**ADD, "tests": tests, "run_all_tests": True})
    assert (status, judgement["verdict"], [test["verdict"] for test in judgement["tests"]]) == (200, "WA", ["AC", "WA", "AC"])


class HeldJudge:
    """Counts what it was asked, and answers when it is let go."""

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()

    def judge(self, *_: object, **__: object) -> Judgement:
        self.asked += 1
        assert self.let_go.wait(30)
        return Judgement("AC", "", (), 0.0, 0)

    execute = build = judge


async def test_requests_that_wait_are_bounded_whatever_they_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "WAITING", 3)
    judge = HeldJudge()
    api = routes.InternalApi(Slots([cast("Judge", judge)]), lambda: {"python3"}, "s3cret")
    app = web.Application()
    app.add_subapp("/internal/v1", api.app())
    test = {**ADD, "tests": [{"input": "", "answer": ""}]}
    async with TestClient(TestServer(app), headers={"Authorization": "Bearer s3cret"}) as client:
        waiting = [asyncio.create_task(ask(client, "POST", "/execute/test", test)) for _ in range(3)]
        try:
            await eventually(lambda: len(api._busy) == 3)
            for path, body in (("/execute/test", test), ("/execute", ADD), ("/build", ADD)):
                async with asyncio.timeout(5), client.post(f"/internal/v1{path}", json=body) as answer:
                    assert (answer.status, answer.headers["Retry-After"]) == (503, "2"), path
        finally:
            judge.let_go.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200] * 3
        assert judge.asked == 3
        assert (await ask(client, "POST", "/execute/test", test))[0] == 200


async def test_what_is_asked_wrongly(client: TestClient[web.Request, web.Application]) -> None:
    assert (await ask(client, "POST", "/build", {"language": "cobol", "source": ""}))[1]["field"] == "language"
    assert (await ask(client, "POST", "/build/validate", {"language": "cobol", "source": ""}))[1]["valid"] is False
    assert (await ask(client, "POST", "/build/validate", ADD))[1] == {"valid": True}
    assert (await ask(client, "POST", "/execute", {**ADD, "time_limit": 1000}))[0] == 400
    assert (await ask(client, "GET", "/build/nothing/status"))[0] == 404


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic s3cret", "Bearer "])
async def test_only_with_the_service_token(client: TestClient[web.Request, web.Application], header: str) -> None:
    async with client.post("/internal/v1/build", json=ADD, headers={"Authorization": header}) as answer:
        assert answer.status == 401


async def test_without_a_token_set_nobody_gets_in(tmp_path: Path) -> None:
    app = InternalApi(Slots([]), dict, "").app()
    async with TestClient(TestServer(app)) as client, client.post("/build", json=ADD, headers={"Authorization": "Bearer "}) as answer:
        assert answer.status == 401
