"""`podium admin print …` against the API."""

from __future__ import annotations

import json
from pathlib import Path

from tests.api.commands import Podium
from tests.api.harness import Api
from tests.api.world import make_world
from tests.pdf import pages


async def test_prints_are_listed_made_and_brought(api: Api, podium: Podium, tmp_path: Path) -> None:
    world = await make_world(api)
    table = (await podium("print", "list", world.contest)).out.splitlines()
    assert table[0].split() == ["id", "team_name", "location", "file_name", "created_at", "delivered_by"]
    assert table[1].split()[0] == world.print

    made = await podium("print", "pdf", world.contest, world.print, "--out", str(tmp_path / "a.pdf"))
    assert (made.code, made.out.strip()) == (0, str(tmp_path / "a.pdf"))
    (page,) = pages((tmp_path / "a.pdf").read_bytes())
    assert world.owner.name in page

    brought = await podium("print", "done", world.contest, world.print)
    assert (brought.code, world.owner.name in brought.out) == (0, True)
    assert json.loads((await podium("print", "list", world.contest, "--waiting", "--json")).out) == []
    missing = await podium("print", "pdf", world.contest, "none", "--out", str(tmp_path / "b.pdf"))
    assert (missing.code, (tmp_path / "b.pdf").exists()) == (2, False)
