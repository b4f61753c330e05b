"""Scripts in statements: of every format, in every place that a reader gets."""

from __future__ import annotations

import re

import msgspec
import pytest

from core_api.markup.html import clean
from realtime.protocol.latex import LatexResult
from tests.api.harness import Api
from tests.api.test_statements import a_problem, judging, typeset
from tests.api.world import problem_body
from tests.latex import converted
from tests.unit.core_api.markup.test_markdown import ATTACKS, Allowed

LATEX_ATTACKS = [
    r"\href{javascript:alert(1)}{x}",
    r"\href{data:text/html,<script>alert(1)</script>}{x}",
    r"\url{javascript:alert(1)}",
    r"\includegraphics{x\" onerror=\"alert(1)}",
    r"\includegraphics{https://elsewhere.example/x.png}",
    r"\includegraphics{//elsewhere.example/x.png}",
    r"\illustration{1}{x' onerror='alert(1)}{<script>alert(1)</script>}",
    r"$</span><script>alert(1)</script>$",
    r"\[</div><script>alert(1)</script>\]",
    r"\verb|<script>alert(1)</script>|",
    r"\begin{verbatim}</pre><script>alert(1)</script>\end{verbatim}",
    r"\begin{lstlisting}</pre><script>alert(1)</script>\end{lstlisting}",
    r"\section*{<img src=x onerror=alert(1)>}",
    r"\char60 script\char62 alert(1)",
    r"\catcode`\<=11 <script>",
    r"\newcommand{\x}{<script>}\x",
    r"\html{<script>alert(1)</script>}\rawhtml{<script>}\begin{rawhtml}<script>\end{rawhtml}",
    r"\begin{tabular}{l}<td onclick=alert(1)>\end{tabular}",
    r"\foo<script>",
]


@pytest.mark.parametrize("attack", [*LATEX_ATTACKS, *ATTACKS])
def test_nothing_of_latex_runs(attack: str) -> None:
    html = clean(converted(f"before {attack} behind")["html"], lambda name: f"/files/{name}" if name.isalnum() else None)
    Allowed().feed(html)
    assert not re.search(r'<img[^>]*src="[^"/]*//', html)


@pytest.mark.parametrize("attack", ATTACKS)
async def test_a_judge_that_was_taken_over_reaches_no_reader(api: Api, attack: str) -> None:
    path, _ = await a_problem(api, "innocent")
    await judging(api, lambda _: LatexResult(html=f"<p>x</p>{attack}", unknown=(attack,)))
    shown = await typeset(api, path)
    assert shown["html"].startswith("<p>x</p>")
    Allowed().feed(shown["html"])


@pytest.mark.parametrize("attack", ATTACKS)
async def test_neither_does_a_source_that_waits_or_markdown(api: Api, attack: str) -> None:
    author = await api.caller("creator")
    for format in ("latex", "markdown"):
        body = problem_body(statement=f"x {attack}", format=format, published=True)
        made = await api.made("/problems", body, by=author)
        Allowed().feed(made["statement"]["html"])
        assert (
            msgspec.json.decode((await api.call("GET", f"/problems/{made['id']}")).content)["statement"]["html"]
            == made["statement"]["html"]
        )
