"""Log lines without personal addresses."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from realtime.runtime.logs import JsonFormatter
from realtime.runtime.masking import masked


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Key (email)=(first.last+x@mail.example.org) exists", "Key (email)=(<e-mail>) exists"),
        ("from 203.1.2.3:4711, via 10.0.0.7", "from 203.1.2.0/24:4711, via 10.0.0.7"),
        ("8.8.4.4.", "8.8.4.0/24."),
        ("[2a01:4f8:c0c:12::7]:443 and ::ffff:8.8.8.8", "[2a01:4f8:c0c::/48]:443 and ::ffff:8.8.8.0/24"),
        ("nats://secret@127.0.0.1:4222, fe80::1, ::1, 192.168.7.8", "nats://secret@127.0.0.1:4222, fe80::1, ::1, 192.168.7.8"),
        ("2026-11-24T18:30:37.717Z version 1.2.3, 24 x 7, 300.1.2.3", "2026-11-24T18:30:37.717Z version 1.2.3, 24 x 7, 300.1.2.3"),
        ("the team @home, user@host", "the team @home, user@host"),
    ],
)
def test_what_is_masked_and_what_stays(line: str, expected: str) -> None:
    assert masked(line) == expected


def test_message_extra_and_traceback_of_a_log_line() -> None:
    try:
        raise ValueError("anna@example.org came from 203.1.2.3")
    except ValueError:
        error = sys.exc_info()
    values = {
        "msg": "login of %s",
        "args": ("anna@example.org",),
        "levelname": "INFO",
        "name": "x",
        "exc_info": error,
        "address": "203.1.2.3",
    }
    line = JsonFormatter("api").format(logging.makeLogRecord(values))
    assert json.loads(line)["msg"] == "login of <e-mail>"
    assert "203.1.2.0/24" in line
    assert "anna" not in line
    assert "203.1.2.3" not in line
