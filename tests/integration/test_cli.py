"""The command line: what it prints, and how it says what is wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.roles import ROLES
from tests.conftest import ROOT, Platform, read_until, start_podium
from tests.workers import free_port


def podium(*arguments: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "deploy", *arguments],
        cwd=ROOT,
        env=env,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


FEED = "\n".join(
    json.dumps({"type": kind, "id": data.get("id"), "data": data})
    for kind, data in list[tuple[str, dict[str, object]]](
        [
            ("contest", {"id": "c", "name": "C", "duration": "1:00:00", "start_time": "2024-01-01T10:00:00Z"}),
            ("problems", {"id": "p", "label": "A", "ordinal": 0}),
            ("teams", {"id": "1", "name": "One"}),
            ("teams", {"id": "2", "name": "Two"}),
            ("submissions", {"id": "s", "team_id": "1", "problem_id": "p", "contest_time": "0:10:00"}),
            ("judgements", {"id": "j", "submission_id": "s", "judgement_type_id": "AC", "end_contest_time": "0:10:01"}),
        ]
    )
)


def test_replay_prints_a_clics_scoreboard() -> None:
    done = podium("replay", "-", "--json", stdin=FEED)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert [(row["rank"], row["team_id"], row["score"]) for row in rows] == [
        (1, "1", {"num_solved": 1, "total_time": 10}),
        (2, "2", {"num_solved": 0, "total_time": 0}),
    ]
    assert rows[0]["problems"][0] == {
        "problem_id": "p", "label": "A", "num_judged": 1, "num_pending": 0, "solved": True, "time": 10, "first_to_solve": True,
    }  # fmt: skip


def test_replay_prints_a_table_a_person_can_read() -> None:
    done = podium("replay", "-", "--at", "0:10:00", stdin=FEED)
    assert done.returncode == 0
    assert "One" in done.stdout and "0+1?" in done.stdout


def test_replay_reports_broken_lines_and_goes_on() -> None:
    done = podium("replay", "-", "--json", stdin=FEED.replace("\n", "\n{broken\n", 1))
    assert done.returncode == 0
    assert "line 2: not JSON" in done.stderr
    assert len(json.loads(done.stdout)["rows"]) == 2


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("replay", "-"), "hello\n", "names no contest"),
        (("replay", "-"), "", "names no contest"),
        (("replay", "/no/such/file"), None, "cannot read /no/such/file"),
        (("replay", "-", "--rule", "chess"), FEED, "there is no rule 'chess'"),
        (("replay", "-", "--option", "minutes=3"), FEED, "minutes"),
        (("replay", "-", "--option", "minutes"), FEED, "KEY=VALUE"),
        (("stream", "-", "--data", "/nowhere"), FEED, "no platform runs"),
        (("stream", "-"), "{}\n", "names no contest"),
    ],
)
def test_what_makes_no_sense_ends_with_one_clear_line_and_exit_2(arguments: tuple[str, ...], stdin: str | None, words: str) -> None:
    done = podium(*arguments, stdin=stdin)
    assert done.returncode == 2, done
    last = done.stderr.strip().splitlines()[-1]
    assert words in last
    assert "Traceback" not in done.stderr


def test_an_occupied_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        done = podium("up", "--port", port, "--data", str(tmp_path))
    assert done.returncode == 2
    assert f"port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: (data / "LAYOUT").write_text("99"), "a newer Podium wrote this data folder"),
        (lambda data: (data / "LAYOUT").write_text("layout 2\nschema 999\n"), "a newer Podium wrote this data folder"),
        (lambda data: (data / "LAYOUT").unlink(), "no data folder of Podium's"),
        (lambda data: (data / "secrets.json").write_text("{"), "secrets.json cannot be read"),
        (lambda data: (data / "secrets.json").unlink(), "secrets.json is missing"),
        (lambda data: (data / "postgres" / "global" / "pg_control").unlink(), "pg_control is missing"),
        (lambda data: (data / "postgres" / "PG_VERSION").write_text("9"), "postgres did not start"),
    ],
    ids=["layout", "schema", "no layout", "secrets", "no secrets", "postgres cut", "postgres version"],
)
def test_a_damaged_data_folder_is_told_and_not_touched(good_data: Path, tmp_path: Path, damage: object, words: str) -> None:
    data = tmp_path / "data"
    subprocess.run(["cp", "-a", good_data, data], check=True)
    damage(data)  # type: ignore[operator]
    before = {path: path.stat().st_size for path in (data / "postgres").rglob("*") if path.is_file()}
    done = podium("up", "--port", str(free_port()), "--data", str(data))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert {path for path in before if not path.exists()} <= {data / "postgres" / "postmaster.pid"}
    assert "servers answer" not in done.stderr


@pytest.fixture(scope="module")
def good_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a platform that ran and was stopped."""
    data = tmp_path_factory.mktemp("good") / "data"
    process = start_podium("up", "--port", str(free_port()), "--data", str(data))
    read_until(process, "ready: open")
    process.send_signal(signal.SIGINT)
    process.wait(30)
    return data


def test_a_file_where_the_data_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = podium("up", "--port", str(free_port()), "--data", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "file" in done.stderr.splitlines()[-1]


def test_no_write_permission_is_named() -> None:
    done = podium("up", "--port", str(free_port()), "--data", "/proc/podium")
    assert done.returncode == 2
    assert "/proc/podium" in done.stderr and "--data" in done.stderr


def test_one_data_folder_belongs_to_one_platform(platform: Platform) -> None:
    done = podium("up", "--port", str(free_port()), "--data", str(platform.data))
    assert done.returncode == 2
    assert "another Podium runs on" in done.stderr


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    done = podium("up", "--data", str(tmp_path), PODIUM_PROT="1")
    assert done.returncode == 2
    assert "unknown setting PODIUM_PROT" in done.stderr and "PODIUM_PORT" in done.stderr


def test_a_role_alone_says_which_setting_it_misses() -> None:
    done = podium("run", "engine")
    assert done.returncode == 2
    assert "PODIUM_NATS_URL" in done.stderr


def test_status_tells_what_runs(platform: Platform, tmp_path: Path) -> None:
    done = podium("status", "--data", str(platform.data), "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["ready"] and {role["name"] for role in told["roles"]} == set(ROLES)
    assert podium("status", "--data", str(tmp_path)).returncode == 3


def test_export_of_an_unknown_contest_gives_the_servers_words(platform: Platform) -> None:
    done = podium("export", "nope", "--data", str(platform.data))
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no contest 'nope'" in done.stderr


def test_doctor_names_what_is_missing_and_the_mend(tmp_path: Path) -> None:
    done = podium("doctor", "--json")
    findings = {finding["topic"]: finding for finding in json.loads(done.stdout)}
    assert findings["sandbox"]["level"] == "good"
    assert {"disk", "ports", "clock"} <= set(findings)
    assert all(finding["mend"] for finding in findings.values() if finding["level"] != "good")
    assert findings["Python 3"]["level"] == findings["JavaScript"]["level"] == "good"
    # a machine without a compiler: the command is looked for on the PATH
    (tmp_path / "empty").mkdir()
    poor = podium("doctor", "--json", PATH=str(tmp_path / "empty"))
    runner = {finding["topic"]: finding for finding in json.loads(poor.stdout)}.get("runner")
    assert runner and "no C compiler" in runner["says"] and runner["mend"]
