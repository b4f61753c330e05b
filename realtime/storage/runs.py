"""Test runs: a program on its author's own input or on a problem's samples, outside of every contest's log. Validations of tests likewise.

A run is two documents, both sealed for its id and its user, and nothing else: no row, no event. core_api writes the request and reads the
result, a judge the other way round. Both are removed `KEPT_SECONDS` after the run was asked for.

| collection | `_id` | sealed as `run`, of | what |
| --- | --- | --- | --- |
| `run-requests` | `<run>` | run, user, collection | language, source, input or the problem's package; or the tests to be validated |
| `run-results` | `<run>` | run, user, collection | state, and what the program did; or what is wrong with the tests |
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from realtime.runtime import ids
from realtime.security.vault import Vault
from realtime.storage.documents import Documents

REQUESTS, RESULTS = "run-requests", "run-results"
KEPT_SECONDS = 3600.0
SHOWN = 16 * 1024
"""Bytes of an output, and of an error output, that are kept."""
MAX_FAULTS = 500
"""Of one validation: who has more corrects these first."""
SHOWN_OF_ALL = 256 * 1024
"""Bytes of all outputs of one run that are kept: a contestant's hundred runs of an hour take 40 MB of the store."""


class RunRequest(msgspec.Struct, frozen=True, tag="run"):
    language: str
    source: bytes
    """A single text, or `files` as `realtime.storage.sources.packed` has them."""
    input: bytes | None
    """None: the problem's samples."""
    problem: str = ""
    """Empty: of no problem, with the limits of `realtime.storage.packages.FREE`."""
    package: str = ""
    """Key of the problem's package."""
    files: bool = False


class GivenTest(msgspec.Struct, frozen=True):
    input: bytes
    answer: bytes


class ValidationRequest(msgspec.Struct, frozen=True, tag="validation"):
    problem: str
    package: str
    """Key of the problem's package, whose input validators are asked."""
    tests: tuple[GivenTest, ...] | None
    """None: those of the package."""
    count: int
    """Of the tests."""
    validators: tuple[str, ...]
    """The names of the package's input validators."""


class RanTest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a program did on one input."""

    test: int
    """From 1."""
    verdict: str
    """As for a submission; OK for a program that ended well on its author's own input: its output was not judged."""
    cpu: float
    """Seconds."""
    wall: float
    memory: int
    """Bytes at the peak."""
    exit_code: int | None = None
    signal: int | None = None
    output: bytes = b""
    output_cut: bool = False
    """There was more."""
    error: bytes = b""
    error_cut: bool = False


class RunResult(msgspec.Struct, frozen=True, tag="run"):
    state: Literal["done"] = "done"
    compile_log: str = ""
    tests: tuple[RanTest, ...] = ()


class TestFault(msgspec.Struct, frozen=True):
    """Something that is wrong with a test."""

    test: int
    """From 1; 0: with a validator itself."""
    name: str
    """Of a test of a package; else empty."""
    found_by: str
    """An input validator, or `format`."""
    message: str


class ValidationResult(msgspec.Struct, frozen=True, tag="validation"):
    checked: int
    """Tests that all validators have seen: fewer than there are when the time was up, or a validator cannot be run."""
    faults: tuple[TestFault, ...]
    state: Literal["done"] = "done"


class Unfinished(msgspec.Struct, frozen=True, tag="unfinished"):
    """A judge has begun, or has failed for good."""

    state: Literal["running", "failed"]
    reason: str = ""
    """Of a failure."""


AnyRequest: TypeAlias = RunRequest | ValidationRequest
AnyResult: TypeAlias = RunResult | ValidationResult | Unfinished


async def keep_request(documents: Documents, vault: Vault, run: str, user: str, request: AnyRequest) -> None:
    await _keep(documents, vault, REQUESTS, run, user, request)


async def load_request(documents: Documents, vault: Vault, run: str, user: str) -> AnyRequest | None:
    """None when there is none, or none any more. Raises `Damaged` for one that is not this user's."""
    plain = await _load(documents, vault, REQUESTS, run, user)
    return None if plain is None else msgspec.msgpack.decode(plain, type=AnyRequest)


async def keep_result(documents: Documents, vault: Vault, run: str, user: str, result: AnyResult) -> None:
    await _keep(documents, vault, RESULTS, run, user, result)


async def load_result(documents: Documents, vault: Vault, run: str, user: str) -> AnyResult | None:
    """As `load_request`."""
    plain = await _load(documents, vault, RESULTS, run, user)
    return None if plain is None else msgspec.msgpack.decode(plain, type=AnyResult)


async def remove_old(documents: Documents, now: float, limit: int) -> int:
    """Removes what was asked for more than `KEPT_SECONDS` ago, at most `limit` documents; returns how many."""
    removed = 0
    for collection in (REQUESTS, RESULTS):
        for run in await documents.ids(collection, "", limit - removed):  # ids are in the order of time
            if ids.made_at(run) > now - KEPT_SECONDS:
                break
            await documents.delete(collection, run)
            removed += 1
    return removed


async def _keep(documents: Documents, vault: Vault, collection: str, run: str, user: str, content: msgspec.Struct) -> None:
    sealed = vault.seal("run", (run, user, collection), msgspec.msgpack.encode(content))
    await documents.put(collection, {"_id": run, "sealed": sealed})


async def _load(documents: Documents, vault: Vault, collection: str, run: str, user: str) -> bytes | None:
    document = await documents.get(collection, run)
    return None if document is None else vault.open("run", (run, user, collection), bytes(document["sealed"]))
