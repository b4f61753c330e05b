"""Statements in LaTeX: kept, shown as source, and typeset once a judge has time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from core_api.workers.statement_maker import StatementMaker
from realtime.backbone import Message, Reply, Subscription
from realtime.protocol import subjects
from realtime.protocol.latex import LatexResult, LatexSource
from realtime.runtime.errors import Unavailable
from tests.api.harness import Api
from tests.api.pictures import picture
from tests.api.test_attachments import put
from tests.api.world import problem_body
from tests.latex import converted

LATEX = r"Add $a$ \textbf{up}: \includegraphics{img/graph} \foo{x} <script>alert(1)</script>"


async def judging(api: Api, made: Callable[[str], LatexResult]) -> Subscription:
    """A judge that answers as `made` says."""

    async def answer(message: Message) -> Reply:
        return Reply(msgspec.json.encode(made(msgspec.json.decode(message.payload, type=LatexSource).text)), {})

    return await api.backbone.answer(subjects.ASK_LATEX, answer)


def real(text: str) -> LatexResult:
    return msgspec.convert(converted(text), LatexResult)


async def a_problem(api: Api, text: str = LATEX) -> tuple[str, Any]:
    author = await api.caller("creator")
    made = await api.made("/problems", problem_body(statement=text, format="latex", published=True), by=author)
    return f"/problems/{made['id']}", author


async def typeset(api: Api, path: str) -> Any:
    """Until this one is made: other tests leave statements too."""
    maker = StatementMaker(api.platform.pool, api.backbone)
    while await maker.make_next():
        pass
    # the worker is another process: it tells the change, here nobody does
    problem = path.rpartition("/")[2]
    await api.platform.caches.store.renew([f"problem/{problem}"])
    api.platform.caches.forget([f"problem/{problem}"])
    return (await api.call("GET", path)).json["statement"]


async def test_a_statement_in_latex_is_shown_as_source_until_a_judge_has_typeset_it(api: Api) -> None:
    path, author = await a_problem(api)
    waiting = (await api.call("GET", path)).json["statement"]
    assert (waiting["format"], waiting["pending"]) == ("latex", True)
    assert "being typeset" in waiting["note"]
    assert "&lt;script&gt;" in waiting["html"]
    assert "<script" not in waiting["html"]

    await judging(api, real)
    made = await typeset(api, path)
    assert not made["pending"]
    assert '<span class="math inline">a</span> <strong>up</strong>' in made["html"]
    assert "<script" not in made["html"]
    assert (made["note"], made["missing"]) == ("not understood: foo", ["graph"])
    assert (await put(api, path, "graph.png", author, picture(), "picture")).status == 200
    shown = (await api.call("GET", path)).json["statement"]
    assert f'src="/api/v1{path}/attachments/graph.png"' in shown["html"]
    assert shown["missing"] == []


async def test_without_a_judge_statements_wait(api: Api) -> None:
    path, _ = await a_problem(api)
    with pytest.raises(Unavailable):
        await StatementMaker(api.platform.pool, api.backbone).make_next()
    busy = await judging(api, lambda _: LatexResult(busy=True))
    with pytest.raises(Unavailable):
        await StatementMaker(api.platform.pool, api.backbone).make_next()
    await busy.stop()
    await judging(api, real)
    assert not (await typeset(api, path))["pending"]


async def test_what_cannot_be_typeset_says_why_and_shows_its_source(api: Api) -> None:
    path, author = await a_problem(api)
    refusing = await judging(api, lambda _: LatexResult(fault="a macro calls <itself>"))
    failed = await typeset(api, path)
    assert not failed["pending"]
    assert "a macro calls <itself>" in failed["note"]
    assert "a macro calls &lt;itself&gt;" in failed["html"]
    assert "textbf{up}" in failed["html"]
    await refusing.stop()
    await judging(api, real)
    again = await api.call("PUT", f"{path}/statements/en", {"text": r"\emph{better}", "format": "latex"}, by=author)
    assert again.json["pending"]
    assert "<em>better</em>" in (await typeset(api, path))["html"]


async def test_the_same_text_again_is_not_typeset_again(api: Api) -> None:
    path, author = await a_problem(api, r"\emph{same} \foo")
    await judging(api, real)
    made = await typeset(api, path)
    again = await api.call("PUT", f"{path}/statements/en", {"text": r"\emph{same} \foo", "format": "latex"}, by=author)
    assert again.json == made
    assert not again.json["pending"]
    changed = await api.call("PUT", f"{path}/statements/en", {"text": r"\emph{other}", "format": "latex"}, by=author)
    assert (changed.json["pending"], "foo" in changed.json["note"]) == (True, False)


async def test_a_text_that_was_changed_meanwhile_keeps_no_html_of_the_one_before(api: Api) -> None:
    path, author = await a_problem(api, "the old text")

    async def answer(message: Message) -> Reply:
        text = msgspec.json.decode(message.payload, type=LatexSource).text
        if text == "the old text":
            await api.call("PUT", f"{path}/statements/en", {"text": "the *new* text"}, by=author)
        return Reply(msgspec.json.encode(LatexResult(html=text)), {})

    await api.backbone.answer(subjects.ASK_LATEX, answer)
    shown = await typeset(api, path)
    assert (shown["format"], shown["html"].strip()) == ("markdown", "<p>the <em>new</em> text</p>")
