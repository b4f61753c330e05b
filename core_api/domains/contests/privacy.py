"""Tells gateways which contests are private: says what has changed, and answers their questions."""

from __future__ import annotations

import logging

import msgspec

from core_api.domains.contests.store import Contests
from core_api.questions import answered
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.privacy import PAGE, Privacy, PrivateAfter
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)
_decoder = msgspec.json.Decoder(PrivateAfter)


class PrivacyAnswers:
    """Answers `subjects.ASK_PRIVATE`."""

    def __init__(self, contests: Contests) -> None:
        self._contests = contests

    async def answer(self, message: Message) -> Reply:
        return await answered(message, _decoder, lambda asked: self._contests.private(asked.id, PAGE), "private contests")


def tell_after_commit(work: UnitOfWork, backbone: Backbone, contest: str, settings: ContestSettings) -> None:
    """What gets lost, gateways find when they ask again."""

    async def tell() -> None:
        try:
            await backbone.publish(subjects.PRIVACY, msgspec.json.encode(Privacy(contest, settings.visibility == "private")))
        except Unavailable as error:
            log.warning("gateways are not told at once whether contest %s is private: %s", contest, error.message)

    work.after_commit(tell)
