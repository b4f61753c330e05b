"""Bodies of `/internal/v1`."""

from __future__ import annotations

from typing import Annotated

import msgspec

from realtime.storage.packages import Case, Package

MIB = 2**20
Text = Annotated[str, msgspec.Meta(max_length=1_000_000)]


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    language: str
    source: Text


class Limited(Source, frozen=True, forbid_unknown_fields=True, kw_only=True):
    time_limit: Annotated[float, msgspec.Meta(gt=0, le=60)] = 2.0
    """Seconds of CPU."""
    memory_limit: Annotated[int, msgspec.Meta(ge=16, le=4096)] = 256
    """MiB."""
    output_limit: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    """MiB."""

    def package(self, tests: tuple[Case, ...] = ()) -> Package:
        return Package(
            problem="internal",
            version=1,
            time_limit_ms=round(self.time_limit * 1000),
            memory_limit=self.memory_limit * MIB,
            output_limit=self.output_limit * MIB,
            checker="tokens",
            tolerance=0.0,
            checker_source="",
            tests=tests,
        )


class Execute(Limited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    input: str = ""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    input: str
    answer: str


class Check(Limited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tests: Annotated[tuple[Example, ...], msgspec.Meta(min_length=1, max_length=100)]
    run_all_tests: bool = False


class Build(msgspec.Struct):
    id: str
    state: str = "queued"
    """queued, building, built or failed."""
    log: str = ""


class Execution(msgspec.Struct):
    id: str
    state: str = "queued"
    """queued, running, done or failed."""
    verdict: str = ""
    """As for a submission; OK for a program that ended well: its output was not judged."""
    exit_code: int | None = None
    signal: int | None = None
    time: float = 0.0
    memory: int = 0
    output: str = ""
    error: str = ""
    log: str = ""
    """The compiler's, or why it failed."""
