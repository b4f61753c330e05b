"""Conditional requests (RFC 9110, 13): ETags of answers, and what a client says of them.

`If-None-Match` saves an answer that the client has already; `If-Match` keeps an update from undoing another one. The ETag of an answer
with a version is `"<version>.<hash>"`: the whole of it says whether the answer is the same, the version whether the row is. Gateways that
compress make tags weak; both forms are taken.
"""

from __future__ import annotations

import enum
import hashlib

from core_api.storage.versions import HEADER, Expected
from realtime.protocol.etags import tags
from realtime.runtime.errors import PreconditionRequired


class IfMatch(enum.Enum):
    """Whether an update has to say which version it was made for."""

    REQUIRED = "required"
    """What it replaces as a whole would otherwise lose what others wrote meanwhile."""
    OPTIONAL = "optional"
    """It changes what it names and nothing else."""


def tag(body: bytes, version: object = None) -> str:
    """The ETag of an answer."""
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def expected(if_match: IfMatch, given: str | None) -> Expected:
    """What a request expects of the row that it changes. Raises `PreconditionRequired`."""
    if given is None:
        if if_match is IfMatch.REQUIRED:
            raise PreconditionRequired("say which version this changes: the ETag of a GET, or * for whichever there is", field=HEADER)
        return Expected(None)
    known = tags(given)
    return Expected(None if "*" in known else frozenset(known_tag.strip('"').partition(".")[0] for known_tag in known))
