"""Validations of tests: what is found at once, what the package's input validators find in the sandbox, and who may ask."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_asyncio

from judge_workers.evaluation.judge import Judge
from judge_workers.worker import validations
from realtime.storage import runs
from realtime.storage.judge_queue import RUNS
from realtime.storage.packages import Case, File, InputValidatorFiles
from tests.api.harness import Answer, Api, Caller
from tests.judging import real_judge
from tests.runs import URGENCY, Bench
from tests.unit.judge_workers.packages.test_packages import BISECT, GUESS

RANGE = """
import sys
most = int(sys.argv[sys.argv.index("--max") + 1]) if "--max" in sys.argv else 100
numbers = [int(word) for word in sys.stdin.read().split()]
if any(number > most for number in numbers):
    print(f"a number is above {most}")
    sys.exit(43)
sys.exit(42)
"""
TWO_NUMBERS = "import sys\nsys.exit(42 if len(sys.stdin.read().split()) == 2 else 1)\n"


def validator(name: str, source: str) -> InputValidatorFiles:
    return InputValidatorFiles(name, (File(name, source.encode()),))


BOTH = (validator("range.py", RANGE), validator("two.py", TWO_NUMBERS))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with real_judge(tmp_path_factory.mktemp("judge")) as made:
        yield made


class Author(Bench):
    async def ask(self, problem: str, *tests: tuple[str, str], by: Caller | None = None) -> Answer:
        body: dict[str, Any] = {"problem_id": problem}
        if tests:
            body["tests"] = [{"input": given, "answer": answer} for given, answer in tests]
        return await self.api.call("POST", "/testcases/validate", body, by=by or self.admin)

    async def validation(self, id: str, by: Caller | None = None) -> Answer:
        return await self.api.call("GET", f"/testcases/validate/{id}", by=by or self.admin)

    async def validated(self, judge: Judge, problem: str, *tests: tuple[str, str]) -> Any:
        asked = await self.ask(problem, *tests)
        assert asked.status == 202, asked.content
        assert asked.headers["Location"] == f"/api/v1/testcases/validate/{asked.json['id']}"
        task = await self.take()
        await asyncio.to_thread(self.handler(judge).handle, task, True, URGENCY)
        return (await self.validation(asked.json["id"])).json


def told(found: Any) -> list[tuple[int, str, str]]:
    return [(fault["test"], fault["found_by"], fault["message"]) for fault in found["faults"]]


@pytest_asyncio.fixture(loop_scope="session")
async def author(api: Api) -> Author:
    return Author(api, await api.caller(), await api.caller("admin"))


async def test_given_tests_are_asked_of_every_validator(author: Author, judge: Judge) -> None:
    problem = await author.package(input_validators=BOTH)
    found = await author.validated(judge, problem, ("1 2\n", "3\n"), ("1 500\n", "501\n"), ("1 2 3\n", "6\n"))
    assert (found["state"], found["validators"], found["tests"], found["checked"]) == ("done", ["range.py", "two.py"], 3, 3)
    assert told(found) == [(2, "range.py", "a number is above 100"), (3, "two.py", "exit code 1")]


async def test_stored_tests_are_validated_with_their_arguments(author: Author, judge: Judge) -> None:
    tests = (
        Case(b"1 20\n", b"21\n", sample=True, name="sample/1"),
        Case(b"1 20\n", b"21\n", sample=False, name="secret/1", input_args={"": ("--max", "10")}),
        Case(b"1 40\n", b"41\n", sample=False, name="secret/2", input_args={"range": ("--max", "30")}),
    )
    problem = await author.package(input_validators=(BOTH[0],), tests=tests)
    found = await author.validated(judge, problem)
    assert [(fault["name"], fault["message"]) for fault in found["faults"]] == [
        ("secret/1", "the input is that of test 1"),
        ("secret/1", "a number is above 10"),
        ("secret/2", "a number is above 30"),
    ]


async def test_the_format_is_told_at_once(author: Author) -> None:
    problem = await author.package(input_validators=BOTH)
    asked = (await author.ask(problem, ("1 2", "3\n"), ("1 2", "3\n"))).json
    assert (asked["state"], asked["validators"], asked["tests"], asked["checked"]) == ("queued", ["range.py", "two.py"], 2, 0)
    assert told(asked) == [
        (1, "format", "the input does not end with a line end"),
        (2, "format", "the input does not end with a line end"),
        (2, "format", "the input is that of test 1"),
    ]


async def test_without_validators_only_the_format_is_checked(author: Author, judge: Judge) -> None:
    found = await author.validated(judge, await author.package(), ("anything\r\n", ""))
    assert (found["validators"], found["checked"]) == ([], 1)
    assert told(found) == [(1, "format", "the input has carriage returns (line ends of Windows)")]


async def test_a_validator_that_cannot_be_run_is_told(author: Author, judge: Judge) -> None:
    broken = (validator("broken.py", "def ("), validator("grammar.ctd", "EOF"), BOTH[1])
    found = await author.validated(judge, await author.package(input_validators=broken), ("1\n", ""))
    assert found["checked"] == 0
    (_, _, syntax), (_, _, language), (number, name, _) = told(found)
    assert syntax.startswith("cannot be run here: the validator cannot be built: ")
    assert "SyntaxError" in syntax
    assert language == "cannot be run here: no language known by grammar.ctd"
    assert (number, name) == (1, "two.py")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os; os.kill(os.getpid(), 9)", "the validator died of signal 9"),
        ("while True: pass", "the validator exceeded its limit of time"),
        ("open('/box/other', 'w')", "PermissionError"),
    ],
)
async def test_a_validator_that_fails_accepts_nothing(author: Author, judge: Judge, source: str, message: str) -> None:
    problem = await author.package(input_validators=(validator("bad.py", source),), validation_seconds=0.3)
    ((number, name, said),) = told(await author.validated(judge, problem, ("1 2\n", "")))
    assert (number, name) == (1, "bad.py")
    assert message in said


async def test_an_output_validator_is_put_into_its_box_again(author: Author, judge: Judge) -> None:
    """Both kinds of validators have the same box."""
    guess = (File("guess.py", GUESS.encode()),)
    problem = await author.package(
        tests=(Case(b"7\n", b"", sample=True),), validator=guess, interactive=True, input_validators=(validator("one.py", TWO_NUMBERS),)
    )
    for _ in range(2):
        assert [test["verdict"] for test in (await author.made(judge, source=BISECT, problem_id=problem))["tests"]] == ["AC"]
        assert len(told(await author.validated(judge, problem))) == 1


async def test_a_validation_ends_after_its_time(author: Author, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validations, "MAX_SECONDS", 0.0)
    found = await author.validated(judge, await author.package(input_validators=BOTH), ("1 2\n", ""))
    assert (found["state"], found["tests"], found["checked"]) == ("done", 1, 0)


async def test_a_bounded_number_of_faults_is_told(author: Author, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (runs, validations):
        monkeypatch.setattr(module, "MAX_FAULTS", 3)
    found = await author.validated(judge, await author.package(input_validators=BOTH), *[("1 500\n", "")] * 9)
    assert (len(found["faults"]), found["checked"]) == (3, 9)


async def test_only_the_author_and_admins_validate(author: Author) -> None:
    problem = await author.package()
    other = await author.api.caller("creator")
    assert (await author.ask(problem, ("1 2\n", ""), by=other)).status == 403
    draft = await author.package(published=False)
    assert (await author.ask(draft, by=other)).status == 404
    assert (await author.ask("none")).status == 404
    id = (await author.ask(problem, ("1 2\n", ""))).json["id"]
    assert [(await author.validation(id, by)).status for by in (None, other)] == [200, 404]
    assert (await author.get(id, author.admin)).status == 404  # it is no run of a program
    run = await author.sent(author.admin, input="1 2")
    assert (await author.validation(run)).status == 404
    assert (await author.api.judge_queue.depths())[RUNS] == 2


async def test_too_much_text_is_refused(author: Author) -> None:
    problem = await author.package()
    answer = await author.ask(problem, ("x" * 600_000, ""), ("y" * 600_000, ""))
    assert (answer.status, answer.json["field"]) == (413, "tests")
