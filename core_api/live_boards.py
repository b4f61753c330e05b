"""Pages of the live boards in Redis; a board that is not there any more is written again by an engine."""

from __future__ import annotations

import asyncio
import time

from leaderboard.board import Page
from leaderboard.redis_board import RedisBoard
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis

REBUILD_SECONDS = 2.0
"""To wait for a board that an engine writes again: enough for most contests; the largest are there at a later request."""
POLL_SECONDS = 0.1


async def page_of(redis: Redis, backbone: Backbone, contest: str, audience: Audience, start: int, stop: int) -> Page:
    """Redis may have been emptied, and an ended contest has no engine that would notice: one is asked for then."""
    board = RedisBoard(redis, contest, audience)
    page = await board.page(start, stop)
    if page.sequence:
        return page
    try:
        await backbone.request(subjects.owner(contest), b"")
    except Unavailable:  # no engine runs now: what is there has to do
        return page
    until = time.monotonic() + REBUILD_SECONDS
    while not page.sequence and time.monotonic() < until:
        await asyncio.sleep(POLL_SECONDS)
        page = await board.page(start, stop)
    return page
