"""The command line: discovery, help, and how wrong usage is explained. No servers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from deploy.cli import _app
from deploy.cli._app import Panel, app, main
from deploy.local.roles import ROLES
from tests.conftest import ROOT

HEAVY = ("aiohttp", "asyncpg", "motor", "nats", "redis", "docker", "judge_workers", "contest_engine", "core_api", "uvloop")


def test_help_shows_every_command_in_its_panel(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    places = [text.index(panel) for panel in Panel]
    assert places == sorted(places)
    files = {path.stem.strip("_").replace("_", "-") for path in (ROOT / "deploy/cli").glob("*.py") if not path.stem.startswith("_")}
    assert {"up", "demo", "run", "stream", "judge", "doctor", "test"} <= files
    shown = {line.split()[1] for line in text.splitlines() if line.startswith("│ ") and line[2] != " "}
    assert files <= shown


def test_help_imports_nothing_heavy() -> None:
    code = f"import sys, json; from deploy.cli import _app; _app.discover(); print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_role_starts_without_the_libraries_of_the_command_line() -> None:
    code = "import sys; sys.argv[1:] = ['run', 'engine']; from deploy.__main__ import main; main(); print('typer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "PODIUM_NATS_URL" in done.stderr
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["up", "--port", "abc"], "'--port': expected a whole number from 1 to 65535, not 'abc'; see 'podium up --help'"),
        (["up", "--port", "70000"], "'--port': expected a whole number from 1 to 65535, not '70000'"),
        (["up", "--prot", "80"], "No such option: --prot (Possible options: --port)"),
        (["up", "--scale", "judge=2"], "'--scale': expected one of gateway, api, worker, engine, history, not 'judge'"),
        (["up", "--scale", "api"], "'--scale': expected a whole number from 1 to 64, not 'nothing'"),
        (["replya"], "No such command 'replya'. Did you mean 'replay'?"),
        (["problem", "verfy", "."], "No such command 'verfy'. Did you mean 'verify'?"),
        (["run", "gatway"], "not 'gatway'; did you mean 'gateway'?"),
        (["engine"], "No such command 'engine'; a role alone is started with 'podium run engine'"),
        (["judge"], "Missing argument 'package'"),
        (["replay", "-", "--audience", "jurry"], "expected one of public, jury, not 'jurry'; did you mean 'jury'?"),
        (["stream", "-", "--until", "soon"], "'--until'"),
        (["demo", "--seconds", "0"], "'--seconds': expected a whole number from 1"),
        (["stream", "-", "--speed", "0"], "'--speed': expected a number from"),
        (["status", "extra"], "extra"),
    ],
)
def test_wrong_usage_names_the_mistake_on_standard_error(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert line.startswith("podium: ")
    assert words in line


def test_no_command_shows_the_help_and_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage: podium" in capsys.readouterr().out


def test_test_has_help_of_its_own_and_hands_other_arguments_to_pytest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["test", "--help"]) == 0
    assert "pytest" in capsys.readouterr().out
    called: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(command)
        return subprocess.CompletedProcess(command, 5)

    monkeypatch.setattr("deploy.cli.test.subprocess.run", run)
    assert main(["test", "-x", "tests/unit", "-k", "freeze", "--maxfail=2"]) == 5
    assert called[0][1:] == ["-m", "pytest", "-x", "tests/unit", "-k", "freeze", "--maxfail=2"]


def test_every_test_is_in_one_of_the_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        called.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("deploy.cli.test.subprocess.run", run)
    assert main(["test"]) == 0
    parallel, alone = (command[3:] for command in called if "pytest" in command)
    assert {argument for argument in parallel if argument.startswith("--ignore=")} == {f"--ignore={folder}" for folder in alone}
    assert all((ROOT / folder).is_dir() for folder in alone)


def test_completion_knows_commands_and_roles() -> None:
    for typed, expected in (("podium sta", {"status"}), ("podium run ", set(ROLES))):
        environment = {"_PODIUM_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}
        done = subprocess.run([sys.executable, "-m", "deploy"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert set(done.stdout.split()) >= expected, done.stderr


def test_every_command_has_its_line_in_the_readme() -> None:
    _app.discover()
    readme = (ROOT / "README.md").read_text()
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        assert f"./podium {name}" in readme, name
