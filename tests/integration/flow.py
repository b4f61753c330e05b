"""Steps that several tests take: problems, contests and contestants through the public REST API."""

from __future__ import annotations

import time
import uuid
from typing import Any

from deploy.local.client import Client, Refused
from tests.conftest import eventually

SUM = {
    "title": "Sum",
    "statement": "Add two numbers.",
    "tests": [{"input": "1 2\n", "answer": "3\n", "sample": True}, {"input": "20 22\n", "answer": "42\n"}],
    "time_limit": 1,
    "memory_limit": 64,
}
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "print(3)"
PASSWORD = "correct horse 1!"


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


async def make_problem(admin: Client, **changes: Any) -> str:
    id_ = fresh("sum")
    await admin.call("POST", "/problems", {**SUM, "id": id_, "title": id_, "published": True, **changes})
    return id_


async def make_contest(
    admin: Client, problems: list[str], *, begins_in: float = 0.0, seconds: int = 600, capacity: int | None = None, **settings: Any
) -> str:
    """`settings`: of the contest, beside those that every test needs."""
    id_ = fresh("c")
    needed = {
        "name": id_,
        "start": round((time.time() + begins_in) * 1000),
        "duration": seconds * 1000,
        "problems": [{"id": problem, "label": chr(65 + n)} for n, problem in enumerate(problems)],
    }
    await admin.call("POST", "/contests", {"id": id_, "capacity": capacity, "settings": {**needed, **settings}})
    return id_


async def contestant(url: str, contest: str | None = None) -> tuple[Client, dict[str, Any]]:
    """A new user, logged in and, where one is named, in the contest."""
    client, name = Client(url), fresh("user")
    try:
        await client.call("POST", "/auth/register", {"email": f"{name}@example.org", "password": PASSWORD, "name": name})
    except Refused as error:
        if error.status != 409:  # the first try's answer was lost with a process: the name is taken, by ourselves if the login works
            raise
    user: dict[str, Any] = (await client.login(f"{name}@example.org", PASSWORD))["user"]
    if contest:
        await client.call("POST", f"/contests/{contest}/join")
    return client, user


async def submit(client: Client, contest: str, problem: str, source: str, language: str = "python3", **headers: str) -> str:
    body = {"problem_id": problem, "language": language, "source": source}
    return str((await client.call("POST", f"/contests/{contest}/submissions", body, headers))["id"])


async def verdict_of(client: Client, submission: str, seconds: float = 60) -> str:
    async def done() -> Any:
        answer = await client.call("GET", f"/submissions/{submission}")
        return answer["verdict"] if answer["state"] == "done" else None

    return str(await eventually(done, seconds))
