"""Source code of submissions, sealed in the document store. A seal names the submission with all that is judged by.

So a request to judge counts only as it was accepted. Example: somebody who can write the judge queue asks to judge submission `s` of team
`t` as a solution of another problem, in another contest, or as sent at another time: the source of `s` does not open for that.
"""

from __future__ import annotations

from realtime.runtime.errors import NotFound
from realtime.security.vault import Name, Vault
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask

COLLECTION = "sources"


async def keep(documents: Documents, vault: Vault, task: JudgeTask, source: bytes) -> None:
    await documents.put(COLLECTION, {"_id": task.submission, "sealed": vault.seal("source", name(task), source)})


async def load(documents: Documents, vault: Vault, task: JudgeTask) -> bytes:
    """Raises `NotFound`, or `Damaged` when it is not the source that was accepted with this request."""
    document = await documents.get(COLLECTION, task.submission)
    if document is None:
        raise NotFound(f"the source of {task.submission} is missing")
    return vault.open("source", name(task), bytes(document["sealed"]))


def name(task: JudgeTask) -> Name:
    return (task.submission, task.contest, task.team, task.problem_id, task.language, task.time, task.accepted)
