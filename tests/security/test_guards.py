"""The rows of `guards.py` fit the code. That each test notices its guard is gone, `python -m tests.security.guards` shows."""

from __future__ import annotations

import pytest

from tests.security.guards import GUARDS, Guard, fault


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.test)
def test_each_guard_stands_where_its_row_says(guard: Guard) -> None:
    assert not fault(guard), "bring the row of tests/security/guards.py up to date, and run: python -m tests.security.guards"
