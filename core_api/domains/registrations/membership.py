"""Tells gateways who is in which team: answers their questions, and says what has changed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from core_api.domains.registrations import membership_store
from core_api.domains.registrations.store import Registrations
from core_api.questions import answered
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)
_decoder = msgspec.json.Decoder(TeamsOf)


class TeamAnswers:
    """Answers `subjects.ASK_TEAMS`."""

    def __init__(self, registrations: Registrations) -> None:
        self._registrations = registrations

    async def answer(self, message: Message) -> Reply:
        pool = self._registrations.pool
        return await answered(message, _decoder, lambda asked: membership_store.memberships(pool, asked.users), "teams")


async def tell(backbone: Backbone, changed: Sequence[Membership]) -> None:
    """Says who is in another team now, after the commit. What gets lost, gateways find when they ask again."""
    try:
        if changed:
            await backbone.publish(subjects.MEMBERSHIPS, msgspec.json.encode(changed))
    except Unavailable as error:
        log.warning("changes of teams are not told at once: %s", error.message)
