"""Languages of programs that come without one: told by sure signs, else asked for; in bounded time."""

from __future__ import annotations

import time

import pytest

from core_api.domains.submissions.detection import LOOKED_AT, SIGNS, by_content, detected
from realtime.languages import LANGUAGES
from realtime.runtime.errors import Invalid
from tests.unit.judge_workers.evaluation.test_judge import SAYS_HELLO

SOURCES = {
    "python3": [
        "print(sum(map(int, input().split())))",
        "import sys\nfor line in sys.stdin:\n    print(line)",
        "def f(x):\n    return x\n",
    ],
    "cpp": ["#include <iostream>\nint main() {}", "#include <stdio.h>\n#include <vector>\nint main() {}", "#include <bits/stdc++.h>"],
    "java": ["import java.util.*;\npublic class Main {\n  public static void main(String[] args) {}\n}"],
    "kotlin": ["import java.util.Scanner\nfun main() {\n  println(readln())\n}"],
    "csharp": ["using System;\nclass P { static void Main() { Console.WriteLine(1); } }"],
    "go": ['package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println(1)\n}'],
    "rust": ["use std::io;\nfn main() {\n}"],
    "javascript": ["const lines = require('fs').readFileSync(0, 'utf8').split('\\n');\nconsole.log(lines.length)"],
}


def refused(names: list[str], content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        detected(names, content)
    assert caught.value.field == "language"
    return caught.value.message


@pytest.mark.parametrize(("language", "source"), [(id, source) for id, held in SOURCES.items() for source in held])
def test_a_sure_sign_tells_the_language(language: str, source: str) -> None:
    assert detected([], source.encode()).id == language
    assert detected(["solution"], source.encode()).id == language


@pytest.mark.parametrize("language", [id for id in LANGUAGES if id in SAYS_HELLO])
def test_no_program_is_taken_for_one_of_another_language(language: str) -> None:
    assert set(by_content(SAYS_HELLO[language])) <= {language, "cpp" if language in ("c", "cpp17") else language}


def test_names_go_before_contents() -> None:
    assert detected(["a.rs"], b"#include <iostream>").id == "rust"
    assert detected(["a.c", "b.cpp", "c.h", "notes.txt"], b"").id == "cpp"


def test_in_doubt_the_candidates_are_named() -> None:
    assert "c or cpp" in refused([], b"#include <stdio.h>\nint main(void) { return 0; }")
    assert "cpp or python3" in refused([], b"import sys\n#include <vector>\n").replace("python3 or cpp", "cpp or python3")
    assert "java or python3" in refused(["a.java", "b.py"], b"")
    assert "nothing tells it" in refused([], b"42")
    assert "nothing tells it" in refused(["a", "b"], b"#include <vector>")


def test_languages_of_packages_are_not_offered() -> None:
    assert "Haskell" in refused(["a.hs"], b"main = print 1")


def test_every_sign_is_of_a_language_of_contestants() -> None:
    assert set(SIGNS) <= set(LANGUAGES)


@pytest.mark.parametrize(
    "part", ["for ", "for a in ", "if ", "\n", " ", "#", "import ", "import sys ", "static ", "def f(", "java.", "(", ":"]
)
def test_no_text_takes_long(part: str) -> None:
    text = part * (LOOKED_AT // len(part))
    began = time.process_time()
    by_content(text)
    assert time.process_time() - began < 1.0
