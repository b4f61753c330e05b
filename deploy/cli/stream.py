"""`podium stream`: plays a recorded CLICS event feed into a running platform as a live contest."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path

import msgspec

from contest_engine.feeds.clics import Reader, Timed
from deploy.cli.client import Client
from deploy.cli.replay import lines_of
from deploy.cli.up import data_folder, say
from leaderboard.scoreboard import clock
from realtime.protocol.contest_settings import Playback
from realtime.protocol.events import ContestConfigured, Event
from realtime.runtime import settings
from realtime.runtime.errors import Malformed, Unavailable

BATCH_SECONDS = 0.1
"""Events of so much wall-clock time go in one request."""
MAX_BATCH = 1000
LEAD_SECONDS = 2.0
"""Wall-clock time before the contest's start: viewers see it begin."""


def run(feed: str, speed: float, url: str | None, contest: str | None, until: int | None, data: Path | None) -> int:
    with lines_of(feed) as lines:
        reader = Reader()
        events = list(reader.read(lines))
    for warning in reader.warnings:
        print(f"{feed}: line {warning.line}: {warning.why}; left out", file=sys.stderr)
    if reader.contest is None:
        first = f"; line {reader.warnings[0].line}: {reader.warnings[0].why}" if reader.warnings else ""
        raise Malformed(f"{feed} is no event feed: it names no contest{first}")
    found, email, password = platform(data_folder(data), url)
    asyncio.run(play(events, contest or _fresh_id(reader.contest_id), speed, found, (email, password), until))
    return 0


def platform(data: Path, url: str | None) -> tuple[str, str, str]:
    """URL and administrator: of the platform at `url` from the settings, else of the one that runs on this data folder.

    Raises `Unavailable` when none runs there, `BadSetting` when the administrator of another one is not known.
    """
    known = settings.load()
    if url is not None and known.admin_email:
        settings.require(known, "admin_password")
        return url, known.admin_email, known.admin_password
    try:
        running = json.loads((data / "running.json").read_text())
        secrets = json.loads((data / "secrets.json").read_text())
    except (OSError, ValueError):
        raise Unavailable(
            f"no platform runs on {data}: start one with './podium up', name its folder with --data, or"
            " give --url with PODIUM_ADMIN_EMAIL and PODIUM_ADMIN_PASSWORD"
        ) from None
    return url or running["url"], running["admin"], secrets["admin_password"]


async def play(events: list[Timed], contest: str, speed: float, url: str, admin: tuple[str, str], until: int | None = None) -> None:
    """What has no time (teams, problems, settings) goes first, the rest at its contest time."""
    settings = [event.settings for _, event in events if isinstance(event, ContestConfigured)][-1]
    ahead = _last_words([event for time, event in events if time is None and not isinstance(event, ContestConfigured)])
    timed = sorted(((at, event) for at, event in events if at is not None), key=lambda one: one[0])
    if until is not None:
        timed = [(at, event) for at, event in timed if at <= until]
    async with Client(url) as client:
        await client.login(*admin)
        sender = _Sender(client, contest)
        wall = round(time.time() * 1000 + LEAD_SECONDS * 1000)
        start = ContestConfigured(msgspec.structs.replace(settings, playback=Playback(wall, 0, speed)))
        await sender.send([start, *ahead])
        say(f"playing {len(timed)} events at {speed:g} times their speed: open {client.url}/contests/{contest}")
        told = 0.0
        while timed:
            now = (time.time() * 1000 - wall) * speed
            due = [event for at, event in timed[:MAX_BATCH] if at <= now]
            if due:
                del timed[: len(due)]
                await sender.send(due)
            elif timed:
                await asyncio.sleep(min(max((timed[0][0] - now) / speed / 1000, 0.005), BATCH_SECONDS))
            if time.time() - told > 5:
                told = time.time()
                say(f"contest time {clock(max(0, round(now)))[:-4]}, {len(timed)} events to come")
            if len(due) < MAX_BATCH:
                await asyncio.sleep(BATCH_SECONDS / 2)
    say(f"played to the end: {client.url}/contests/{contest}")


class _Sender:
    def __init__(self, client: Client, contest: str) -> None:
        self._client = client
        self._contest = contest
        self._batch = 0

    async def send(self, events: list[Event]) -> None:
        for start in range(0, len(events), MAX_BATCH):
            self._batch += 1
            body = {"batch": f"b{self._batch}", "events": events[start : start + MAX_BATCH]}
            await self._client.call("POST", f"/contests/{self._contest}/events", body)


def _last_words(events: list[Event]) -> list[Event]:
    """Of several events about a team, the last: the others were corrected before the contest."""
    last: dict[object, Event] = {}
    for event in events:
        key = getattr(event, "team", None) or id(event)
        last[key] = event
    return list(last.values())


def _fresh_id(feed_id: str) -> str:
    base = re.sub(r"[^A-Za-z0-9_-]+", "-", feed_id).strip("-")[:40] or "contest"
    return f"{base}-{time.strftime('%m%d-%H%M%S')}"
