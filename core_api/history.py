"""Questions to the role `history` about boards that are not the live one."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.questions import Answer, Question, packed, unpacked
from realtime.runtime.errors import Invalid, NotFound, PodiumError, Unavailable

T = TypeVar("T")
ANSWER_SECONDS = 25.0
ERRORS: dict[str, type[PodiumError]] = {kind.code: kind for kind in (Invalid, NotFound, Unavailable)}


async def ask(backbone: Backbone, question: Question, kind: type[T]) -> T:
    """Raises what the role answers, or `Unavailable` when none runs."""
    reply = await backbone.request(subjects.history(question.contest), packed(question), timeout=ANSWER_SECONDS)
    answer = msgspec.json.decode(unpacked(reply.payload), type=Answer)
    if answer.code:
        raise ERRORS.get(answer.code, PodiumError)(answer.message, field=answer.field or None)
    return msgspec.json.decode(answer.result, type=kind)
