from __future__ import annotations

from pathlib import Path

import msgspec

from contest_engine.history.verify import verify

LOGS = Path(__file__).parents[3] / "fixtures" / "logs"


def test_a_log_of_version_1_verifies_and_gives_the_board_it_gave_then() -> None:
    with (LOGS / "version-1.ndjson").open("rb") as lines:
        found = msgspec.to_builtins(verify(lines)._asdict())
    expected = msgspec.json.decode((LOGS / "version-1.expected.json").read_bytes())
    now, then = found["rows"].pop(), expected["rows"].pop()
    assert found == expected
    # what a disqualified team sent was shown then
    assert (now["team_id"], now["rank"], now["score"]) == (then["team_id"], then["rank"], then["score"])
    assert now["podium_disqualified"]
    assert not any(cell["solved"] or cell["num_judged"] for cell in now["problems"])
