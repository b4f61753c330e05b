"""Files of problems: pictures that statements show, attachments, PDFs."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from PIL import Image

from core_api.domains.problems.attachment_models import MAX_FILES
from core_api.storage import problem_files
from realtime.security.vault import NoKey, Vault
from tests.api.harness import ANONYMOUS, Answer, Api, Caller
from tests.api.pictures import figure, picture
from tests.api.world import contest_body, problem_body
from tests.database import execute
from tests.logs import SECRET_KEY

PDF = b"%PDF-1.7\n%%EOF\n"


def file_body(content: bytes, kind: str = "attachment", **more: str) -> dict[str, Any]:
    return {"content": base64.b64encode(content).decode(), "kind": kind, **more}


async def a_problem(api: Api, author: Caller, **changes: Any) -> str:
    made: str = (await api.made("/problems", problem_body(**changes), by=author))["id"]
    return f"/problems/{made}"


async def put(api: Api, path: str, name: str, by: Caller, content: bytes, kind: str = "attachment", **more: str) -> Answer:
    return await api.call("PUT", f"{path}/attachments/{name}", file_body(content, kind, **more), by=by)


async def test_a_statement_shows_its_picture_once_it_is_there(api: Api) -> None:
    author = await api.caller("creator")
    text = "![a graph](img/graph.png) and [data](data.zip), ![x](https://elsewhere.example/y.png)"
    path = await a_problem(api, author, statement=text, published=True)
    before = (await api.call("GET", path)).json
    assert before["statement"]["missing"] == ["graph.png", "data.zip"]
    assert "src=" not in before["statement"]["html"]

    stored = await put(api, path, "graph.png", author, picture(), "picture")
    assert (stored.status, stored.json["media_type"]) == (200, "image/png")
    shown = (await api.call("GET", path)).json
    assert f'<img src="/api/v1{path}/attachments/graph.png" alt="a graph">' in shown["statement"]["html"]
    assert "elsewhere" not in shown["statement"]["html"]
    assert shown["statement"]["missing"] == ["data.zip"]
    assert [file["name"] for file in shown["attachments"]] == ["graph.png"]
    assert shown["revision"] > before["revision"]

    assert (await api.call("DELETE", f"{path}/attachments/graph.png", by=author)).status == 204
    assert "src=" not in (await api.call("GET", path)).json["statement"]["html"]


async def test_of_a_picture_only_the_points_are_kept(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author, published=True)
    exif = Image.Exif()
    exif[0x010E] = "taken in a secret place"
    for name, kind in (("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.gif", "GIF")):
        content = picture(kind, exif=exif) + b"<script>alert(1)</script>"
        assert (await put(api, path, name, author, content, "picture")).status == 200
        answer = await api.call("GET", f"{path}/attachments/{name}")
        assert b"secret place" not in answer.content
        assert b"<script>" not in answer.content
        assert Image.open(io.BytesIO(answer.content)).format == kind


async def test_a_figure_in_pdf_is_shown_as_a_picture(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author, statement="![a graph](graph.pdf)", published=True)
    stored = await put(api, path, "graph.png", author, figure(), "picture")
    assert (stored.status, stored.json["media_type"]) == (200, "image/png")
    assert f'<img src="/api/v1{path}/attachments/graph.png" alt="a graph">' in (await api.call("GET", path)).json["statement"]["html"]
    shown = Image.open(io.BytesIO((await api.call("GET", f"{path}/attachments/graph.png")).content))
    assert (shown.format, shown.size) == ("PNG", (180, 120))


@pytest.mark.parametrize(
    ("name", "content", "kind", "field"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture", "name"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture", "content"),
        ("a.png", picture("JPEG"), "picture", "content"),
        ("a.png", picture(size=(4097, 1)), "picture", "content"),
        ("a.png", picture(size=(4000, 3001)), "picture", "content"),
        (".htaccess", b"x", "attachment", "name"),
        ("a%20b", b"x", "attachment", "name"),
        ("..%2fa", b"x", "attachment", "name"),
        ("a" * 101, b"x", "attachment", "name"),
        ("a.pdf", b"MZ", "attachment", "content"),
        ("a.txt", PDF, "statement", "name"),
        ("a.jpg", figure(), "picture", "name"),
        ("a.png", PDF, "picture", "content"),
    ],
)
async def test_what_is_refused_of_a_file_is_named(api: Api, name: str, content: bytes, kind: str, field: str) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author)
    answer = await put(api, path, name, author, content, kind)
    assert (answer.status, answer.json["field"]) == (422, field)


async def test_a_file_runs_nothing_in_a_page(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author, published=True)
    for name, content, disposition, media_type in (
        ("page.html", b"<script>alert(1)</script>", "attachment", "application/octet-stream"),
        ("a.svg", b"<svg onload='alert(1)'/>", "attachment", "application/octet-stream"),
        ("a.in", b"1 2\n", "attachment", "text/plain; charset=utf-8"),
        ("a.pdf", PDF, "inline", "application/pdf"),
    ):
        assert (await put(api, path, name, author, content)).status == 200
        answer = await api.call("GET", f"{path}/attachments/{name}")
        assert (answer.status, answer.content) == (200, content)
        assert answer.headers["Content-Type"] == media_type
        assert answer.headers["Content-Disposition"] == f'{disposition}; filename="{name}"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert ("sandbox" in answer.headers["Content-Security-Policy"]) == (media_type != "application/pdf")


async def test_a_file_is_seen_exactly_when_its_problem_is(api: Api) -> None:
    author, admin, other = await api.caller("creator"), await api.caller("admin"), await api.caller("creator")
    path = await a_problem(api, author)
    assert (await put(api, path, "a.txt", author, b"secret")).status == 200

    async def seen(by: Caller) -> list[int]:
        return [(await api.call("GET", f"{path}{place}", by=by)).status for place in ("", "/attachments", "/attachments/a.txt")]

    assert await seen(ANONYMOUS) == await seen(other) == [404] * 3
    assert await seen(author) == await seen(admin) == [200] * 3
    private = await api.call("GET", f"{path}/attachments/a.txt", by=author)
    assert private.headers["Cache-Control"] == "no-store"
    assert (await put(api, path, "b.txt", other, b"x")).status == 404
    problem = path.rpartition("/")[2]
    contest = (await api.made("/contests", contest_body(problem, begins_in=600), by=admin))["id"]
    assert await seen(ANONYMOUS) == [404] * 3
    await execute(api.platform.pool, "update contests set starts_at = now() where id = $1", contest)
    api.platform.caches.forget([f"problem/{problem}"])
    await api.call("PATCH", path, {"tags": ["a"]}, by=author)
    assert await seen(ANONYMOUS) == [200] * 3


async def test_the_tag_of_a_file_follows_its_content(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author, published=True)
    tags = []
    for content in (b"one", b"two", b"one"):
        await put(api, path, "a.txt", author, content)
        first = await api.call("GET", f"{path}/attachments/a.txt")
        again = await api.call("GET", f"{path}/attachments/a.txt", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.content, again.status, again.content) == (content, 304, b"")
        tags.append(first.headers["ETag"])
    assert tags[0] == tags[2] != tags[1]


async def test_files_are_sealed_and_replaced_ones_are_left_to_the_worker(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author)
    problem = path.rpartition("/")[2]
    for content in (b"the first text", b"the second text"):
        await put(api, path, "a.txt", author, content)
    keys = await api.documents.ids(problem_files.COLLECTION, "", 10)
    held = [await api.documents.get(problem_files.COLLECTION, key) for key in keys]
    assert len(held) == 2
    assert not any(b"text" in document["sealed"] for document in held if document)
    with pytest.raises(NoKey):
        await problem_files.load(api.documents, Vault(SECRET_KEY).only("sample"), problem, keys[0])

    async def left() -> set[str]:
        rows = await api.platform.pool.fetch(
            "select subject from sagas where kind = $1 and subject = any($2::text[])", problem_files.SAGA, keys
        )
        return {subject for (subject,) in rows}

    assert len(await left()) == 1
    assert (await api.call("DELETE", path, by=author)).status == 204
    assert await left() == set(keys)


async def test_files_of_a_problem_are_bounded(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author)
    problem = path.rpartition("/")[2]
    await execute(
        api.platform.pool,
        "insert into problem_files (problem_id, name, kind, language, bytes, key, content_tag)"
        " select $1, 'f' || n, 'attachment', '', 1000, $1 || n, 't' from generate_series(1, $2::integer) n",
        problem,
        MAX_FILES,
    )
    assert (await put(api, path, "one-more.txt", author, b"x")).json["field"] == "name"
    assert (await put(api, path, "f1", author, b"x")).status == 200
    await execute(api.platform.pool, "update problem_files set bytes = 64 * 1024 * 1024 where problem_id = $1 and name = 'f2'", problem)
    assert (await put(api, path, "f1", author, b"x")).status == 413


async def test_a_language_has_one_pdf(api: Api) -> None:
    author = await api.caller("creator")
    path = await a_problem(api, author, published=True)
    assert (await put(api, path, "problem.de.pdf", author, PDF, "statement", language="de")).status == 200
    assert (await put(api, path, "problem.de.pdf", author, PDF + b"\n", "statement", language="de")).status == 200
    assert (await put(api, path, "other.pdf", author, PDF, "statement", language="de")).json["field"] == "language"
    assert (await api.call("GET", path)).json["attachments"] == [
        {"name": "problem.de.pdf", "kind": "statement", "language": "de", "media_type": "application/pdf", "bytes": len(PDF) + 1}
    ]
