"""Plays the events of a recorded contest into a running platform, through the public REST API, at any speed."""

from __future__ import annotations

import asyncio
import re
import time

import msgspec

from contest_engine.feeds.clics import Timed
from deploy.local.client import Client, administrating
from deploy.local.console import say
from deploy.local.running import Administrator
from leaderboard.scoreboard import clock
from realtime.protocol.contest_settings import Playback
from realtime.protocol.events import ContestConfigured, Event

BATCH_SECONDS = 0.1
"""Events of this much wall-clock time go in one request."""
MAX_BATCH = 1000
LEAD_SECONDS = 2.0
"""Wall-clock time before the contest's start, so that viewers see it begin."""
REPORT_SECONDS = 5.0


async def play(events: list[Timed], contest: str, speed: float, target: Administrator, until: int | None = None) -> None:
    """Sends what has no time (teams, problems, the settings) first, the rest at its contest time; `until`: a contest time to stop at."""
    settings = [event.settings for _, event in events if isinstance(event, ContestConfigured)][-1]
    ahead = _latest_of_each_team([event for at, event in events if at is None and not isinstance(event, ContestConfigured)])
    timed = sorted(((at, event) for at, event in events if at is not None), key=lambda item: item[0])
    if until is not None:
        timed = [(at, event) for at, event in timed if at <= until]
    async with administrating(target) as client:
        sender = _Sender(client, contest)
        start = round((time.time() + LEAD_SECONDS) * 1000)
        await sender.send([ContestConfigured(msgspec.structs.replace(settings, playback=Playback(start, 0, speed))), *ahead])
        page = f"{client.url}/contests/{contest}"
        say(f"playing {len(timed)} events at {speed:g} times their speed: open {page}")
        await _send_in_time(sender, timed, start, speed)
    say(f"played to the end: {page}")


async def _send_in_time(sender: _Sender, timed: list[tuple[int, Event]], start: int, speed: float) -> None:
    reported, sent = 0.0, 0
    while sent < len(timed):
        now = (time.time() * 1000 - start) * speed
        due = [event for at, event in timed[sent : sent + MAX_BATCH] if at <= now]
        if due:
            sent += len(due)
            await sender.send(due)
        else:
            await asyncio.sleep(min(max((timed[sent][0] - now) / speed / 1000, 0.005), BATCH_SECONDS))
        if time.time() - reported > REPORT_SECONDS:
            reported = time.time()
            say(f"contest time {clock(max(0, round(now)))[:-4]}, {len(timed) - sent} events to come")
        if len(due) < MAX_BATCH:
            await asyncio.sleep(BATCH_SECONDS / 2)


class _Sender:
    """Sends events in numbered batches, so that a repeated request adds nothing."""

    def __init__(self, client: Client, contest: str) -> None:
        self._client = client
        self._contest = contest
        self._batch = 0

    async def send(self, events: list[Event]) -> None:
        for start in range(0, len(events), MAX_BATCH):
            self._batch += 1
            body = {"batch": f"b{self._batch}", "events": events[start : start + MAX_BATCH]}
            await self._client.call("POST", f"/contests/{self._contest}/events", body)


def _latest_of_each_team(events: list[Event]) -> list[Event]:
    """Of several events about a team the last: the others were corrected before the contest."""
    last: dict[object, Event] = {}
    for event in events:
        last[getattr(event, "team", None) or id(event)] = event
    return list(last.values())


def fresh_id(feed_id: str) -> str:
    """A contest id from the feed's, with the time, so that a feed can be played again."""
    base = re.sub(r"[^A-Za-z0-9_-]+", "-", feed_id).strip("-")[:40] or "contest"
    return f"{base}-{time.strftime('%m%d-%H%M%S')}"
