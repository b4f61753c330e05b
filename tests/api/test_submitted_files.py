"""Programs of several files, zips, and languages that are not named: checked before they count, judged as a whole, shown to their team."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core_api.domains.submissions.models import MAX_FILES, MAX_SOURCE
from realtime.storage.judge_queue import JudgeTask
from tests.api.harness import Answer, Api, fresh
from tests.api.world import SOURCE, World, make_world
from tests.judging import JudgeRole, real_judge
from tests.unit.core_api.domains.submissions.test_source_archive import zipped

HELPER = "def total(line):\n    return sum(map(int, line.split()))\n"
MAIN = "from helper import total\nprint(total(input()))\n"


async def submit(world: World, path: str = "", **body: Any) -> Answer:
    path = path or f"/contests/{world.contest}/submissions"
    body = {"problem_id": world.problem, **body}
    return await world.api.call("POST", path, body, by=world.owner, headers={"Idempotency-Key": fresh("key")})


def files(**texts: str) -> list[dict[str, str]]:
    """Files of Python by their stems."""
    return [{"name": f"{stem}.py", "text": text} for stem, text in texts.items()]


def archive(**texts: str) -> str:
    return base64.b64encode(zipped(*((f"sum/{stem}.py", text.encode()) for stem, text in texts.items()))).decode()


async def task_of(api: Api, id: str) -> JudgeTask:
    return msgspec.json.decode(await api.platform.pool.fetchval("select task from submissions where id = $1", id), type=JudgeTask)


async def test_files_and_a_zip_of_them_are_judged_as_one_program(api: Api, tmp_path: Path) -> None:
    world = await make_world(api)
    with real_judge(tmp_path) as judge:
        role = JudgeRole(api.documents, judge)
        for body in ({"files": files(helper=HELPER, main=MAIN)}, {"archive": archive(helper=HELPER, main=MAIN)}):
            answer = await submit(world, **body)
            assert (answer.status, answer.json["language"], answer.json["source_bytes"]) == (201, "python3", len(HELPER + MAIN))
            task = await task_of(api, answer.json["id"])
            assert await role.handle(msgspec.structs.replace(task, files=False)) is None, "it was not accepted as a single text"
            assert await role.handle(task) == "AC"


async def test_all_files_are_shown_the_one_where_it_begins_first(api: Api) -> None:
    world = await make_world(api)
    answer = await submit(world, files=files(helper=HELPER, main=MAIN, zero=""))
    id = answer.json["id"]
    shown = (await api.call("GET", f"/submissions/{id}/source", by=world.owner)).json
    assert (shown["file_name"], shown["text"], shown["bytes"]) == ("main.py", MAIN, len(HELPER + MAIN))
    assert shown["further_files"] == files(helper=HELPER, zero="")
    assert (await api.call("GET", f"/submissions/{id}/source", by=world.callers["another contestant"])).status == 404


async def test_diffs_are_file_by_file(api: Api) -> None:
    world = await make_world(api)
    first = (await submit(world, files=files(helper=HELPER, main=MAIN))).json["id"]
    second = (await submit(world, files=files(main=MAIN, other="x = 1\n"))).json["id"]
    third = (await submit(world, language="python3", source=MAIN)).json["id"]

    async def diff(id: str, query: str = "") -> list[str]:
        answer = await api.call("GET", f"/submissions/{id}/diff{query}", by=world.owner)
        return [line for line in answer.json["text"].splitlines() if line.startswith(("---", "+++"))]

    assert await diff(second) == [f"--- {first}/helper.py", "+++ /dev/null", "--- /dev/null", f"+++ {second}/other.py"]
    assert await diff(third) == [f"--- {second}/other.py", "+++ /dev/null"]


async def test_a_file_under_the_languages_own_name_is_the_same_as_its_text(api: Api) -> None:
    world = await make_world(api)
    for body in ({"source": SOURCE, "language": "python3"}, {"files": files(main=SOURCE)}):
        task = await task_of(api, (await submit(world, **body)).json["id"])
        assert not task.files
    shown = (await submit(world, files=files(other=SOURCE))).json
    assert (await task_of(api, shown["id"])).files
    source = (await api.call("GET", f"/submissions/{shown['id']}/source", by=world.owner)).json
    assert (source["file_name"], source["further_files"]) == ("other.py", [])


async def test_a_personal_export_has_all_files(api: Api) -> None:
    world = await make_world(api)
    id = (await submit(world, files=files(helper=HELPER, main=MAIN))).json["id"]
    export = (await api.call("GET", "/users/profile/export", by=world.owner)).json
    assert {sent["id"]: sent.get("files") for sent in export["submissions"]}[id] == {"helper.py": HELPER, "main.py": MAIN}


async def test_the_language_is_told_by_names_or_by_content_else_asked_for(api: Api) -> None:
    world = await make_world(api)
    assert (await submit(world, source=SOURCE)).json["language"] == "python3"
    assert (await submit(world, files=[{"name": "a.cc", "text": "int main() {}"}])).json["language"] == "cpp"
    refused = await submit(world, source="#include <stdio.h>\nint main(void) { return 0; }")
    assert (refused.status, refused.json["field"]) == (422, "language")
    assert "c or cpp" in refused.json["detail"]
    unknown = await submit(world, source=SOURCE, language="cobol")
    assert (unknown.status, unknown.json["field"]) == (422, "language")


@pytest.mark.parametrize(
    "name",
    [
        *("../main.py", "/main.py", "a/../main.py", "a//main.py", ".hidden.py", "-o.py", "a\\main.py", "main.py/", "ä.py", "a b.py"),
        *("a\n.py", "a/b/c/d/main.py", "a" * 100 + ".py", "", "main.py\0.txt"),
    ],
)
async def test_names_that_lead_elsewhere_are_refused(api: Api, name: str) -> None:
    world = await make_world(api)
    answer = await submit(world, files=[{"name": name, "text": SOURCE}])
    assert answer.status in (400, 422), answer.content
    packed = (
        zipped(("x.py", b""), ("_" * len(name), SOURCE.encode())).replace(b"_" * len(name), name.encode()[: len(name)]) if name else b"PK"
    )
    refused = await submit(world, archive=base64.b64encode(packed).decode())
    assert (refused.status, refused.json["field"]) == (422, "archive")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "source"),
        ({"source": SOURCE, "files": files(main=SOURCE)}, 422, "source"),
        ({"files": files(main=SOURCE) * 2}, 422, "files"),
        ({"files": [{"name": "a", "text": "1"}, {"name": "a/main.py", "text": "1"}]}, 422, "files"),
        ({"files": files(helper=HELPER, solution=MAIN)}, 422, "files"),
        ({"files": [{"name": "notes.txt", "text": "1"}], "language": "cpp"}, 422, "files"),
        ({"files": files(main="")}, 422, "files"),
        ({"files": files(main="#" * MAX_SOURCE, other="1")}, 413, "files"),
        ({"files": files(**{f"f{number}": "1" for number in range(MAX_FILES + 1)})}, 400, None),
        ({"archive": base64.b64encode(b"no zip").decode()}, 422, "archive"),
        ({"archive": archive(a=HELPER, b=MAIN)}, 422, "archive"),
    ],
    ids=lambda part: None if isinstance(part, dict) else str(part),
)
async def test_what_cannot_be_judged_as_a_program_is_refused_and_counts_nowhere(
    api: Api, body: dict[str, Any], status: int, field: str | None
) -> None:
    world = await make_world(api)
    before = await api.platform.pool.fetchval("select count(*) from submissions where user_id = $1", world.owner.id)
    answer = await submit(world, **body)
    assert answer.status == status, answer.content
    if field is not None:
        assert answer.json["field"] == field
    assert await api.platform.pool.fetchval("select count(*) from submissions where user_id = $1", world.owner.id) == before
