"""Questions to the role `history` about boards that are not the live one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec

from leaderboard.scoreboard import Scoreboard, ScoreboardRow
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.questions import ROWS, Answer, Question, Standings, packed, unpacked
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


async def jury_rows(backbone: Backbone, contest: str) -> AsyncIterator[ScoreboardRow]:
    """All rows of the jury's board, in their order. Raises as `ask` does."""
    start = 0
    while True:
        board = await ask(backbone, Standings(contest, "jury", start=start, limit=ROWS), Scoreboard)
        for row in board.rows:
            yield row
        if len(board.rows) < ROWS:
            return
        start += ROWS
