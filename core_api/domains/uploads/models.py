"""Shapes of uploads in parts."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

PART = 4 * 2**20
"""Bytes of a part, but for the last one: seconds on a slow line, so that little is sent twice after a break."""
MAX_PART_BODY = PART + 2**10
MAX_UPLOAD = 256 * 2**20
"""Bytes: what an api holds at once while it takes a package apart."""
MAX_OPEN = 5
"""Uploads of a user that are not done."""
Purpose = Literal["problem-package"]


class NewUpload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: Annotated[int, msgspec.Meta(ge=1, le=MAX_UPLOAD)]
    """Bytes of all parts together, 256 MiB at most."""
    purpose: Purpose = "problem-package"
    """`problem-package`: a stream as `podium problem import` writes it, for `PUT /problems/{problem}/package/upload`."""

    @classmethod
    def example(cls) -> NewUpload:
        return cls(100_000_000)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    content: Annotated[bytes, msgspec.Meta(min_length=1, max_length=PART)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    """Of the content: what was changed on its way is refused."""

    @classmethod
    def example(cls) -> Part:
        content = b"\x1f\x8b"
        return cls(content, hashlib.sha256(content).hexdigest())


class Upload(msgspec.Struct, frozen=True):
    id: str
    purpose: Purpose
    size: int
    part_size: int
    """Bytes of every part but the last one, which has the rest."""
    parts: int
    """How many there are; they are numbered from 0."""
    received: tuple[int, ...]
    """Numbers of those that are there."""
    until: datetime
    """When what is there is removed."""

    @classmethod
    def example(cls) -> Upload:
        return cls("01m81y2v5c8h3q9w4e7r6t0xkz", "problem-package", 10_000_000, PART, 3, (0, 1), datetime(2026, 11, 15, 9, 0, tzinfo=UTC))


class UploadedPackage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    upload_id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    """A whole upload of one's own, of a problem package."""

    @classmethod
    def example(cls) -> UploadedPackage:
        return cls("01m81y2v5c8h3q9w4e7r6t0xkz")
