"""Answers to gateways' questions out of PostgreSQL: what goes wrong is told as the code of an error."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec

from core_api.storage.pool import AWAY
from realtime.backbone import Message, Reply
from realtime.protocol.questions import packed
from realtime.runtime.errors import Invalid, Unavailable

log = logging.getLogger(__name__)
Q = TypeVar("Q")


async def answered(message: Message, decoder: msgspec.json.Decoder[Q], find: Callable[[Q], Awaitable[object]], about: str) -> Reply:
    """`about`: for the log, what the question asks about."""
    try:
        return Reply(packed(await find(decoder.decode(message.payload))), {})
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        log.warning("a question about %s cannot be understood: %s", about, error)
        return Reply(b"", {"code": Invalid.code})
    except AWAY as error:
        log.warning("a question about %s cannot be answered now: %r", about, error)
        return Reply(b"", {"code": Unavailable.code})
