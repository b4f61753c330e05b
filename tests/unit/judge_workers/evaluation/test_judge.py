"""Judging in the real sandbox: the demo's example programs, the other runner, and programs that mean harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.packages import DemoProblem, Program, load
from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from judge_workers.sandbox.limits import MIB
from judge_workers.sandbox.namespaces import Namespaces
from realtime.languages import CATALOGUE, LANGUAGES
from realtime.storage.judgements import Judgement
from realtime.storage.packages import Case, Package
from tests.conftest import ROOT
from tests.judging import real_judge
from tests.workers import judge_slot

PROGRAMS = [(problem, program) for problem in load() for program in problem.programs]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("judge")


@pytest.fixture(scope="module", params=sandbox.KINDS)
def judge(request: pytest.FixtureRequest, cache: Path) -> Iterator[Judge]:
    """On both launchers."""
    with real_judge(cache, request.param) as made:
        yield made


@pytest.fixture(scope="module")
def fallback(cache: Path) -> Iterator[Judge]:
    made = Judge(judge_slot(21), Namespaces(cache, native=False), ArtefactCache(cache / "fallback"))
    yield made
    made.close()


def package(problem: DemoProblem) -> Package:
    body, checker = problem.body, problem.body["checker"]
    tests = tuple(Case(t["input"].encode(), t["answer"].encode(), t["sample"]) for t in body["tests"])
    return Package(
        problem.id,
        1,
        round(body["time_limit"] * 1000),
        body["memory_limit"] * MIB,
        body["output_limit"] * MIB,
        checker["kind"],
        checker.get("tolerance", 1e-6),
        checker.get("source", ""),
        tests,
    )


def run(judge: Judge, language: str, source: str, tests: tuple[Case, ...] = (Case(b"", b"", True),), limit_ms: int = 1000) -> Judgement:
    if language not in judge.sandbox.available():
        pytest.skip(f"the sandbox has no {language}")
    simple = Package("p", 1, limit_ms, 64 * MIB, MIB, "tokens", 1e-6, "", tests)
    return judge.judge(from_source(language, source.encode()), simple)


@pytest.mark.parametrize(("problem", "program"), PROGRAMS, ids=[program.name for _, program in PROGRAMS])
def test_example_programs_get_the_verdict_they_deserve(judge: Judge, problem: DemoProblem, program: Program) -> None:
    if program.language not in judge.sandbox.available():
        pytest.skip(f"the sandbox has no {program.language}")
    judgement = judge.judge(from_source(program.language, program.source.encode()), package(problem))
    assert judgement.verdict == program.verdict, judgement


def test_every_verdict_has_an_example() -> None:
    assert {program.verdict for _, program in PROGRAMS} == {"AC", "WA", "TLE", "MLE", "RTE", "CE", "OLE", "PE"}


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("print(1)", "AC"),
        ("print(2)", "WA"),
        ("while 1: pass", "TLE"),
        ("x = bytearray(10**9)", "MLE"),
        ("1 / 0", "RTE"),
        ("print('x' * 10**7)", "OLE"),
        ("print(", "CE"),
    ],
)
def test_the_runner_in_python_says_the_same(fallback: Judge, source: str, verdict: str) -> None:
    assert run(fallback, "python3", source, (Case(b"", b"1\n", True),)).verdict == verdict


HOSTILE = {
    "fork bomb": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", {"TLE", "MLE", "RTE"}),
    "memory in many processes": (
        "import os\nfor _ in range(6): os.fork()\nx = bytearray(30 * 2**20)\nimport time; time.sleep(0.5)\nprint('done')",
        {"MLE", "RTE", "WA"},
    ),
    "sleep": ("import time; time.sleep(100)", {"TLE"}),
    "endless output": ("while True: print('y' * 4096)", {"OLE"}),
    "disk filler": ("f = open('/tmp/x', 'wb')\nwhile True: f.write(b'0' * 2**20)", {"OLE", "RTE"}),
    "signals ignored": (
        "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass",
        {"TLE"},
    ),
    "children that outlive it": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True: pass\n    os._exit(0)\nos.wait()\ntime.sleep(3)",
        {"TLE"},
    ),
    "many small files": ("n = 0\nwhile True:\n    open(f'/tmp/{n}', 'w').write('x')\n    n += 1", {"RTE", "TLE", "MLE"}),
    "many threads": ("import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,)).start()", {"RTE", "TLE", "MLE"}),
    "deep folders": ("import os\nos.chdir('/tmp')\nwhile True:\n    os.mkdir('d')\n    os.chdir('d')", {"RTE", "TLE", "MLE"}),
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", {"TLE"}),
    "endless error output": ("import sys\nwhile True:\n    try: sys.stderr.write('y' * 4096)\n    except OSError: pass", {"TLE"}),
    "kill everybody": ("import os, signal\nos.kill(-1, signal.SIGKILL)\nprint('alive')", {"WA", "RTE"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_programs_are_contained_and_the_next_one_is_judged(judge: Judge, name: str) -> None:
    source, verdicts = HOSTILE[name]
    assert run(judge, "python3", source).verdict in verdicts
    assert run(judge, "python3", "print(1)", (Case(b"", b"1\n", True),)).verdict == "AC"


FORBIDDEN = {
    "network": "import socket; socket.socket()",
    "unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "other files": "open('/etc/shadow')",
    "this project": f"open({str(ROOT / 'pyproject.toml')!r})",
    "write to the system": "open('/usr/bin/x', 'w')",
    "write beside itself": "open('/box/x', 'w')",
    "environment of process 1": "open('/proc/1/environ').read()",
    "memory of process 1": "open('/proc/1/mem', 'rb').read(1)",
    "descriptors of process 1": "import os; os.listdir('/proc/1/fd')",
    "vsock": "import socket; socket.socket(40, socket.SOCK_STREAM)",
    "netlink": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "raw packets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "tests and answers": "import os; assert [f for f in os.listdir('/box') if f != 'main.py']",
    "the judge's socket": "import os; assert [f for f in os.listdir('/podium')]",
    "a link out of the box": "import os; os.symlink('/etc/shadow', '/tmp/x'); open('/tmp/x')",
    "kernel keys": "import ctypes\nassert ctypes.CDLL(None).syscall(250, 0, -3, 0) >= 0",
    "bpf": "import ctypes\nassert ctypes.CDLL(None).syscall(321, 0, 0, 0) >= 0",
    "io_uring": "import ctypes\nassert ctypes.CDLL(None).syscall(425, 8, ctypes.create_string_buffer(256)) >= 0",
    "userfaultfd": "import ctypes\nassert ctypes.CDLL(None).syscall(323, 0) >= 0",
    "perf events": "import ctypes\nassert ctypes.CDLL(None).syscall(298, ctypes.create_string_buffer(128), 0, -1, -1, 0) >= 0",
    "a set-user-id program": "import subprocess; assert subprocess.run(['/bin/su', '-c', 'id'], input=b'').returncode == 0",
    "devices": "import os; os.mknod('/tmp/d', 0o600 | 0o60000, os.makedev(8, 0))",
    "the clock": "import time; time.clock_settime(time.CLOCK_REALTIME, 0)",
    "ptrace": "import ctypes\nassert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "a new user namespace": "import ctypes\nassert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "mount": "import ctypes\nassert ctypes.CDLL(None).mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "become root": "import os; os.setuid(0)",
    "shared memory that outlives it": "import ctypes\nassert ctypes.CDLL(None).shmget(4711, 1 << 20, 0o1666) >= 0",
    "another core": "import os\nos.sched_setaffinity(0, range(os.cpu_count() or 1))",
    "the CPU clock of process 1": "import time; time.clock_gettime(~1 << 3 | 2)",
    "leaked descriptors": "import os\nassert not [fd for fd in range(3, 256) if os.path.exists(f'/proc/self/fd/{fd}')] == []",
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_a_program_may_not_do(judge: Judge, name: str) -> None:
    judgement = run(judge, "python3", FORBIDDEN[name])
    assert judgement.verdict == "RTE", judgement


def test_children_that_nobody_waits_for_cost_their_time(judge: Judge) -> None:
    if not judge.box(CATALOGUE["python3"]).has_group:
        pytest.skip("needs a control group")
    source = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
ended, held_by_child = os.pipe()
if not os.fork():
    while time.process_time() < 1.2: pass
    os._exit(0)
os.close(held_by_child)
os.read(ended, 1)
print(1)
"""
    result = run(judge, "python3", source, (Case(b"", b"1\n", True),)).tests[0]
    assert (result.verdict, result.cpu > 1.1) == ("TLE", True), result


def test_a_signal_without_a_name_is_a_run_time_error(judge: Judge) -> None:
    judgement = run(judge, "python3", "import os; os.kill(os.getpid(), 40)")
    assert (judgement.verdict, judgement.tests[0].message) == ("RTE", "signal 40")


def test_nothing_is_left_for_the_next_submission(judge: Judge) -> None:
    leave = "import os\nopen('/tmp/note', 'w').write('x')\nos.system('sleep 1000 &')"
    look = "import os\nprint(sorted(os.listdir('/tmp')), len([p for p in os.listdir('/proc') if p.isdigit() and p != '1']))"
    run(judge, "python3", leave)
    seen = run(judge, "python3", look, (Case(b"", b"[] 1\n", True),))
    assert seen.verdict == "AC", seen


def test_counters_do_not_tell_what_was_run_before(judge: Judge) -> None:
    if judge.sandbox.name == "docker":
        pytest.skip("a container may neither restart its process numbers nor hide process 1: see docs/adr/0003-sandbox.md")
    many = "import os\nfor _ in range(int(input())):\n    if not os.fork(): os._exit(0)\n    os.wait()"
    look = "import os\nprint(os.getpid(), os.path.exists('/proc/1'))"
    for count in (b"3", b"40"):
        run(judge, "python3", many, (Case(count, b"", True),))
        seen = run(judge, "python3", look, (Case(b"", b"2 False\n", True),))
        assert seen.verdict == "AC", seen


def test_the_compiler_sees_nothing_of_the_host(judge: Judge) -> None:
    judgement = run(judge, "c", '#include "/etc/shadow"\nint main(void) { return 0; }')
    assert judgement.verdict == "CE"
    assert "root:" not in judgement.compile_log


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("c", '#include "/proc/1/environ"\nint main(void) { return 0; }'),
        ("c", '#include "/dev/zero"\nint main(void) { return 0; }'),
        ("cpp", "template <int N> struct A { A<N + 1> a; };\nint main() { A<0> a; }"),
        ("c", "char a[1 << 30] = {1}; char b[1 << 30] = {1};\nint main(void) { return 0; }"),
    ],
)
def test_compile_bombs_and_spies(judge: Judge, language: str, source: str) -> None:
    simple = Package("p", 1, 1000, 64 * MIB, MIB, "tokens", 1e-6, "", (Case(b"", b"", True),), compile_seconds=5, compile_memory=512 * MIB)
    judgement = judge.judge(from_source(language, source.encode()), simple)
    assert judgement.verdict == "CE"
    assert len(judgement.compile_log) < 20_000
    assert "PATH=" not in judgement.compile_log


SAYS_HELLO = {
    "c": '#include <stdio.h>\nint main(void) { puts("hello"); }',
    "cpp": '#include <iostream>\n#include <ranges>\nint main() { std::cout << "hello\\n"; }',
    "cpp17": '#include <iostream>\nint main() { if (auto n = 1; n) std::cout << "hello\\n"; }',
    "python3": "print('hello')",
    "java": 'public class Main { public static void main(String[] a) { System.out.println("hello"); } }',
    "javascript": "console.log('hello')",
    "go": 'package main\nimport "fmt"\nfunc main() { fmt.Println("hello") }',
    "rust": 'fn main() { println!("hello"); }',
    "kotlin": 'fun main() { println("hello") }',
    "csharp": 'class Hello { static void Main() { System.Console.WriteLine("hello"); } }',
    "perl": 'print "hello\\n";',
    "sh": "echo hello",
}


def test_every_language_of_contestants_has_a_program_here() -> None:
    assert LANGUAGES.keys() <= SAYS_HELLO.keys()


@pytest.mark.parametrize("language", SAYS_HELLO)
def test_every_language_says_hello(judge: Judge, language: str) -> None:
    tests = (Case(b"", b"hello\n", True), Case(b"x", b"hello\n", False))
    simple = Package("p", 1, 3000, 256 * MIB, MIB, "exact", 0.0, "", tests)
    if language not in judge.sandbox.available():
        pytest.skip(f"the sandbox has no {language}")
    judgement = judge.judge(from_source(language, SAYS_HELLO[language].encode()), simple)
    assert (judgement.verdict, len(judgement.tests)) == ("AC", 2), judgement


def test_near_the_limit_it_is_run_again(judge: Judge) -> None:
    source = "#include <time.h>\nint main(void) { while (clock() < CLOCKS_PER_SEC * 0.47); return 0; }"
    result = run(judge, "c", source, limit_ms=500).tests[0]
    assert (result.verdict, result.runs) == ("AC", 2), result
    result = run(judge, "c", source, limit_ms=400).tests[0]
    assert (result.verdict, result.runs) == ("TLE", 1), result


def test_measured_time_and_memory_are_true(judge: Judge) -> None:
    source = "#include <stdlib.h>\n#include <string.h>\n#include <time.h>\nint main(void) { char *p = malloc(20 << 20); memset(p, 1, 20 << 20); while (clock() < CLOCKS_PER_SEC / 5) p[rand() % 1000]++; return 0; }"
    result = run(judge, "c", source).tests[0]
    assert result.verdict == "AC"
    assert 0.19 < result.cpu < 0.24
    assert 20 * MIB <= result.memory < 22 * MIB


def test_a_sandbox_without_root(cache: Path, tmp_path: Path) -> None:
    """As an ordinary user, in a user namespace."""
    python = Path("/usr/bin/python3")
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("needs root, to become somebody else")
    if not python.exists() or f"python{sys.version_info[0]}.{sys.version_info[1]}" != python.resolve().name:
        pytest.skip("needs the system's own Python of this version, which anybody may read")
    script = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[3]]
from pathlib import Path
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from judge_workers.sandbox.namespaces import Namespaces
from realtime.storage.packages import Package, Case
judge = Judge(1, Namespaces(Path(sys.argv[2])), ArtefactCache(Path(sys.argv[2])))
tests = (Case(b"", b"1\\n", True), Case(b"x", b"1\\n", True))
for source in (b"print(1)", b"import os; print(os.getuid())", b"open('/box/main.py', 'a').write('1'); print(1)", b"import socket; socket.socket()"):
    print(judge.judge(from_source("python3", source), Package("p", 1, 1000, 2**26, 2**20, "tokens", 0.0, "", tests)).verdict)
judge.close()
"""
    its_folder = Path(tempfile.mkdtemp(prefix="podium-test-", dir="/var/tmp"))  # pytest's own folders are closed to it
    os.chown(its_folder, 65534, 65534)
    try:
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(python), "-c", script]
        command += [str(ROOT), str(its_folder), sysconfig.get_paths()["purelib"]]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    finally:
        shutil.rmtree(its_folder)
    if done.returncode and any(why in done.stderr for why in ("Permission denied", "ModuleNotFoundError", "unshare")):
        pytest.skip(f"an ordinary user cannot read the environment or make a namespace here: {done.stderr.strip().splitlines()[-1]}")
    assert done.stdout.split() == ["AC", "WA", "RTE", "RTE"], done.stderr
