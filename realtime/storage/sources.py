"""Source code of submissions, sealed in the document store. A seal names the submission with all that is judged by.

So a request to judge counts only as it was accepted. Example: somebody who can write the judge queue asks to judge submission `s` of team
`t` as a solution of another problem, in another contest, or as sent at another time: the source of `s` does not open for that.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from realtime.languages import CATALOGUE
from realtime.runtime.errors import NotFound
from realtime.security.vault import Name, Vault
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.packages import File

COLLECTION = "sources"
UNKNOWN_FILE = "source.txt"
"""Name of a single text whose language is no longer in the catalogue."""


async def keep(documents: Documents, vault: Vault, task: JudgeTask, source: bytes) -> None:
    await documents.put(COLLECTION, {"_id": task.submission, "sealed": vault.seal("source", name(task), source)})


async def load(documents: Documents, vault: Vault, task: JudgeTask) -> bytes:
    """Raises `NotFound`, or `Damaged` when it is not the source that was accepted with this request."""
    document = await documents.get(COLLECTION, task.submission)
    if document is None:
        raise NotFound(f"the source of {task.submission} is missing")
    return vault.open("source", name(task), bytes(document["sealed"]))


async def load_files(documents: Documents, vault: Vault, task: JudgeTask) -> tuple[File, ...]:
    """What `load` gives, as the files that are compiled: a single text is in the language's own file. Raises as `load` does."""
    return unpacked(task.language, await load(documents, vault, task), files=task.files)


def packed(files: Sequence[File]) -> bytes:
    """Several files as the source of a request that says so (`JudgeTask.files`, `RunRequest.files`)."""
    return msgspec.msgpack.encode(tuple(files))


def unpacked(language: str, source: bytes, *, files: bool) -> tuple[File, ...]:
    """What `packed` has made, where `files` says so; else the single text, in the language's own file."""
    if files:
        return msgspec.msgpack.decode(source, type=tuple[File, ...])
    known = CATALOGUE.get(language)
    return (File(known.source_file if known else UNKNOWN_FILE, source),)


def name(task: JudgeTask) -> Name:
    bound: Name = (task.submission, task.contest, task.team, task.problem_id, task.language, task.time, task.accepted)
    return (*bound, "files") if task.files else bound
