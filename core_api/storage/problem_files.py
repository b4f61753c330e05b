"""Files of problems in the document store, each sealed under a random key of its own. A file never changes: another content gets a new key.

They have a kind of seal of their own, so that who reads a statement's picture holds no key of secret tests.
"""

from __future__ import annotations

from realtime.runtime.errors import NotFound
from realtime.security.vault import Vault
from realtime.storage.documents import Documents

COLLECTION = "problem_files"
SAGA = "problem-file"
"""Kind of the saga that stores a file and makes its row; its subject is the key."""


async def keep(documents: Documents, vault: Vault, problem: str, key: str, content: bytes) -> None:
    await documents.put(COLLECTION, {"_id": key, "sealed": vault.seal("attachment", (problem, key), content)})


async def load(documents: Documents, vault: Vault, problem: str, key: str) -> bytes:
    """Raises `NotFound`, and `Damaged` when it is not what was sealed for this problem under this key."""
    held = await documents.get(COLLECTION, key)
    if held is None:
        raise NotFound(f"file {key} of problem {problem} is missing", field="name")
    return vault.open("attachment", (problem, key), bytes(held["sealed"]))


async def drop(documents: Documents, key: str) -> None:
    await documents.delete(COLLECTION, key)
