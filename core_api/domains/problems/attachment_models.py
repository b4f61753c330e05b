"""Shapes of the files of problems, and what they may be called."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from core_api.domains.problems.models import Attachment, LanguageTag

MAX_FILE = 8 * 2**20
"""Bytes of one file: a document of the store has room for twice as much."""
MAX_FILES = 60
MAX_TOTAL = 64 * 2**20
"""Bytes of all files of a problem, as many as a package may have."""
MAX_FILE_BODY = MAX_FILE * 4 // 3 + 2**10
"""Bytes of a file in base64, with what stands around it."""
Kind = Literal["picture", "attachment", "statement"]


class NewAttachment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a problem."""

    content: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_FILE)]
    """In base64, at most 8 MiB."""
    kind: Kind = "attachment"
    """`picture`: PNG, JPEG, WebP or GIF that statements show by its name, or a PDF, whose first page is drawn as PNG; `statement`: a PDF
    that is the statement in `language`."""
    language: LanguageTag = "en"
    """Of a statement; without meaning for other kinds."""

    @classmethod
    def example(cls) -> NewAttachment:
        return cls(b"1 2\n")


class AttachmentList(msgspec.Struct, frozen=True):
    attachments: tuple[Attachment, ...]
    """By name, 60 at most."""
