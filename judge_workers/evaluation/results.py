"""Result of a single execution; that of judging is `realtime.storage.judgements.Judgement`."""

from __future__ import annotations

from typing import NamedTuple

from realtime.storage.judgements import TestResult


class Executed(NamedTuple):
    result: TestResult
    """Its verdict is OK for a program that ended well."""
    output: bytes
    error: bytes
    compile_log: str = ""
