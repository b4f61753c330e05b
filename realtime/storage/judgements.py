"""What a judge stores of a judgement and core_api reads: sealed whole, under the names of submission and judgement.

A stored judgement decides nothing by itself: the verdict counts from the contest's log. What is sealed here spares a judge that takes a
request twice the second run, and is shown as the result's details; both believe only what opens.
"""

from __future__ import annotations

import msgspec

from realtime.security.vault import Vault
from realtime.storage.documents import Documents

COLLECTION = "judgements"


class TestResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test of a judgement, as the judge stores it."""

    test: int
    """From 1."""
    verdict: str
    cpu: float
    """Seconds; of several passes the longest."""
    wall: float
    memory: int
    """Bytes at the peak."""
    sample: bool = False
    """Whether contestants know the test."""
    message: str = ""
    """What the validator says, for admins; or how the program ended."""
    name: str = ""
    """For admins: it tells what the test is about."""
    exit_code: int | None = None
    signal: int | None = None
    score: float | None = None
    runs: int = 1
    """How often it was run: again when its time was near the limit."""


class Judgement(msgspec.Struct, frozen=True):
    verdict: str
    compile_log: str
    tests: tuple[TestResult, ...]
    cpu: float
    """The largest of any test, in seconds."""
    memory: int
    """The largest of any test, in bytes."""
    score: float | None = None
    """For scoring problems."""
    speed: float = 1.0
    """How much faster this machine is than the one that limits are meant for; times and limits here are this machine's."""


async def keep(documents: Documents, vault: Vault, submission: str, id: str, judgement: Judgement) -> None:
    """`id`: of the judgement."""
    sealed = vault.seal("judgement", (submission, id), msgspec.msgpack.encode(judgement))
    await documents.put(COLLECTION, {"_id": id, "sealed": sealed})


async def load(documents: Documents, vault: Vault, submission: str, id: str) -> Judgement | None:
    """None when there is none. Raises `Damaged` for one that no judge sealed for this submission."""
    document = await documents.get(COLLECTION, id)
    if document is None:
        return None
    return msgspec.msgpack.decode(vault.open("judgement", (submission, id), bytes(document.get("sealed", b""))), type=Judgement)
