"""Uploads in parts, and packages that are made of them."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from core_api.domains.problems.version_models import MAKING
from core_api.domains.uploads import models, service
from core_api.domains.uploads.models import MAX_OPEN
from core_api.domains.uploads.store import Uploads
from core_api.storage import upload_parts
from core_api.storage.unit_of_work import UnitOfWork
from core_api.workers.upload_sweeper import ORPHAN_SECONDS, UploadSweeper
from deploy.cli.problem import _sending
from deploy.cli.problem._sending import Outgoing
from deploy.cli.problem._upload import ResumableUpload
from deploy.local.client import Client
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage.package_stream import HEAD, TEST, frames
from realtime.storage.packages import Case, Package
from tests.api.harness import Answer, Api, Caller, fresh
from tests.database import execute

PART = 1000
MSGPACK = {"Content-Type": "application/msgpack"}
TESTS = tuple(Case(f"{number}\n".encode() * 100, b"1\n", number == 0, name=f"t{number}") for number in range(30))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(service, "PART", PART)
    yield


def head(title: str, **package: Any) -> dict[str, Any]:
    fields = {"time_limit_ms": 1000, "memory_limit": 64 * 2**20, "output_limit": 2**20, "checker": "tokens", "tolerance": 0.0}
    body = Package(problem="", version=1, checker_source="", tests=(), **{**fields, **package})
    return {"title": title, "statement": "Add.", "package": body}


def stream(title: str, tests: tuple[Case, ...] = TESTS) -> bytes:
    return b"".join(frames(head(title), tests))


async def begun(api: Api, by: Caller, content: bytes) -> str:
    made = await api.made("/uploads", {"size": len(content)}, by=by)
    return str(made["id"])


async def put(api: Api, by: Caller, upload: str, number: int, content: bytes, digest: str = "") -> Answer:
    body = {"content": content, "sha256": digest or hashlib.sha256(content).hexdigest()}
    return await api.call("PUT", f"/uploads/{upload}/parts/{number}", data=msgspec.msgpack.encode(body), headers=MSGPACK, by=by)


async def sent(api: Api, by: Caller, content: bytes) -> str:
    upload = await begun(api, by, content)
    for number in reversed(range(-(-len(content) // PART))):
        assert (await put(api, by, upload, number, content[number * PART : (number + 1) * PART])).status == 200
    return upload


async def imported(api: Api, by: Caller, problem: str, upload: str) -> Answer:
    return await api.call("PUT", f"/problems/{problem}/package/upload", {"upload_id": upload}, by=by)


async def test_a_package_in_parts_becomes_a_problem_and_asked_again_changes_nothing(api: Api) -> None:
    author, problem = await api.caller("creator"), fresh("large")
    upload = await sent(api, author, stream(problem))
    made = await imported(api, author, problem, upload)
    assert (made.status, made.json["tests"], made.json["samples"][0]["answer"]) == (201, len(TESTS), "1\n")
    again = await imported(api, author, problem, upload)
    assert (again.status, again.json["outcome"], again.json["version"]) == (200, "unchanged", 1)


async def test_what_is_there_is_told_and_the_same_part_again_changes_nothing(api: Api) -> None:
    author, content = await api.caller("creator"), bytes(2 * PART + 1)
    upload = await begun(api, author, content)
    first = await put(api, author, upload, 2, content[2 * PART :])
    again = await put(api, author, upload, 2, content[2 * PART :])
    assert first.json == again.json
    assert (first.json["received"], first.json["parts"], first.json["part_size"]) == ([2], 3, PART)
    incomplete = await imported(api, author, fresh("p"), upload)
    assert (incomplete.status, incomplete.json["field"]) == (409, "upload_id")
    assert "2 parts are missing, the first is 0" in incomplete.json["detail"]


async def test_a_part_is_written_again_where_the_store_has_what_was_sent_at_the_same_moment(api: Api) -> None:
    author, problem = await api.caller("creator"), fresh("large")
    content = stream(problem)
    upload = await begun(api, author, content)
    await put(api, author, upload, 0, bytes(PART))
    other = await api.documents.get(upload_parts.COLLECTION, f"{upload}/0")
    assert other is not None
    for number in range(-(-len(content) // PART)):
        await put(api, author, upload, number, content[number * PART : (number + 1) * PART])
    await api.documents.put(upload_parts.COLLECTION, other)
    assert (await imported(api, author, problem, upload)).status == 409
    assert (await put(api, author, upload, 0, content[:PART])).status == 200
    assert (await imported(api, author, problem, upload)).status == 201


async def test_an_upload_is_not_removed_while_a_part_of_it_is_noted(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    author = await api.caller("creator")
    upload = await begun(api, author, bytes(PART))
    note_part = Uploads.note_part

    async def noted(self: Uploads, work: UnitOfWork, id: str, number: int, tag: str) -> None:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await execute(self.pool, "select from uploads where id = $1 for update nowait", id)
        await note_part(self, work, id, number, tag)

    monkeypatch.setattr(Uploads, "note_part", noted)
    assert (await put(api, author, upload, 0, bytes(PART))).status == 200


async def test_imports_count_among_the_versions_that_an_author_may_make(api: Api) -> None:
    author = await api.caller("creator")
    answer = await imported(api, author, fresh("large"), "nothing")
    assert MAKING.name in answer.headers["RateLimit-Policy"]


async def test_a_part_is_what_its_digest_and_place_say(api: Api) -> None:
    author, content = await api.caller("creator"), bytes(2 * PART + 1)
    upload = await begun(api, author, content)
    changed = await put(api, author, upload, 0, bytes(PART), hashlib.sha256(b"else").hexdigest())
    assert (changed.status, changed.json["field"]) == (422, "sha256")
    for number, size in ((0, PART - 1), (2, 2), (2, PART)):
        assert (await put(api, author, upload, number, bytes(size))).json["field"] == "content"
    for wrong in ("3", "-1", "x", "01x", "\u0661", "999999999"):
        answer = await api.call(
            "PUT", f"/uploads/{upload}/parts/{wrong}", data=msgspec.msgpack.encode({"content": b"x", "sha256": "0" * 64}), by=author
        )
        assert (answer.status, answer.json["field"]) == (404, "part"), wrong
    assert (await api.call("GET", f"/uploads/{upload}", by=author)).json["received"] == []


async def test_an_upload_is_its_owners_alone(api: Api) -> None:
    author, other, admin = await api.caller("creator"), await api.caller("creator"), await api.caller("admin")
    problem = fresh("large")
    upload = await sent(api, author, stream(problem))
    for by in (other, admin):
        assert (await api.call("GET", f"/uploads/{upload}", by=by)).status == 404
        assert (await put(api, by, upload, 0, bytes(PART))).status == 404
        assert (await api.call("DELETE", f"/uploads/{upload}", by=by)).status == 404
        assert (await imported(api, by, problem, upload)).status == 404
    assert (await imported(api, author, problem, upload)).status == 201


async def test_open_uploads_of_a_user_are_counted_also_at_the_same_moment(api: Api) -> None:
    author = await api.caller("creator")
    answers = await asyncio.gather(*(api.call("POST", "/uploads", {"size": 1}, by=author) for _ in range(MAX_OPEN + 3)))
    assert sorted(answer.status for answer in answers) == [201] * MAX_OPEN + [409] * 3
    one = next(answer.json["id"] for answer in answers if answer.status == 201)
    assert (await api.call("DELETE", f"/uploads/{one}", by=author)).status == 204
    assert (await api.call("POST", "/uploads", {"size": 1}, by=author)).status == 201
    assert (await api.call("POST", "/uploads", {"size": models.MAX_UPLOAD + 1}, by=await api.caller("creator"))).json["field"] == "size"


async def test_parts_are_sealed_in_their_places(api: Api) -> None:
    author, problem = await api.caller("creator"), fresh("large")
    upload = await sent(api, author, stream(problem, (Case(b"a secret test" * 300, b"", False),)))
    held = [await api.documents.get(upload_parts.COLLECTION, f"{upload}/{number}") for number in (0, 1)]
    assert held[0] is not None
    assert held[1] is not None
    assert not any(b"secret" in document["sealed"] for document in held if document)
    await api.documents.put(upload_parts.COLLECTION, {"_id": f"{upload}/0", "sealed": held[1]["sealed"]})
    assert (await imported(api, author, problem, upload)).status == 500
    assert (await api.call("GET", f"/problems/{problem}", by=author)).status == 404


def _frame(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4) + content


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"",
        _frame(TEST, msgspec.msgpack.encode(TESTS[0])),
        _frame(TEST, b"\xc1") + _frame(HEAD, b"\x80"),
        _frame(HEAD, b"\x80"),
        _frame(HEAD, b"\x91" * 5000),
        stream("t") + _frame(TEST, msgspec.msgpack.encode(TESTS[0])),
        stream("t")[:-3],
        stream("a\0b"),
        b"T\xff\xff\xff\xff" + bytes(100),
        b"".join(frames(head("t") | {"package": msgspec.structs.replace(head("t")["package"], tests=TESTS[:1])}, ())),
    ],
    ids=[
        "nonsense",
        "one byte",
        "no head",
        "no test",
        "an empty head",
        "nested",
        "behind the head",
        "cut off",
        "nul",
        "too long",
        "tests in the head",
    ],
)
async def test_what_is_no_package_is_refused(api: Api, content: bytes) -> None:
    author = await api.caller("creator")
    upload = await sent(api, author, content or b"\0")
    answer = await imported(api, author, fresh("p"), upload)
    assert answer.status in (400, 422), answer.content


async def test_abandoned_uploads_are_swept_with_their_parts(api: Api) -> None:
    author, content = await api.caller("creator"), bytes(2 * PART)
    old, kept = await sent(api, author, content), await sent(api, author, content)
    orphan = ids.new(time.time() - 2 * ORPHAN_SECONDS)
    await api.documents.put(upload_parts.COLLECTION, {"_id": f"{orphan}/0", "sealed": b""})
    await execute(api.platform.pool, "update uploads set until = now() - interval '1 second' where id = $1", old)
    assert (await api.call("GET", f"/uploads/{old}", by=author)).status == 404
    await UploadSweeper(api.platform.pool, api.documents).sweep(time.time())
    left = {id.partition("/")[0] for id in await api.documents.ids(upload_parts.COLLECTION, "", 1000)}
    assert left == {kept}
    assert await api.platform.pool.fetchval("select count(*) from uploads where id = $1", old) == 0


class Interrupted(Client):
    """A client whose connection breaks for good after some parts."""

    left = 10**9
    parts = 0

    async def __aenter__(self) -> Interrupted:
        return self

    async def send(self, method: str, path: str, content: bytes | None, headers: Any) -> Any:
        if "/parts/" in path:
            if self.left == 0:
                raise Unavailable("the line is cut")
            self.left -= 1
            self.parts += 1
        return await super().send(method, path, content, headers)


async def test_the_command_line_goes_on_after_a_break(api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sending, "IN_PARTS", 1)
    author, problem = await api.caller("creator"), fresh("large")
    outgoing = Outgoing(problem, head(problem), TESTS, {}, [])
    total = -(-len(stream(problem)) // PART)
    assert total > 6
    async with Interrupted(api.url, author.token) as first:
        first.left = 4
        with pytest.raises(Unavailable):
            await _sending.send(first, outgoing, tmp_path)
    # another time limit was measured meanwhile: only the head is another one
    slower = outgoing._replace(head=head(problem, time_limit_ms=1001))
    async with Interrupted(api.url, author.token) as second:
        made = await _sending.send(second, slower, tmp_path)
        assert second.parts == total - 4
    assert (made["outcome"], made["tests"], made["time_limit"]) == ("created", len(TESTS), 1.001)
    assert not list((tmp_path / "uploads").iterdir())
    assert (await api.platform.pool.fetchval("select count(*) from uploads where user_id = $1", author.id)) == 0


async def test_progress_is_told_and_changed_parts_are_sent_again(api: Api, tmp_path: Path) -> None:
    author, told = await api.caller("creator"), list[int]()
    content = bytes(3 * PART)
    async with Interrupted(api.url, author.token) as client:
        one = await ResumableUpload(client, content, tmp_path / "state", told.append).send()
        assert (client.parts, told) == (3, [PART, 2 * PART, 3 * PART])
        other = content[:PART] + b"x" * PART + content[2 * PART :]
        assert await ResumableUpload(client, other, tmp_path / "state").send() == one
        assert client.parts == 4
