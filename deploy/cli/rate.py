"""`podium rate SYSTEM < rows.json`: rating changes of one contest."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from leaderboard.ratings import SYSTEMS, Result
from realtime.runtime.errors import Malformed


def run(system: str) -> int:
    """Reads `[[id, points, penalty, rating, …], …]`, prints the changes as a JSON list in the same order."""
    results = [_result(number, row) for number, row in enumerate(_rows(sys.stdin.buffer.read()))]
    sys.stdout.write(msgspec.json.encode(SYSTEMS[system].changes(results)).decode() + "\n")
    return 0


def _rows(content: bytes) -> list[Any]:
    try:
        return msgspec.json.decode(content, type=list[Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"standard input is not a JSON list of rows: {error}") from None


def _result(number: int, row: Any) -> Result:
    try:
        _, points, penalty, rating = row[:4]
        return msgspec.convert((points, penalty, rating), Result)
    except (TypeError, ValueError, KeyError, msgspec.ValidationError):
        raise Malformed(f"row {number} must be [id, points, penalty, rating, …] with numbers, not {str(row)[:80]}") from None
