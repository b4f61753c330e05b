"""Contestants who keep the judge's compilers busy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from judge_workers import sandbox
from judge_workers.evaluation import artefacts, judge
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from judge_workers.sandbox.box import BoxError
from realtime.languages import CATALOGUE, LANGUAGES
from realtime.storage.packages import Case, Package
from tests.workers import judge_slot

BOMB = b"#include __FILE__\n#include __FILE__\n"
"""2^200 inclusions."""
WRONG = b"int main(void) { return x; }"


class Bench:
    """A judge that counts what is really compiled, and with how much CPU."""

    def __init__(self, made: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
        self._judge = made
        self.seconds: list[float] = []
        build = vars(judge)["build"]

        def counted(*arguments: Any) -> Any:
            self.seconds.append(arguments[3])
            return build(*arguments)

        monkeypatch.setattr(judge, "build", counted)

    def verdict(self, source: bytes, compile_seconds: float | None = None) -> tuple[str, str]:
        package = Package("p", 1, 1000, 2**26, 2**20, "tokens", 0.0, "", (Case(b"", b"", True),), compile_seconds=compile_seconds)
        judgement = self._judge.judge(from_source("c", source), package)
        return judgement.verdict, judgement.compile_log


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    made = Judge(judge_slot(46), sandbox.make("namespaces", tmp_path), ArtefactCache(tmp_path))
    try:
        made.box(CATALOGUE["c"])
    except BoxError as error:
        pytest.skip(f"SKIPPED: no sandbox on this machine: {error.message}")
    yield Bench(made, monkeypatch)
    made.close()


def test_an_endless_compilation_is_cut_off_and_not_made_again(bench: Bench) -> None:
    first = bench.verdict(BOMB, 1.0)
    assert (first[0], "exceeded its limit of 1 s" in first[1]) == ("CE", True)
    assert bench.verdict(BOMB, 1.0) == first
    assert bench.seconds == [1.0]


def test_a_compile_error_is_answered_from_the_cache_for_a_while(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bench.verdict(WRONG)
    assert (first[0], "undeclared" in first[1]) == ("CE", True)
    assert [bench.verdict(WRONG) for _ in range(3)] == [first] * 3
    assert len(bench.seconds) == 1
    monkeypatch.setattr(artefacts, "ERROR_SECONDS", -1)
    assert bench.verdict(WRONG) == first
    assert len(bench.seconds) == 2


def test_a_compiler_gets_what_its_language_needs_and_no_minute(bench: Bench) -> None:
    bench.verdict(WRONG)
    bench.verdict(WRONG, 20.0)
    assert bench.seconds == [10.0, 20.0]
    assert {id: language.compile_seconds for id, language in LANGUAGES.items() if language.compile_seconds > 10} == {"go": 30, "kotlin": 30}
