"""What the pool relies on when it takes a connection back without a round trip."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

SESSION_STATE = re.compile(
    r"""pg_(try_)?advisory_lock | set_config | with\s+hold | create\s+temp
    | (execute|fetch\w*)\(\s*f?["'](set|listen|discard|prepare)\s""",
    re.IGNORECASE | re.VERBOSE,
)


def test_nobody_changes_a_session_of_the_pool() -> None:
    """A lock, a setting or a cursor that outlives its transaction would stay with whoever gets the connection next."""
    found = [path for path in (ROOT / "core_api").rglob("*.py") if SESSION_STATE.search(path.read_text())]
    assert found == []
    for path in (ROOT / "core_api").rglob("*.py"):
        text = path.read_text()
        assert text.count(".add_listener(") == text.count(".remove_listener("), path


@pytest.mark.parametrize("statement", ["select pg_advisory_lock(1)", "set statement_timeout = 5", "set session role x", "LISTEN x"])
def test_such_a_statement_would_be_found(statement: str) -> None:
    assert SESSION_STATE.search(f'await connection.execute("{statement}")')
