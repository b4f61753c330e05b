"""When an engine lets go of a contest: it is over, its boards are written, and for a while nobody has changed or watched it."""

from __future__ import annotations

import time

from contest_engine.model.contest import Contest
from realtime.backbone import Backbone
from realtime.protocol import resting, subjects
from realtime.protocol.resting import Resting
from realtime.storage.contest_log import ContestLog


class Activity:
    """When a contest was last changed or watched. `now` is a steady clock in seconds."""

    def __init__(self, now: float) -> None:
        self._last = now

    def note(self, now: float) -> None:
        self._last = max(self._last, now)

    def idle(self, now: float) -> float:
        return now - self._last


def is_over(contest: Contest, wall: int) -> bool:
    """Whether the time of every team is up at `wall`, ms since 1970. A contest whose start is not scheduled is over when it is final."""
    settings = contest.settings
    if settings.playback is not None:
        return settings.playback.time + (wall - settings.playback.wall) * settings.playback.rate >= settings.duration
    if settings.start is None:
        return contest.final
    longest = max((team.extension for team in contest.teams if team), default=0)
    return wall >= settings.start + settings.wall_duration + longest


async def mark(backbone: Backbone, logs: ContestLog, contest: str, read: int, final: bool, snapshot: bytes) -> bool:
    """Marks a contest as resting, unless its log has entries behind sequence `read`. Raises `Unavailable`.

    A contest that is wholly archived gets neither mark nor snapshot: the archiver has removed them with its entries.
    """
    subject = subjects.log(contest)
    entries = (await backbone.subjects(subject)).get(subject, 0)
    if not entries:
        return True
    if await logs.goes_on(contest, read):
        return False
    await backbone.keep(contest, snapshot)
    await backbone.keep(resting.name(contest), resting.encode(Resting(entries, final, time.time())))
    return True


async def rests(backbone: Backbone, contest: str, entries: int) -> bool:
    """Whether a contest with so many entries in the stream is marked as resting. Raises `Unavailable`."""
    kept = await backbone.kept(resting.name(contest))
    return kept is not None and resting.decode(kept).entries == entries
