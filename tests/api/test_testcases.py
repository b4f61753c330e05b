"""Single tests of a problem: who sees what of them, what a change makes, and what is refused."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from core_api.domains.problems.versions import CURSOR as VERSIONS
from core_api.domains.testcases.service import CURSOR
from realtime.storage import packages
from realtime.storage.packages import Case, Group
from tests.api.harness import Answer, Api, Caller
from tests.api.test_problem_versions import CORRECTED, TESTS, history, imported, joined, keys, sent

SECRET = "20 22\n"


async def listed(api: Api, problem: str, by: Caller) -> list[Any]:
    answer = await api.call("GET", f"/testcases/{problem}", by=by)
    assert answer.status == 200, answer.content
    return list(answer.json["testcases"])


async def added(api: Api, problem: str, by: Caller, *tests: dict[str, Any], **changes: Any) -> Answer:
    return await api.call("POST", f"/testcases/{problem}", {"tests": tests, **changes}, by=by)


async def stored(api: Api, problem: str) -> tuple[Case, ...]:
    """The tests of the newest version, as a judge gets them."""
    held = await keys(api, problem)
    package = await packages.load(api.documents, api.platform.vault, problem, str(held[max(held)]))
    assert package.version == max(held)
    return package.tests


async def test_a_list_says_everything_but_content(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    first, second = await listed(api, problem, author)
    assert (first["ordinal"], first["sample"], first["name"], first["group"]) == (0, True, "1", "sample")
    assert (second["ordinal"], second["sample"], second["input_bytes"], second["answer_bytes"]) == (1, False, 6, 9)
    pages = await api.call("GET", f"/testcases/{problem}?limit=1", by=author)
    assert (pages.json["testcases"], b"20 22" in pages.content) == ([first], False)
    rest = await api.call("GET", f"/testcases/{problem}?limit=1&cursor={pages.json['next']}", by=author)
    assert (rest.json["testcases"], rest.json["next"]) == ([second], None)


async def test_cursors_beyond_any_test_are_an_empty_page(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    far = await api.call("GET", f"/testcases/{problem}?cursor={CURSOR.write(2**40)}", by=author)
    assert (far.status, far.json) == (200, {"next": None, "testcases": []})
    early = await api.call("GET", f"/problems/{problem}/versions?cursor={VERSIONS.write(2**40)}", by=author)
    assert [version["version"] for version in early.json["versions"]] == [1]


async def test_opening_one_is_audited_and_marked_while_a_contest_runs(api: Api) -> None:
    author, admin = await api.caller("creator"), await api.caller("admin")
    problem = await imported(api, author)
    secret = (await listed(api, problem, author))[1]

    async def marks() -> list[Any]:
        rows = (await api.call("GET", f"/audit?kind=test&object={problem}/{secret['id']}", by=admin)).json["entries"]
        return [(row["actor"], row["marks"]) for row in rows]

    opened = await api.call("GET", f"/testcases/{problem}/{secret['id']}", by=author)
    assert (opened.status, opened.json["input"], opened.json["answer"], opened.json["encoding"]) == (200, SECRET, "41 wrong\n", "text")
    assert opened.headers["Cache-Control"] == "no-store"
    assert await marks() == [(author.id, [])]
    await joined(api, problem)
    await api.call("GET", f"/testcases/{problem}/{secret['id']}", by=author)
    assert (await marks())[0] == (author.id, ["test-of-running-contest"])


async def test_tests_are_for_the_author_and_admins(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author, published=True)
    test = (await listed(api, problem, author))[1]["id"]
    callers = {name: await api.caller(*roles) for name, roles in {"user": (), "other": ("creator",), "jury": ("jury",)}.items()}
    body = {"input": "1\n", "answer": "1\n"}
    for by in callers.values():
        answers = [
            await api.call("GET", f"/testcases/{problem}", by=by),
            await api.call("GET", f"/testcases/{problem}/{test}", by=by),
            await added(api, problem, by, body),
            await api.call("PUT", f"/testcases/{test}", body, by=by),
            await api.call("DELETE", f"/testcases/{test}", by=by),
        ]
        assert [answer.status for answer in answers] == [403] * 5
        assert not any(b"20 22" in answer.content for answer in answers)
    assert len(await history(api, problem, author)) == 1


async def test_a_test_of_another_problem_is_not_opened_by_its_id(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller("creator")
    problem, own = await imported(api, author), await imported(api, other)
    test = (await listed(api, problem, author))[1]["id"]
    answer = await api.call("GET", f"/testcases/{own}/{test}", by=other)
    assert (answer.status, answer.json["field"]) == (404, "testcase_id")
    assert (await api.call("PUT", f"/testcases/{test}", {"input": "", "answer": ""}, by=other)).status == 404


async def test_tests_are_added_together_in_one_version(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    old = await listed(api, problem, author)
    tests = ({"input": "5 5\n", "answer": "10\n", "group": "secret", "name": "2"}, {"input": "0 0\n", "answer": "0\n", "ordinal": 1})
    made = await added(api, problem, author, *tests, note="small and large")
    assert (made.status, made.json["version"]) == (201, 2)
    assert [(test["ordinal"], test["name"]) for test in made.json["testcases"]] == [(1, ""), (3, "2")]
    assert [case.input for case in await stored(api, problem)] == [b"1 2\n", b"0 0\n", b"20 22\n", b"5 5\n"]
    now = await listed(api, problem, author)
    assert [now[0]["id"], now[2]["id"]] == [test["id"] for test in old], "a test keeps its id"
    newest = (await history(api, problem, author))[0]
    assert (newest["note"], newest["changes"]) == ("small and large", {"added": {"count": 2, "ordinals": [1, 3]}})


async def test_a_retry_adds_once(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    key = {"Idempotency-Key": "once"}
    body = {"tests": [{"input": "5 5\n", "answer": "10\n"}]}
    first, again = [await api.call("POST", f"/testcases/{problem}", body, by=author, headers=key) for _ in range(2)]
    assert (first.status, first.json) == (201, again.json)
    assert len(await history(api, problem, author)) == 2


async def test_a_corrected_answer_is_a_version_of_its_own(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    test = (await listed(api, problem, author))[1]
    body = {"input": SECRET, "answer": "42\n", "name": "1", "group": "secret", "note": "it was wrong"}
    changed = await api.call("PUT", f"/testcases/{test['id']}", body, by=author)
    assert (changed.status, changed.json["version"], changed.json["testcases"][0]["id"]) == (200, 2, test["id"])
    assert await stored(api, problem) == CORRECTED
    assert (await history(api, problem, author))[0]["changes"] == {"changed": {"count": 1, "ordinals": [1]}}
    same = await api.call("PUT", f"/testcases/{test['id']}", body, by=author)
    assert (same.status, same.json["version"]) == (200, 2), "nothing changed, no version"
    moved = await api.call("PUT", f"/testcases/{test['id']}", {**body, "ordinal": 0}, by=author)
    assert (moved.json["version"], moved.json["testcases"][0]["ordinal"]) == (3, 0)
    assert [case.input for case in await stored(api, problem)] == [b"20 22\n", b"1 2\n"]
    assert (await history(api, problem, author))[0]["changes"] == {"moved": 2}


async def test_an_update_of_an_old_state_is_refused(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    test = (await listed(api, problem, author))[1]["id"]
    tag = (await api.call("GET", f"/problems/{problem}", by=author)).headers["ETag"]
    await sent(api, problem, author, CORRECTED)
    body = {"input": SECRET, "answer": "43\n"}
    assert (await api.call("PUT", f"/testcases/{test}", body, by=author, headers={"If-Match": tag})).status == 412


async def test_arguments_and_files_of_a_package_stay(api: Api) -> None:
    author = await api.caller("creator")
    case = Case(b"1\n", b"1\n", False, "a", "secret", ("--fast",), ("case_sensitive",))
    problem = await imported(api, author)
    await sent(api, problem, author, (TESTS[0], case))
    test = (await listed(api, problem, author))[1]["id"]
    await api.call("PUT", f"/testcases/{test}", {"input": "2\n", "answer": "2\n", "name": "a", "group": "secret"}, by=author)
    kept = (await stored(api, problem))[1]
    assert (kept.input, kept.args, kept.validator_args) == (b"2\n", ("--fast",), ("case_sensitive",))


async def test_a_removed_test_is_gone_and_the_last_one_stays(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    first, second = [test["id"] for test in await listed(api, problem, author)]
    assert (await api.call("DELETE", f"/testcases/{second}", by=author)).status == 204
    assert [test["id"] for test in await listed(api, problem, author)] == [first]
    assert (await history(api, problem, author))[0]["changes"] == {"removed": {"count": 1, "ordinals": [1]}}
    assert [
        (await api.call(m, p, by=author)).status for m, p in (("DELETE", f"/testcases/{second}"), ("GET", f"/testcases/{problem}/{second}"))
    ] == [404] * 2
    last = await api.call("DELETE", f"/testcases/{first}", by=author)
    assert (last.status, last.json["detail"]) == (409, "a problem needs a test: this is the last one")


@pytest.mark.parametrize(
    ("test", "status", "field"),
    [
        ({"input": SECRET, "answer": "other"}, 422, "tests[1].input"),
        ({"input": "7\n", "answer": ""}, 422, "tests[1].input"),
        ({"input": "8\n", "answer": "", "group": "secret", "name": "1"}, 422, "tests[1].name"),
        ({"input": "8\n", "answer": "", "group": "sample"}, 422, "tests[1].group"),
        ({"input": "8\n", "answer": "", "group": "secret", "sample": True}, 422, "tests[1].group"),
        ({"input": "no base64!", "answer": "", "encoding": "base64"}, 422, "tests[1].input"),
        ({"input": base64.b64encode(b"\xff").decode(), "answer": "", "encoding": "base64", "sample": True}, 422, "tests[1].input"),
        ({"input": "8\n", "answer": "", "ordinal": -1}, 400, "tests[1].ordinal"),
        ({"input": "8\n", "answer": "", "name": "x" * 256}, 400, "tests[1].name"),
        ({"input": "8\n"}, 400, "tests[1].answer"),
    ],
)
async def test_what_is_wrong_with_a_test_is_named(api: Api, test: dict[str, Any], status: int, field: str) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    answer = await added(api, problem, author, {"input": "7\n", "answer": "7\n"}, test)
    assert (answer.status, answer.json["field"]) == (status, field)
    assert len(await history(api, problem, author)) == 1, "all, or none"


async def test_any_bytes_are_a_test(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    binary = base64.b64encode(b"\xff\x00").decode()
    made = await added(api, problem, author, {"input": binary, "answer": binary, "encoding": "base64"})
    test = made.json["testcases"][0]["id"]
    opened = (await api.call("GET", f"/testcases/{problem}/{test}", by=author)).json
    assert (opened["encoding"], opened["input"], (await stored(api, problem))[-1].input) == ("base64", binary, b"\xff\x00")


async def test_groups_are_those_of_the_package(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    package = packages.Package(
        "", 1, 1000, 64 * 2**20, 2**20, "tokens", 0.0, "", TESTS, groups=(Group("secret"), Group("sample"), Group(""))
    )
    assert (await sent(api, problem, author, package=package)).json["version"] == 2
    wrong = await added(api, problem, author, {"input": "9\n", "answer": "", "group": "secret/large"})
    assert (wrong.status, wrong.json["field"], wrong.json["detail"]) == (
        422,
        "tests[0].group",
        "the package has no such group; it has sample, secret",
    )
    assert (await added(api, problem, author, {"input": "9\n", "answer": "", "group": "secret"})).status == 201


async def test_too_many_bytes_are_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_api.domains.testcases.checks.MAX_UPLOAD", 100)
    author = await api.caller("creator")
    problem = await imported(api, author)
    large = await added(api, problem, author, {"input": "x" * 100, "answer": ""})
    assert (large.status, large.json["field"]) == (413, "tests")


async def test_no_content_stands_in_a_row(api: Api) -> None:
    author = await api.caller("creator")
    problem = await imported(api, author)
    secret = "the-content-of-this-test"
    made = await added(api, problem, author, {"input": secret, "answer": secret})
    test = made.json["testcases"][0]["id"]
    await api.call("PUT", f"/testcases/{test}", {"input": f"{secret}!", "answer": secret}, by=author)
    await api.call("DELETE", f"/testcases/{test}", by=author)
    for table in ("problem_versions", "testcases", "audit", "problems", "outbox", "changes", "idempotency_keys"):
        assert not await api.platform.pool.fetchval(f"select count(*) from {table} t where t::text like '%' || $1 || '%'", secret), table
