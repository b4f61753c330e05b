"""Parts of uploads in the document store, each sealed with its place: a package on its way holds secret tests."""

from __future__ import annotations

from realtime.runtime.errors import NotFound
from realtime.security.vault import Vault
from realtime.storage.documents import Documents

COLLECTION = "upload_parts"


async def keep(documents: Documents, vault: Vault, upload: str, number: int, content: bytes) -> None:
    """In the place of one with its number."""
    sealed = vault.seal("upload", (upload, number), content)
    await documents.put(COLLECTION, {"_id": f"{upload}/{number}", "sealed": sealed})


async def load(documents: Documents, vault: Vault, upload: str, number: int) -> bytes:
    """Raises `NotFound`, and `Damaged` when it is not what was sealed in this place."""
    held = await documents.get(COLLECTION, f"{upload}/{number}")
    if held is None:
        raise NotFound(f"part {number} of the upload is missing: send it again", field="upload_id")
    return vault.open("upload", (upload, number), bytes(held["sealed"]))


async def drop(documents: Documents, upload: str) -> None:
    """All parts of an upload."""
    await documents.delete_below(COLLECTION, f"{upload}/")
