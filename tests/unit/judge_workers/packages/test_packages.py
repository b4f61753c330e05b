"""Problem packages, read and judged for real: each kind the format has."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.packages import FOLDER, LABELS
from judge_workers.authoring.session import PackageSession
from judge_workers.packages import expectations, read, submission
from judge_workers.sandbox import make
from judge_workers.sandbox.box import BoxError
from realtime.languages import CATALOGUE
from realtime.runtime.errors import Invalid, NotFound
from tests.conftest import ROOT
from tests.workers import judge_slot

SLOT = judge_slot(40)
ECHO = "print(input())"
VALIDATOR_H = "#include <fstream>\n#include <iostream>\n#include <string>\ninline int yes() { return 42; }\n"
SAME_SUM = """
#include "validate.h"
int main(int argc, char **argv) {  // any two numbers with the sum that the input names
    std::ifstream in(argv[1]);
    long want, a, b;
    std::string more;
    in >> want;
    std::ofstream(std::string(argv[3]) + "judgemessage.txt") << "argument " << (argc > 4 ? argv[4] : "none");
    return std::cin >> a >> b && !(std::cin >> more) && a + b == want ? yes() : 43;
}
"""
GUESS = """
import sys
secret = int(open(sys.argv[1]).read())
for _ in range(12):
    line = sys.stdin.readline()
    if not line.strip().isdigit():
        sys.exit(43)
    guess = int(line)
    print("=" if guess == secret else "<" if secret < guess else ">", flush=True)
    if guess == secret:
        sys.exit(42)
sys.exit(43)
"""
BISECT = """
low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    match input():
        case "=": break
        case "<": high = middle - 1
        case _: low = middle + 1
"""
TWICE = """
import os, sys
said, feedback = sys.stdin.read().split(), sys.argv[3]
given = open(sys.argv[1]).read().split()
note = feedback + "note.txt"
if not os.path.exists(note):
    open(note, "w").write(said[0])
    open(feedback + "nextpass.in", "w").write("decode " + said[0] + "\\n")
    sys.exit(42)
assert given[0] == "decode"
sys.exit(42 if said == open(sys.argv[2]).read().split() else 43)
"""
CODER = """
mode, word = input().split()
print("".join(chr((ord(c) - 97 + (1 if mode == "encode" else 25)) % 26 + 97) for c in word))
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if name.endswith(("/build", "/run")):
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True, scope="module")
def sandboxed(cache: Path) -> Iterator[None]:
    try:
        make("namespaces", cache).box(SLOT, CATALOGUE["c"]).close()
    except BoxError as error:
        pytest.skip(f"SKIPPED: no sandbox on this machine: {error.message}")
    yield


def judged(folder: Path, cache: Path, source: str, name: str = "a.py", **options: bool) -> Any:
    """The judgement of a program."""
    path = write(folder / "tried", {name: source}) / name
    with PackageSession(read(folder), make("namespaces", cache), cache, slot=SLOT) as session:
        session.find_time_limit()
        return session.judge(path, **options)[1]


BASIC = {
    "problem.yaml": "name: Echo\nlimits:\n  memory: 64\n",
    ".timelimit": "1",
    "data/sample/1.in": "a\n",
    "data/sample/1.ans": "a\n",
    "data/secret/2.in": "B\n",
    "data/secret/2.ans": "b\n",
    "data/secret/10.in": "c\n",
    "data/secret/10.ans": "d\n",
}


def test_a_plain_problem(tmp_path: Path, cache: Path) -> None:
    problem = read(write(tmp_path, BASIC))
    assert [test.name for test in problem.package.tests] == ["sample/1", "secret/10", "secret/2"]
    assert (problem.about.name, problem.package.memory_limit, problem.package.time_limit_ms) == ("Echo", 64 * 2**20, 1000)
    judgement = judged(tmp_path, cache, ECHO)
    assert (judgement.verdict, [test.verdict for test in judgement.tests]) == ("WA", ["AC", "WA"])
    assert [test.verdict for test in judged(tmp_path, cache, ECHO, run_all_tests=True).tests] == ["AC", "WA", "AC"]


@pytest.mark.parametrize("place", ["output_validators/sum", "output_validators", "output_validator"])
def test_a_validator_of_its_own(tmp_path: Path, cache: Path, place: str) -> None:
    files = {
        "problem.yaml": "name: Sum\nvalidation: custom\nvalidator_flags: loud\n",
        "domjudge-problem.ini": "timelimit='1'\n",
        f"{place}/validate.cpp": SAME_SUM,
        f"{place}/validate.h": VALIDATOR_H,
        "data/secret/1.in": "10\n",
        "data/secret/1.ans": "",
    }
    write(tmp_path, files)
    good = judged(tmp_path, cache, "print(3, int(input()) - 3)")
    assert (good.verdict, good.tests[0].message) == ("AC", "argument loud")
    assert judged(tmp_path, cache, "print(3, 3)").verdict == "WA"
    assert judged(tmp_path, cache, "print(3, 7, 0)").verdict == "WA"


def test_a_validator_that_is_built_by_a_script(tmp_path: Path, cache: Path) -> None:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\nname: Any\nlimits:\n  time_limit: 1\n",
        "output_validator/build": "#!/bin/sh\necho 'exit 42' > judge.sh\nprintf '#!/bin/sh\\n. ./judge.sh\\n' > run\nchmod +x run\n",
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "2\n",
    }
    assert judged(write(tmp_path, files), cache, "print('whatever')").verdict == "AC"


def test_an_interactive_problem(tmp_path: Path, cache: Path) -> None:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\ntype: interactive\nname: Guess\nlimits:\n  time_limit: 1\n",
        "output_validator/guess.py": GUESS,
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "",
        "data/secret/2.in": "777\n",
        "data/secret/2.ans": "",
    }
    write(tmp_path, files)
    assert judged(tmp_path, cache, BISECT).verdict == "AC"
    assert judged(tmp_path, cache, "while True: print(5, flush=True); input()").verdict == "WA"
    assert judged(tmp_path, cache, "import sys\nprint(500)\nsys.stdin.readline()").verdict == "TLE"  # says nothing before it waits
    assert judged(tmp_path, cache, "print(500, flush=True); input(); 1 / 0").verdict == "RTE"
    assert judged(tmp_path, cache, BISECT + "\nimport sys; sys.exit(3)").verdict == "RTE"
    assert judged(tmp_path, cache, BISECT + "\nwhile True: pass").verdict == "TLE"
    assert judged(tmp_path, cache, "pass").verdict == "WA"


def test_a_problem_of_two_passes(tmp_path: Path, cache: Path) -> None:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\ntype: multi-pass\nname: Code\nlimits:\n  time_limit: 1\n",
        "output_validator/twice.py": TWICE,
        "data/secret/1.in": "encode hello\n",
        "data/secret/1.ans": "hello\n",
    }
    write(tmp_path, files)
    assert judged(tmp_path, cache, CODER).verdict == "AC"
    assert judged(tmp_path, cache, CODER.replace("25", "1")).verdict == "WA"
    assert judged(tmp_path, cache, "mode, word = input().split()\nassert mode == 'encode'\nprint(word)").verdict == "RTE"


def test_scores_by_the_flags_of_groups(tmp_path: Path, cache: Path) -> None:
    """Legacy."""
    files = {
        "problem.yaml": "name: Score\ntype: scoring\nlimits:\n  memory: 64\n",
        ".timelimit": "1",
        "data/testdata.yaml": "on_reject: continue\ngrader_flags: ignore_sample\n",
        "data/sample/1.in": "1",
        "data/sample/1.ans": "1",
        "data/secret/testdata.yaml": "grader_flags: first_error accept_if_any_accepted\n",
        **{
            f"data/secret/{g}/testdata.yaml": f"on_reject: break\naccept_score: {s}\ngrader_flags: min\n" for g, s in (("a", 30), ("b", 70))
        },
        **{f"data/secret/{g}/{n}.{e}": text for g, n, text in (("a", 1, "2"), ("a", 2, "3"), ("b", 1, "400")) for e in ("in", "ans")},
    }
    write(tmp_path, files)
    assert (judged(tmp_path, cache, ECHO).verdict, judged(tmp_path, cache, ECHO).score) == ("AC", 100.0)
    some = judged(tmp_path, cache, "n = int(input()); print(n if n < 100 else 0)")
    assert (some.verdict, some.score) == ("AC", 30.0)
    none = judged(tmp_path, cache, "print(0)")
    assert (none.verdict, none.score) == ("WA", 0.0)


def test_scores_by_test_groups(tmp_path: Path, cache: Path) -> None:
    """2023-07 and later."""
    scorer = (
        "import sys\nn = int(sys.stdin.read())\nif sys.argv[4:] == ['half']:\n"
        "    open(sys.argv[3] + 'score_multiplier.txt', 'w').write('0.5')\nsys.exit(42 if n == int(open(sys.argv[2]).read()) else 43)"
    )
    files = {
        "problem.yaml": "problem_format_version: 2023-07\ntype: scoring\nname: Score\nlimits:\n  time_limit: 1\n",
        "output_validator/score.py": scorer,
        "data/secret/a/test_group.yaml": "max_score: 40\nscore_aggregation: pass-fail\n",
        "data/secret/b/test_group.yaml": "max_score: 60\nscore_aggregation: sum\nrequire_pass: [secret/a]\n",
        "data/secret/b/2.yaml": "output_validator_args: [half]\n",
        **{f"data/secret/{g}/{n}.{e}": text for g, n, text in (("a", 1, "2"), ("b", 1, "3"), ("b", 2, "4")) for e in ("in", "ans")},
    }
    write(tmp_path, files)
    assert judged(tmp_path, cache, ECHO).score == 40 + 30 + 15
    assert judged(tmp_path, cache, "n = int(input()); print(0 if n == 3 else n)").score == 40 + 15
    assert judged(tmp_path, cache, "n = int(input()); print(0 if n == 2 else n)").score == 0


def test_how_a_group_counts_is_not_inherited(tmp_path: Path) -> None:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\ntype: scoring\nname: Score\nlimits:\n  time_limit: 1\n",
        "data/secret/test_group.yaml": "score_aggregation: min\noutput_validator_args: [case_sensitive]\n",
        "data/secret/a/test_group.yaml": "max_score: 40\n",
        "data/secret/a/1.in": "",
        "data/secret/a/1.ans": "",
    }
    package = read(write(tmp_path, files)).package
    groups = {group.name: (group.scores, group.max_score) for group in package.groups}
    assert (groups["secret"], groups["secret/a"]) == (("min", 100.0), ("all", 40.0))
    assert package.tests[0].validator_args == ("case_sensitive",)  # what is for tests is


def test_the_time_limit_comes_from_accepted_submissions(tmp_path: Path, cache: Path) -> None:
    write(tmp_path, {**BASIC, "data/secret/10.ans": "c\n", "submissions/accepted/a.py": ECHO})
    (tmp_path / ".timelimit").unlink()
    with PackageSession(read(tmp_path), make("namespaces", cache), cache, slot=SLOT) as session:
        assert session.find_time_limit() == 1.0
    (tmp_path / "submissions/accepted/a.py").unlink()
    with PackageSession(read(tmp_path), make("namespaces", cache), cache, slot=SLOT) as session, pytest.raises(Invalid, match="time limit"):
        session.find_time_limit()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"problem.yaml": "name: [\n"}, "problem.yaml"),
        ({"problem.yaml": "name: x\ntype: riddle\n"}, "riddle"),
        ({"problem.yaml": "name: x\nlimits:\n  memory: lots\n"}, "limits.memory"),
        ({"problem.yaml": "problem_format_version: 2025-09\nname: x\nlimits: {time_multipliers: 2}\n"}, "time_multipliers must be a map"),
        (
            {"problem.yaml": "problem_format_version: 2025-09\nname: x\nlimits: {time_multipliers: {ac_to_time_limit: x}}\n"},
            "ac_to_time_limit",
        ),
        ({"problem.yaml": "name: x\nvalidation: custom\n"}, "validator"),
        ({"problem.yaml": "name: x\nvalidator_flags: fuzzy\n"}, "fuzzy"),
        ({"data/secret/3.in": "1\n"}, "3.ans"),
        ({"data/secret/testdata.yaml": "grader_flags: best\n"}, "best"),
        ({"data/secret/testdata.yaml": "grading: custom\n"}, "graders"),
        ({"output_validators/a/v.py": "", "output_validators/b/v.py": "", "problem.yaml": "validation: custom\n"}, "2 validators"),
    ],
)
def test_packages_that_are_wrong_are_told_so(tmp_path: Path, files: dict[str, str], words: str) -> None:
    write(tmp_path, {**BASIC, **files})
    with pytest.raises(Invalid, match=words):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: x\nlimits:\n  time_limitt: 1\n", r"unknown key limits\.time_limitt; did you mean limits\.time_limit\?"),
        ("nam: x\n", r"unknown key nam; did you mean name\?"),
        ("name: x\nzzz: 1\n", "unknown key zzz$"),
        ("name: x\n1: x\n", "unknown key 1$"),
        ("name: x\nlimits:\n  time_multipliers: {}\n", "time_multipliers is a key of version 2023-07 and later, the package is of legacy"),
        ("problem_format_version: 2025-09\nname: x\nlimits:\n  time_multiplier: 3\n", "time_multiplier is a key of version legacy"),
        (
            "problem_format_version: 2025-09\nname: x\nlimits:\n  time_multipliers: {ac_to_timelimit: 3}\n",
            r"did you mean limits\.time_multipliers\.ac_to_time_limit\?",
        ),
        ("problem_format_version: 2025-09\nname: x\ncredits: {author: y}\n", r"did you mean credits\.authors\?"),
        ("name: x\ntype: scoring\ngrading: {objectiv: max}\n", r"did you mean grading\.objective\?"),
    ],
)
def test_keys_that_the_format_does_not_define(tmp_path: Path, text: str, words: str) -> None:
    folder = write(tmp_path, {**BASIC, "problem.yaml": text})
    with pytest.raises(Invalid, match=words):
        read(folder)
    assert len(read(folder, strict=False).about.unknown_keys) == 1


def test_all_keys_of_the_format_are_known(tmp_path: Path) -> None:
    legacy = """
name: x
problem_format_version: legacy
type: pass-fail
uuid: u
author: A
source: S
source_url: "https://example.org"
license: cc by
rights_owner: R
limits: {time_multiplier: 5, time_safety_margin: 2, memory: 64, output: 8, code: 128, compilation_time: 60, compilation_memory: 2048,
         validation_time: 60, validation_memory: 2048, validation_output: 8}
validation: default
validator_flags: case_sensitive
grading: {objective: max, show_test_data_groups: true}
keywords: a b
"""
    later = """
name: {en: x}
problem_format_version: 2025-09
type: [pass-fail]
uuid: u
version: "1"
credits: {authors: A, contributors: [B], testers: [{name: C, email: c@example.org}], translators: {da: D}, packagers: E, acknowledgements: F}
source: [{name: S, url: "https://example.org"}]
license: cc by
rights_owner: R
embargo_until: 2030-01-01
limits: {time_multipliers: {ac_to_time_limit: 2.0, time_limit_to_tle: 1.5}, time_limit: 1, time_resolution: 1.0, memory: 64, output: 8,
         code: 128, compilation_time: 60, compilation_memory: 2048, validation_time: 60, validation_memory: 2048, validation_output: 8}
keywords: [a, b]
languages: all
allow_file_writing: false
constants: {n: 5}
"""
    for text in (legacy, later):
        assert read(write(tmp_path, {**BASIC, "problem.yaml": text})).about.unknown_keys == ()


@pytest.mark.parametrize("slug", LABELS)
def test_the_demo_s_problems_are_packages(slug: str) -> None:
    assert read(FOLDER / slug).has_time_limit


def test_a_package_with_keys_of_another_judge_can_be_judged_with_but_not_verified(tmp_path: Path) -> None:
    write(tmp_path, {**BASIC, "problem.yaml": "name: Echo\nlimits:\n  time_limitt: 1\n", "a.py": ECHO})
    said = "problem.yaml: unknown key limits.time_limitt; did you mean limits.time_limit?"
    judge = [sys.executable, "-m", "deploy", "judge", str(tmp_path), str(tmp_path / "a.py")]
    done = subprocess.run(judge, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, f"warning: {said}\n"), done.stdout
    verify = [sys.executable, "-m", "deploy", "problem", "verify", str(tmp_path)]
    done = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert said in done.stderr


def test_what_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        read(tmp_path / "nothing")
    with pytest.raises(NotFound, match="no problem package"):
        read(tmp_path)


SUM_JAVA = {
    "p/Helper.java": "package p;\npublic class Helper { public static int two() { return 2; } }",
    "p/Begin.java": 'package p;\n// static void main(\npublic class Begin { public static void main(String... a) { System.out.println("a"); } }',
}


@pytest.mark.parametrize(
    ("files", "language", "main"),
    [
        ({"a.c": "int main(void) {}", "b.h": ""}, "c", "a.c"),
        ({"a.c": "", "b.cc": ""}, "cpp", "a.c"),
        ({"main.py": "", "other.py": ""}, "python3", "main.py"),
        ({"b.py": "", "notes.txt": ""}, "python3", "b.py"),
        (SUM_JAVA, "java", "p.Begin"),
        ({"X.java": "class A { interface B { } } class C { static void main(String[] a) { } }"}, "java", "C"),
        ({"my-prog.kt": "fun main() { }"}, "kotlin", "My_progKt"),
    ],
)
def test_programs_of_many_files(tmp_path: Path, files: dict[str, str], language: str, main: str) -> None:
    found = submission(write(tmp_path, files))
    assert (found.language.id, found.main) == (language, main)


@pytest.mark.parametrize("files", [{"a.py": "", "b.java": ""}, {"readme.txt": ""}, {"a.py": "#!/usr/bin/python2\n"}])
def test_programs_of_no_single_language(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(Invalid, match="language"):
        submission(write(tmp_path, files))


def test_java_in_packages_and_shared_files_run(tmp_path: Path, cache: Path) -> None:
    write(
        tmp_path,
        {**BASIC, "data/secret/2.in": "a", "data/secret/2.ans": "a", "data/secret/10.ans": "a", "include/python3/lib.py": "A = 'a'"},
    )
    with PackageSession(read(tmp_path), make("namespaces", cache), cache, slot=SLOT) as session:
        assert session.judge(write(tmp_path / "j", SUM_JAVA))[1].verdict == "AC"
        path = write(tmp_path / "py", {"x.py": "import lib\nprint(lib.A)"})
        assert session.judge(path / "x.py")[1].verdict == "AC"


def test_what_a_package_expects_of_its_examples(tmp_path: Path, cache: Path) -> None:
    files = {
        **BASIC,
        "data/secret/10.ans": "c\n",
        "submissions/accepted/good.py": ECHO,
        "submissions/accepted/bad.py": "print('a')",
        "submissions/wrong_answer/wrong.py": "print('a')",
        "submissions/wrong_answer/right.py": ECHO,
        "submissions/run_time_error/dies.py": "1 / 0",
        "submissions/time_limit_exceeded/slow.py": "while True: pass",
        "submissions/mixed/tagged.py": "# @EXPECTED_RESULTS@: RUN-ERROR, WRONG-ANSWER\nprint(1 / 0)",
        "submissions/mixed/broken.py": "# @EXPECTED_RESULTS@: COMPILER-ERROR\nprint(",
        "submissions/mine/some.py": "print('a')",
        "submissions/submissions.yaml": "mine/*.py:\n  sample: {permitted: [AC]}\n  secret: {permitted: [AC, WA], required: [WA]}\n",
    }
    write(tmp_path, files)
    command = [sys.executable, "-m", "deploy", "problem", "verify", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found = {report["submission"].removeprefix("submissions/"): report["good"] for report in json.loads(done.stdout)}
    wrong = {"accepted/bad.py", "wrong_answer/right.py"}
    assert {name for name, good in found.items() if not good} == wrong, done.stderr
    assert (len(found), done.returncode) == (9, 1)
    assert [expectation.scope for expectation in expectations(tmp_path, tmp_path / "submissions/mine/some.py")] == ["sample", "secret"]


def test_the_command_checks_inputs_with_the_validators_of_the_package(tmp_path: Path) -> None:
    short = "import sys\nsys.exit(42 if len(sys.stdin.read()) <= 2 else print('too long') or 1)"
    files = {**BASIC, "data/secret/10.in": "long\n", "data/secret/10.ans": "long\n", "input_validators/short.py": short}
    write(tmp_path, files | {"submissions/accepted/a.py": ECHO})
    command = [sys.executable, "-m", "deploy", "problem", "verify", str(tmp_path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    checked, judged = json.loads(done.stdout)
    assert (checked["input_validator"], checked["good"], judged["good"]) == ("short.py", False, True), done.stderr
    assert [fault for fault in checked["faults"] if "secret/10" in fault] == ["secret/10: too long"]
    assert done.returncode == 1


def test_the_command_judges_without_a_platform(tmp_path: Path) -> None:
    write(tmp_path, {**BASIC, "data/secret/10.ans": "c\n", "a.py": ECHO, "b.c": "int main(void) { return 1; }", "c.weird": ""})
    command = [
        sys.executable,
        "-m",
        "deploy",
        "judge",
        str(tmp_path),
        *(str(tmp_path / name) for name in ("a.py", "b.c", "c.weird")),
        "--json",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(report["language"], report["verdict"]) for report in found] == [("python3", "AC"), ("c", "RTE"), ("", "JE")]
    assert set(found[0]) >= {"submission", "language", "verdict", "score", "time", "memory", "tests"}
    assert [test["verdict"] for test in found[0]["tests"]] == ["AC", "AC", "AC"]
    assert 2**20 < found[0]["memory"] < 2**26
    done = subprocess.run([*command[:4], str(tmp_path / "nothing"), "x"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "no folder" in done.stderr) == (2, True)
