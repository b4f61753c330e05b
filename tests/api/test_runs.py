"""Test runs: what a program did on its author's input or on samples, as a judge with a real sandbox finds it; states, bounds, retries."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from core_api.domains.runs import desk
from judge_workers.evaluation.judge import Judge
from judge_workers.worker.run_handler import RunHandler
from judge_workers.worker.slots import Slots
from judge_workers.worker.task_handler import Stores
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage import runs
from realtime.storage.judge_queue import RUNS
from realtime.storage.packages import Case, File
from tests.api.harness import Api, fresh
from tests.api.test_submitted_files import HELPER, MAIN, archive, files
from tests.api.world import SOURCE
from tests.judging import real_judge
from tests.logs import AUTHENTICATOR
from tests.runs import URGENCY, Bench
from tests.unit.judge_workers.packages.test_packages import BISECT, GUESS


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with real_judge(tmp_path_factory.mktemp("judge")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def bench(api: Api) -> Bench:
    return Bench(api, await api.caller(), await api.caller("admin"))


async def test_a_program_on_its_authors_input(bench: Bench, judge: Judge) -> None:
    source = "import sys; n = input(); print(n * 2); print('höre', file=sys.stderr); sys.exit(0)"
    made = await bench.made(judge, source=source, input="ab\nrest")
    (test,) = made["tests"]
    assert (made["state"], made["compile_log"], made["reason"]) == ("done", "", "")
    assert (test["verdict"], test["output"], test["error"], test["exit_code"]) == ("OK", "abab\n", "höre\n", 0)
    assert not test["output_cut"]
    assert test["memory"] > 0


async def test_several_files_and_a_zip_run_as_one_program(bench: Bench, judge: Judge) -> None:
    problem = await bench.problem()
    for program in ({"files": files(helper=HELPER, main=MAIN)}, {"archive": archive(helper=HELPER, main=MAIN)}):
        made = await bench.made(judge, language=None, input="40 2\n", **program)
        assert [(test["verdict"], test["output"]) for test in made["tests"]] == [("OK", "42\n")]
        made = await bench.made(judge, problem_id=problem, **program)
        assert [test["verdict"] for test in made["tests"]] == ["AC"]


@pytest.mark.parametrize(
    ("source", "verdict", "said"),
    [
        ("while True: pass", "TLE", ""),
        ("print('so far', flush=True); 1 / 0", "RTE", "ZeroDivisionError"),
        ("x = bytearray(2**30)", "MLE", ""),
    ],
)
async def test_how_a_program_ended(bench: Bench, judge: Judge, source: str, verdict: str, said: str) -> None:
    (test,) = (await bench.made(judge, source=source, input=""))["tests"]
    assert test["verdict"] == verdict
    assert said in test["error"]
    assert test["output"] == ("so far\n" if verdict == "RTE" else "")


async def test_its_owner_is_told_that_a_run_has_ended(bench: Bench, judge: Judge) -> None:
    heard = list[bytes]()
    await bench.api.backbone.subscribe(f"submissions.practice.{bench.user.id}", lambda message: heard.append(message.payload))
    made = await bench.made(judge, input="ab")
    assert [(frame["run"], frame["state"]) for frame in map(msgspec.json.decode, heard)] == [(made["id"], "done")]


async def test_a_program_that_does_not_compile(bench: Bench, judge: Judge) -> None:
    whats: tuple[dict[str, Any], ...] = {"input": ""}, {"problem_id": await bench.problem()}
    for fields in whats:
        made = await bench.made(judge, source="print(", **fields)
        assert (made["state"], made["tests"]) == ("done", [])
        assert "SyntaxError" in made["compile_log"]


async def test_long_outputs_are_cut(bench: Bench, judge: Judge) -> None:
    source = "import sys; print('x' * 50_000); print('y' * 50_000, file=sys.stderr)"
    (test,) = (await bench.made(judge, source=source, input=""))["tests"]
    assert (test["output"], test["output_cut"]) == ("x" * runs.SHOWN, True)
    assert (test["error"], test["error_cut"]) == ("y" * runs.SHOWN, True)


async def test_what_all_tests_write_is_bounded_together(bench: Bench, judge: Judge) -> None:
    problem = await bench.package(tests=tuple(Case(b"%d\n" % n, b"0\n", True) for n in range(25)))
    made = await bench.made(judge, source="print('x' * 20_000)", problem_id=problem)
    assert len(made["tests"]) == 20
    assert sum(len(test["output"]) for test in made["tests"]) == runs.SHOWN_OF_ALL
    assert made["tests"][-1]["output_cut"]


async def test_an_interactive_problem_runs_its_samples_only(bench: Bench, judge: Judge) -> None:
    tests = (Case(b"777\n", b"", True), Case(b"1\n", b"", False))
    problem = await bench.package(tests=tests, validator=(File("guess.py", GUESS.encode()),), interactive=True)
    refused = await bench.send(problem_id=problem, input="777\n")
    assert (refused.status, refused.json["field"]) == (422, "input")
    assert "interactive" in refused.json["detail"]
    made = await bench.made(judge, source=BISECT, problem_id=problem)
    assert [(test["verdict"], test["output"]) for test in made["tests"]] == [("AC", "")]


async def test_an_answer_is_private_and_asked_for_again_cheaply(bench: Bench, judge: Judge) -> None:
    run = await bench.sent(input="1 2")
    first = await bench.get(run)
    assert first.headers["Cache-Control"] == "no-store"
    assert (await bench.get(run, known=first.headers["ETag"])).status == 304
    await asyncio.to_thread(bench.handler(judge).handle, await bench.take(), True, URGENCY)
    assert (await bench.get(run, known=first.headers["ETag"])).status == 200


async def test_a_retry_with_the_same_key_runs_once(bench: Bench) -> None:
    body, sent = {"language": "python3", "source": SOURCE, "input": "1 2"}, {"Idempotency-Key": fresh("k")}
    answers = [await bench.api.call("POST", "/submissions/run", body, by=bench.user, headers=sent) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert (await bench.api.judge_queue.depths())[RUNS] == 1


async def test_a_run_goes_after_an_hour(bench: Bench, judge: Judge) -> None:
    run, young = (await bench.made(judge, input="1 2"))["id"], await bench.sent(input="1 2")
    await bench.take()
    documents, made = bench.api.documents, ids.made_at(run)
    assert await runs.remove_old(documents, made + runs.KEPT_SECONDS - 1, 100) == 0
    assert await runs.remove_old(documents, made + runs.KEPT_SECONDS, 1) == 1
    assert await runs.remove_old(documents, ids.made_at(young) + runs.KEPT_SECONDS, 100) == 2
    assert [(await bench.get(id)).status for id in (run, young)] == [404, 404]


async def test_a_run_that_the_queue_has_lost_is_said_to_be_lost(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await bench.sent(input="1 2")
    monkeypatch.setattr(desk, "OLD_SECONDS", 0)
    assert await bench.state(run) == "queued"
    task = await bench.take()
    assert await bench.state(run) == "queued"  # a judge has it
    await runs.keep_result(bench.api.documents, bench.api.platform.vault, run, bench.user.id, runs.Unfinished("running"))
    assert await bench.state(run) == "running"
    await bench.api.judge_queue.done(RUNS, task)  # without a result: as a Redis that lost its last second has it
    assert await bench.state(run) == "lost"


async def test_a_second_delivery_is_made_only_if_the_first_was_cut_off(bench: Bench, judge: Judge) -> None:
    run, task = await bench.sent(source="import os; print(os.urandom(8).hex())", input=""), await bench.take()
    await runs.keep_result(bench.api.documents, bench.api.platform.vault, run, bench.user.id, runs.Unfinished("running"))
    handler = bench.handler(judge)
    await asyncio.to_thread(handler.handle, task, True, URGENCY)  # the judge that had begun was killed
    first = (await bench.get(run)).content
    await asyncio.to_thread(handler.handle, task, True, URGENCY)
    assert (await bench.get(run)).content == first
    assert b"done" in first


async def test_a_judge_that_fails_says_so_after_its_tries(bench: Bench, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    run, task = await bench.sent(input="1 2"), await bench.take()

    def broken(*_: object) -> None:
        raise ValueError("s3cret")

    monkeypatch.setattr(judge, "execute", broken)
    handler = bench.handler(judge)
    with pytest.raises(ValueError, match="s3cret"):
        await asyncio.to_thread(handler.handle, task, False, URGENCY)
    assert await bench.state(run) == "running"
    await asyncio.to_thread(handler.handle, task, True, URGENCY)
    found = (await bench.get(run)).json
    assert (found["state"], found["reason"]) == ("failed", "the judge failed: ValueError")


async def test_a_submission_waits_for_one_test_of_a_run_at_most(bench: Bench, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = await bench.package(tests=tuple(Case(b"%d 2\n" % n, b"0\n", True) for n in range(10)))
    await bench.sent(problem_id=problem)
    task, slots = await bench.take(), Slots([judge])
    stores = Stores(bench.api.backbone, bench.api.documents, bench.api.platform.vault, AUTHENTICATOR)
    handler, order = RunHandler(asyncio.get_running_loop(), stores, slots), list[str]()
    run_test: Callable[..., Any] = judge.run_test

    def noted(*arguments: Any) -> Any:
        order.append("test")
        if len(order) == 3:
            submission.start()
            while not slots.waiting:
                pass
        return run_test(*arguments)

    def judged() -> None:
        with slots.take(0):
            order.append("submission")

    submission = threading.Thread(target=judged)
    monkeypatch.setattr(judge, "run_test", noted)
    await asyncio.to_thread(handler.handle, task, True, URGENCY)
    submission.join(10)
    assert order == ["test"] * 3 + ["submission"] + ["test"] * 7


async def test_what_does_not_fit_is_refused(bench: Bench) -> None:
    refused: tuple[tuple[dict[str, Any], int, str], ...] = (
        ({}, 422, "input"),
        ({"input": "é" * 40_000}, 413, "input"),
        ({"input": "", "source": "é" * 60_000}, 413, "source"),
        ({"input": "", "language": "cobol"}, 422, "language"),
        ({"input": "", "source": "x", "files": files(main="x")}, 422, "source"),
        ({"input": "", "files": files(one="x", two="y")}, 422, "files"),
        ({"input": "", "archive": base64.b64encode(b"no zip").decode()}, 422, "archive"),
        ({"input": "", "contest_id": "c"}, 422, "problem_id"),
        ({"input": "", "problem_id": "none"}, 404, "problem_id"),
        ({"problem_id": await bench.package(tests=(Case(b"1", b"1", False),))}, 422, "input"),
    )
    for fields, status, field in refused:
        answer = await bench.send(**fields)
        assert (answer.status, answer.json["field"]) == (status, field), answer.content
    assert (await bench.api.judge_queue.depths())[RUNS] == 0


async def test_too_many_runs_of_one_user_and_of_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "MAX_WAITING", 10)
    for _ in range(10):
        await bench.sent(input="1 2")
    other = await bench.api.caller()
    full = await bench.send(other, input="1 2")
    assert (full.status, full.headers["Retry-After"]) == (503, "15")
    monkeypatch.setattr(desk, "MAX_WAITING", 1000)
    limited = await bench.send(input="1 2")
    assert limited.status == 429
    assert "run-minute" in limited.json["detail"]
    assert (await bench.send(other, input="1 2")).status == 202  # what was refused did not count


async def test_without_redis_a_run_is_refused_and_may_be_sent_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("the judge queue cannot be reached", retry_after=1)

    sent, body = {"Idempotency-Key": fresh("k")}, {"language": "python3", "source": SOURCE, "input": "1 2"}
    with monkeypatch.context() as patch:
        patch.setattr(bench.api.judge_queue, "send", away)
        assert (await bench.api.call("POST", "/submissions/run", body, by=bench.user, headers=sent)).status == 503
    assert (await bench.api.call("POST", "/submissions/run", body, by=bench.user, headers=sent)).status == 202
