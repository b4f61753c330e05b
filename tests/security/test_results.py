"""Contestants who let hidden tests out through what is shown of their runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from core_api.domains.submissions.feedback import shown
from judge_workers.worker.progress import ProgressReporter
from realtime.protocol.contest_settings import Feedback
from realtime.storage import judgements
from realtime.storage.documents import MemoryDocuments
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.judgements import Judgement
from realtime.storage.packages import Case
from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute
from tests.judging import JudgeRole, real_judge

MIB = 2**20
SAMPLE = judgements.TestResult(1, "AC", 0.0123, 0.0234, 5_000_001, sample=True, exit_code=0)
HIDDEN = judgements.TestResult(
    2, "RTE", 0.0123, 0.0234, 5_000_001, message="exit code 65", name="secret/1", exit_code=65, signal=None, runs=2
)
TOLD = {"test": 2, "verdict": "RTE", "cpu": 0.02, "wall": 0.03, "memory": 5 * MIB}
"""All that is told of the hidden one where tests are shown."""


async def judged(api: Api, author: Caller, by: Caller, contest: dict[str, Any] | None) -> str:
    """A submission with the two results above, in a contest with these settings or outside of any."""
    problem = (await api.made("/problems", problem_body(published=True), by=author))["id"]
    path = "/submissions"
    if contest is not None:
        id = (await api.made("/contests", contest_body(problem, **contest), by=author))["id"]
        await api.made(f"/contests/{id}/join", by=by)
        path = f"/contests/{id}/submissions"
    submission = str((await api.made(path, submission_body(problem), by=by))["id"])
    judgement = f"{submission}-1"
    tests = (SAMPLE, HIDDEN)
    await judgements.keep(api.documents, api.platform.vault, submission, judgement, Judgement("RTE", "", tests, 0.0123, 5_000_001))
    done = "update submissions set state = 'done', verdict = 'RTE', judgement_id = $2 where id = $1"
    await execute(api.platform.pool, done, submission, judgement)
    return submission


@pytest.mark.parametrize(
    ("contest", "told"),
    [({}, []), ({"feedback": "verdict"}, []), ({"feedback": "tests"}, [TOLD]), (None, [TOLD])],
    ids=["contest", "verdict", "tests", "practice"],
)
async def test_what_is_told_of_hidden_tests(api: Api, contest: dict[str, Any] | None, told: list[dict[str, Any]]) -> None:
    admin, owner = await api.caller("admin"), await api.caller()
    submission = await judged(api, admin, owner, contest)
    path = f"/submissions/{submission}/result"
    (sample, *hidden) = (await api.call("GET", path, by=owner)).json["tests"]
    assert (sample["memory"], sample["exit_code"], hidden) == (5_000_001, 0, told)
    everything = (await api.call("GET", path, by=admin)).json["tests"]
    assert everything == msgspec.to_builtins([SAMPLE, HIDDEN])


@pytest.mark.parametrize(("contest", "hides"), [({}, True), ({"feedback": "tests"}, False), (None, False)])
async def test_the_judge_is_told_what_it_may_tell(api: Api, contest: dict[str, Any] | None, hides: bool) -> None:
    admin, owner = await api.caller("admin"), await api.caller()
    submission = await judged(api, admin, owner, contest)
    payload = await api.platform.pool.fetchval("select payload from outbox where message_id = $1", f"judge:{submission}-1")
    assert msgspec.json.decode(payload, type=JudgeTask).hide_tests is hides


@pytest.mark.parametrize(("hide", "frames"), [(True, [None]), (False, [1, 9])])
def test_frames_do_not_tell_at_which_test_a_submission_failed(hide: bool, frames: list[int | None]) -> None:
    sent: list[dict[str, Any]] = []
    task = JudgeTask("s", "s-1", "p/1", "c", "contest", "team", 0, 0, hide_tests=hide)
    progress = ProgressReporter(task, lambda _, payload: sent.append(msgspec.json.decode(payload)))
    for test in (1, 9):
        progress("running", test, 9)
    assert [frame.get("test") for frame in sent] == frames


LEAK = """
import os
secret = int(input())
held = bytearray(secret * 4096 * 3)
os._exit(secret)
"""


@pytest.mark.parametrize("allowed", ["tests", "verdict"])
async def test_a_program_that_ends_and_grows_by_what_it_reads_tells_nothing(tmp_path: Path, allowed: Feedback) -> None:
    with real_judge(tmp_path) as judge:
        role = JudgeRole(MemoryDocuments(), judge)
        seen = []
        for secret in (b"65", b"66"):
            task = await role.submitted(*await role.problem(Case(b"0", b"", True), Case(secret, b"", False)), LEAK)
            assert await role.handle(task) == "RTE"
            kept = await judgements.load(role.documents, role.vault, task.submission, task.judgement)
            assert kept is not None
            assert [test.sample for test in kept.tests] == [True, False]
            seen.append([(test.exit_code, test.signal, test.message, test.memory % MIB) for test in shown(kept.tests, allowed)[1:]])
        assert seen == [[(None, None, "", 0)] * (allowed == "tests")] * 2
