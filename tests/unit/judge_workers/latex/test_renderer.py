"""Statements in LaTeX in a real box: what they become, and programs that mean harm."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from judge_workers import sandbox
from judge_workers.evaluation.judge import Judge
from judge_workers.latex import renderer
from judge_workers.latex.answerer import LatexAnswerer
from judge_workers.sandbox.box import BoxError
from judge_workers.worker.slots import Slots
from realtime.backbone import Message
from realtime.protocol.latex import LatexResult, LatexSource
from tests.conftest import eventually
from tests.judging import real_judge

_SIX_DEEP = (rf"\newcommand{{\laugh{a}}}{{" + rf"\laugh{b}" * 10 + "}" for a, b in pairwise("abcdefg"))
LAUGHS = "".join(_SIX_DEEP) + r"\newcommand{\laughg}{lol}\laugha"


@pytest.fixture(scope="module", params=sandbox.KINDS)
def slots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slots[Judge]]:
    """On both launchers."""
    with real_judge(tmp_path_factory.mktemp("judge"), request.param) as judge:
        yield Slots([judge])


def test_a_statement_is_typeset_in_a_box(slots: Slots[Judge]) -> None:
    result = renderer.render(slots, r"Add $a$ and \textbf{b}. \foo")
    assert result.html.strip() == 'Add <span class="math inline">a</span> and <strong>b</strong>.'
    assert (result.unknown, result.fault) == (("foo",), "")


@pytest.mark.parametrize(
    "bomb",
    [
        r"\def\a{\a\a}\a",
        r"\def\a{x\a}\a",
        LAUGHS,
        "{" * 100_000,
    ],
    ids=["doubles", "for ever", "a billion laughs", "nested"],
)
def test_a_bomb_ends_within_its_limits(slots: Slots[Judge], bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "_LIMITS", msgspec.structs.replace(renderer._LIMITS, time_limit_ms=3000))
    result = renderer.render(slots, bomb)
    assert (result.html == "") == bool(result.fault)
    if bomb.startswith("\\"):
        assert result.fault
    assert renderer.render(slots, "still there").html == "still there"


def test_neither_files_nor_programs_of_the_judge_are_reached(slots: Slots[Judge], tmp_path: Path) -> None:
    secret = tmp_path / "secret.tex"
    secret.write_text("the secret")
    for command in (
        rf"\input{{{secret}}}",
        rf"\input{{|cat {secret}}}",
        rf"\write18{{cat {secret}}}",
        rf"\openin5={secret} \read5 to \x \x",
    ):
        assert "the secret" not in renderer.render(slots, f"a {command} b").html


async def test_one_at_a_time_is_tried_and_results_are_remembered() -> None:
    asked: list[str] = []
    begun, may_end = threading.Event(), threading.Event()

    def render(text: str) -> LatexResult:
        asked.append(text)
        begun.set()
        assert may_end.wait(20)
        return LatexResult(html=text)

    answerer = LatexAnswerer(render)

    async def answer(text: str) -> LatexResult:
        reply = await answerer.answer(Message("ask.latex", msgspec.json.encode(LatexSource(text)), {}))
        return msgspec.json.decode(reply.payload, type=LatexResult)

    first = asyncio.create_task(answer("a"))
    await eventually(lambda: asyncio.sleep(0, begun.is_set()), 20)
    assert (await answer("b")).busy
    may_end.set()
    assert [(await first).html, (await answer("a")).html] == ["a", "a"]
    assert asked == ["a"]


async def test_a_fault_of_the_machine_is_none_of_the_statement() -> None:
    def render(_: str) -> LatexResult:
        raise BoxError("the box is gone")

    reply = await LatexAnswerer(render).answer(Message("ask.latex", msgspec.json.encode(LatexSource("a")), {}))
    assert msgspec.json.decode(reply.payload, type=LatexResult) == LatexResult(busy=True)
