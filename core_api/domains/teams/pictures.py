"""Pictures of teams: decoded, made small and encoded again, so that nothing of what was sent but its look reaches a viewer.

SVG is never taken: it is a program. What is kept is WebP without metadata, and has a name made from its content.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import warnings

from PIL import Image, ImageOps

from realtime.runtime.errors import Invalid, NotFound
from realtime.storage.documents import Documents

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_SIDE = 2048
"""Points: decoded, a picture of this size takes 16 MB."""
KEPT_SIDE = 256
"""Points of the longer side of what is kept."""
QUALITY = 85
AT_ONCE = 2
"""Pictures decoded at the same time."""
COLLECTION = "team_pictures"


class Pictures:
    """In the document store, by team and name."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._places = asyncio.Semaphore(AT_ONCE)

    async def keep(self, team: str, sent: bytes) -> str:
        """Returns the picture's name. Raises `Invalid` for what is no picture of a known format, or too large."""
        async with self._places:
            content = await asyncio.to_thread(_made_small, sent)
        name = hashlib.blake2b(content, digest_size=16).hexdigest()
        await self._documents.put(COLLECTION, {"_id": f"{team}/{name}", "content": content})
        return name

    async def load(self, team: str, name: str) -> bytes:
        """A WebP. Raises `NotFound`."""
        found = await self._documents.get(COLLECTION, f"{team}/{name}")
        if found is None:
            raise NotFound("there is no such picture", field="picture")
        return bytes(found["content"])

    async def drop(self, team: str, name: str) -> None:
        await self._documents.delete(COLLECTION, f"{team}/{name}")


def _made_small(sent: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
                if max(picture.size) > MAX_SIDE:
                    raise Invalid(f"a picture may have {MAX_SIDE:,} × {MAX_SIDE:,} points", field="content")
                picture.thumbnail((2 * KEPT_SIDE, 2 * KEPT_SIDE))
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
                upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
                clean = Image.new("RGBA", upright.size)
                clean.paste(upright)  # points only: no metadata, colour profile or comment of what was sent
                kept = io.BytesIO()
                clean.save(kept, "WEBP", quality=QUALITY)
                return kept.getvalue()
    except Invalid:
        raise
    except Exception as error:  # the decoder raises many kinds for what is not well-formed
        raise Invalid(f"this is no picture in PNG, JPEG or WebP: {type(error).__name__}", field="content") from None
