"""Pictures of statements: decoded and encoded again in their own format, so that nothing of what was sent but its look reaches a reader."""

from __future__ import annotations

import asyncio
import io
import warnings

from PIL import Image, ImageOps

from core_api.domains.problems.attachment_names import PICTURES, suffix
from realtime.runtime.errors import Invalid

MAX_SIDE = 4096
"""Points."""
MAX_POINTS = 12_000_000
"""Of a picture: decoded, it takes 48 MB."""
QUALITY = 92
"""Of JPEG and WebP."""
_turn = asyncio.Semaphore(1)
"""One picture at a time in a process, for its memory."""


async def cleaned(name: str, sent: bytes) -> bytes:
    """Without metadata, colour profile, comments and animation. Raises `Invalid` for what is no picture of the format its name says."""
    format = PICTURES.get(suffix(name))
    if format is None:
        raise Invalid(f"a picture is called .{', .'.join(PICTURES)}", field="name")
    async with _turn:
        return await asyncio.to_thread(_encoded_again, sent, format)


def _encoded_again(sent: bytes, format: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(sent), formats=(format,)) as picture:
                if max(picture.size) > MAX_SIDE or picture.width * picture.height > MAX_POINTS:
                    raise Invalid(f"a picture may have {MAX_SIDE:,} points on a side, and {MAX_POINTS:,} in all", field="content")
                has_alpha = format != "JPEG" and (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info)
                upright = ImageOps.exif_transpose(picture).convert("RGBA" if has_alpha else "RGB")
                clean = Image.new(upright.mode, upright.size)
                clean.paste(upright)  # points only
                kept = io.BytesIO()
                clean.save(kept, format, **({"quality": QUALITY} if format in ("JPEG", "WEBP") else {}))
                return kept.getvalue()
    except Invalid:
        raise
    except Exception as error:  # the decoder raises many kinds for what is not well-formed
        raise Invalid(f"this is no picture in the format {format}: {type(error).__name__}", field="content") from None
