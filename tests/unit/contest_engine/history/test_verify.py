from __future__ import annotations

from pathlib import Path

import msgspec

from contest_engine.history.verify import verify

LOGS = Path(__file__).parents[3] / "fixtures" / "logs"


def test_a_log_of_version_1_verifies_and_gives_the_board_it_gave_then() -> None:
    with (LOGS / "version-1.ndjson").open("rb") as lines:
        found = verify(lines)
    expected = msgspec.json.decode((LOGS / "version-1.expected.json").read_bytes())
    assert msgspec.to_builtins(found._asdict()) == expected
