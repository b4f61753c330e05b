"""What tests of test runs share: a user with an API whose queue of runs a real judge works on by hand."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from judge_workers.evaluation.judge import Judge
from judge_workers.worker.run_handler import RunHandler
from judge_workers.worker.slots import Slots
from judge_workers.worker.task_handler import Stores
from realtime.storage.judge_queue import RUNS, RunTask
from realtime.storage.packages import Case, Package
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.world import SOURCE, contest_body, problem_body
from tests.logs import AUTHENTICATOR

MIB = 2**20
URGENCY = 4


class Bench:
    """A user with an API whose queue of runs is worked on by hand."""

    def __init__(self, api: Api, user: Caller, admin: Caller) -> None:
        self.api, self.user, self.admin = api, user, admin

    async def send(self, by: Caller | None = None, **fields: Any) -> Answer:
        """A run of `SOURCE` in Python, where the fields bring no other program."""
        if not {"source", "files", "archive"} & fields.keys():
            fields["source"] = SOURCE
        body = {"language": "python3", **fields}
        return await self.api.call("POST", "/submissions/run", body, by=by or self.user)

    async def sent(self, by: Caller | None = None, **fields: Any) -> str:
        answer = await self.send(by, **fields)
        assert answer.status == 202, answer.content
        assert answer.headers["Location"] == f"/api/v1/submissions/run/{answer.json['id']}"
        assert answer.json["state"] == "queued"
        return str(answer.json["id"])

    async def get(self, run: str, by: Caller | None = None, known: str = "") -> Answer:
        """`known`: an ETag."""
        headers = {"If-None-Match": known} if known else {}
        return await self.api.call("GET", f"/submissions/run/{run}", by=by or self.user, headers=headers)

    async def state(self, run: str) -> Any:
        return (await self.get(run)).json["state"]

    async def take(self) -> RunTask:
        task = await self.api.judge_queue.take(RUNS)
        assert isinstance(task, RunTask)
        return task

    def handler(self, judge: Judge) -> RunHandler:
        stores = Stores(self.api.backbone, self.api.documents, self.api.platform.vault, AUTHENTICATOR)
        return RunHandler(asyncio.get_running_loop(), stores, Slots([judge]))

    async def made(self, judge: Judge, by: Caller | None = None, **fields: Any) -> Any:
        """The result of a run that nothing else waits beside."""
        run, task = await self.sent(by, **fields), await self.take()
        assert task.run == run
        await asyncio.to_thread(self.handler(judge).handle, task, True, URGENCY)
        await self.api.judge_queue.done(RUNS, task)
        return (await self.get(run, by)).json

    async def problem(self, **changes: Any) -> str:
        """A published one; its first test is a sample."""
        return str((await self.api.made("/problems", problem_body(published=True, **changes), by=self.admin))["id"])

    async def package(self, *, published: bool = True, **changes: Any) -> str:
        fields: dict[str, Any] = {"tests": (Case(b"1 2\n", b"3\n", True), Case(b"20 22\n", b"42\n", False)), **changes}
        id = str(fields.pop("id", None) or fresh("imported"))
        package = Package("", 1, 1000, 64 * MIB, MIB, "default", 0.0, "", fields.pop("tests"), **fields)
        body = msgspec.msgpack.encode({"title": id, "statement": "Do it.", "package": package, "published": published})
        answer = await self.api.call("PUT", f"/problems/{id}/package", data=body, by=self.admin)
        assert answer.status in (200, 201), answer.content
        return id

    async def contest(self, problem: str, **settings: Any) -> str:
        return str((await self.api.made("/contests", contest_body(problem, **settings), by=self.admin))["id"])
