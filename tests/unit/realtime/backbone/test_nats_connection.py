"""How often connection errors are logged."""

from __future__ import annotations

import pytest

from realtime.backbone.nats_connection import LONGEST_PAUSE, ErrorLog


def test_an_error_that_repeats_is_logged_less_and_less_often(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    errors = ErrorLog(lambda: now)
    hour = 3600 * 5
    for attempt in range(hour):  # five attempts a second
        now = attempt / 5
        errors.failed(OSError("Authorization Violation"))
    assert 3600 / LONGEST_PAUSE < len(caplog.records) < 3600 / LONGEST_PAUSE + 10
    assert caplog.messages[0] == "nats: Authorization Violation"
    assert caplog.messages[-1] == "nats: Authorization Violation (299 more errors since the last line)"


def test_after_a_connection_the_next_error_is_logged_at_once(caplog: pytest.LogCaptureFixture) -> None:
    errors = ErrorLog(lambda: 0.0)
    errors.failed(OSError("gone"))
    errors.failed(OSError("gone"))
    errors.connected()
    errors.failed(OSError("gone again"))
    assert caplog.messages == ["nats: gone", "nats: gone again"]
