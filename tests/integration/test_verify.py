"""The log is the proof of the result: exported, verified, and every way of changing it noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.local.client import Client
from tests.conftest import Platform, eventually
from tests.integration.flow import fresh
from tests.integration.test_cli import podium

SETTINGS = {
    "type": "settings",
    "settings": {"name": "C", "duration": 3_600_000, "problems": [{"id": "p", "label": "A", "name": "P"}]},
}
EVENTS = [
    [SETTINGS, {"type": "team", "team": "a", "name": "Ada"}, {"type": "team", "team": "b", "name": "Bob"}],
    [{"type": "submission", "submission": "1", "team": "b", "problem": "p", "time": 600_000}],
    [{"type": "verdict", "judgement": "j1", "submission": "1", "verdict": "AC"}],
    [{"type": "submission", "submission": "2", "team": "a", "problem": "p", "time": 700_000}],
]


@pytest.fixture
async def exported(platform: Platform, tmp_path: Path) -> tuple[Path, str, list[Any]]:
    """A log as a file, the hash that viewers were told, and the published jury board."""
    contest = fresh("log")
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        for number, part in enumerate(EVENTS):
            await admin.call("POST", f"/contests/{contest}/events", {"batch": f"b{number}", "events": part})
        path = f"/contests/{contest}/leaderboard?audience=jury"

        async def rows() -> Any:
            found = (await admin.call("GET", path))["rows"]
            return found if len(found) == 2 and found[1]["problems"][0]["num_pending"] == 1 else None

        published = await eventually(rows)
    log = tmp_path / "log.ndjson"
    done = podium("export", contest, "--data", str(platform.data))
    assert done.returncode == 0, done.stderr
    log.write_text(done.stdout)
    return log, json.loads(done.stdout.splitlines()[-1])["hash"], published


def test_the_log_gives_the_published_board(exported: tuple[Path, str, list[Any]]) -> None:
    log, hash_, published = exported
    done = podium("verify", str(log), "--hash", hash_, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["entries"], told["hash"], told["rows"]) == (len(EVENTS), hash_, published)
    assert "Bob" in podium("verify", str(log)).stdout


@pytest.mark.parametrize("change", ["verdict", "left out", "swapped", "cut off", "added", "hashes made anew"])
def test_a_changed_log_is_noticed(exported: tuple[Path, str, list[Any]], change: str) -> None:
    log, hash_, _ = exported
    lines = log.read_text().splitlines()
    match change:
        case "verdict":
            lines[2] = lines[2].replace('"AC"', '"WA"')
        case "left out":
            del lines[1]
        case "swapped":
            lines[1], lines[2] = lines[2], lines[1]
        case "cut off":
            del lines[-1]
        case "added":
            lines.append(lines[-1])
        case "hashes made anew":
            from realtime.protocol.chain import Chain

            chain = Chain()
            bodies = [line[line.index('"batch":') + 8 : -1].replace('"AC"', '"WA"') for line in lines]
            lines = [f'{{"sequence":{n},"hash":"{chain.add(body.encode())}","batch":{body}}}' for n, body in enumerate(bodies, 1)]
    log.write_text("\n".join(lines) + "\n")
    done = podium("verify", str(log), "--hash", hash_)
    assert done.returncode == 2
    assert ("chain is broken" in done.stderr) or ("not the published one" in done.stderr)
