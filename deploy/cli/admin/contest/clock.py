"""`podium admin contest extend | pause | resume | freeze`: the clock of a contest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Json, Url
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, change, clock, get, length, path
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest
from realtime.runtime.errors import Conflict

if TYPE_CHECKING:
    from deploy.local.client import Client

By = Annotated[int, typer.Argument(parser=length, metavar="H:MM:SS", help="By how much.")]
Team = Annotated[str | None, typer.Option(metavar="TEAM", help="Only for this team, behind the end.", show_default=False)]
For = Annotated[int, typer.Option("--for", parser=length, metavar="H:MM:SS", help="How long; 'resume' ends it earlier.")]
At = Annotated[int | None, typer.Argument(parser=length, metavar="[H:MM:SS]", help="Contest time (default: now).", show_default=False)]
Never = Annotated[bool, typer.Option("--never", help="The public board never stands still.")]


@contest.command()
def extend(id: ContestId, by: By, team: Team = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Moves the end of a contest; with --team, gives one team more time."""

    async def run(client: Client) -> dict[str, Any]:
        if team is not None:
            more = {"extension": by // 1000}
            return dict(await client.call("PUT", path(id, "teams", team), more))
        held = await get(client, id)
        await change(client, held, duration=held["settings"]["duration"] + by)
        return (await get(client, id))["settings"]  # type: ignore[no-any-return]  # JSON

    changed = calling(data, url, run)
    text = f"{id}: lasts {clock(changed['duration'])}" if team is None else f"{changed['name']} has {clock(by)} more"
    return _said(changed, text, as_json=as_json)


@contest.command()
def pause(id: ContestId, lasts: For, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Stops the clock of a running contest from now on: what is sent meanwhile counts as sent at its beginning."""

    async def run(client: Client) -> dict[str, Any]:
        held = await get(client, id)
        now = _since_start(held)
        pauses = held["settings"]["pauses"]
        if pauses and pauses[-1][1] > now:
            raise Conflict(f"contest {id!r} has a pause until {clock(pauses[-1][1])} already: 'podium admin contest resume' ends it")
        await change(client, held, pauses=[*pauses, [now, now + lasts]])
        return (await get(client, id))["settings"]  # type: ignore[no-any-return]  # JSON

    return _said(changed := calling(data, url, run), f"{id}: paused for {_length(changed['pauses'][-1])}", as_json=as_json)


@contest.command()
def resume(id: ContestId, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Ends the pause in which a contest is."""

    async def run(client: Client) -> dict[str, Any]:
        held = await get(client, id)
        now = _since_start(held)
        pauses = held["settings"]["pauses"]
        if not pauses or not pauses[-1][0] < now < pauses[-1][1]:
            raise Conflict(f"contest {id!r} is not paused")
        await change(client, held, pauses=[*pauses[:-1], [pauses[-1][0], now]])
        return (await get(client, id))["settings"]  # type: ignore[no-any-return]  # JSON

    return _said(changed := calling(data, url, run), f"{id}: goes on, after {_length(changed['pauses'][-1])}", as_json=as_json)


@contest.command()
def freeze(id: ContestId, at: At = None, never: Never = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Freezes the public board from a contest time on: now, later, or never."""
    if never and at is not None:
        raise typer.BadParameter("either a time or --never")

    async def run(client: Client) -> dict[str, Any]:
        held = await get(client, id)
        settings = held["settings"]
        wanted = None if never else at
        if at is None and not never:
            now = _since_start(held)
            wanted = now - sum(max(0, min(now, end) - begin) for begin, end in settings["pauses"])
        await change(client, held, freeze=wanted)
        return (await get(client, id))["settings"]  # type: ignore[no-any-return]  # JSON

    changed = calling(data, url, run)
    frozen = changed["freeze"]
    return _said(changed, f"{id}: {'never freezes' if frozen is None else f'freezes at {clock(frozen)}'}", as_json=as_json)


def _since_start(held: dict[str, Any]) -> int:
    """Milliseconds of wall-clock time since the start. Raises `Conflict` for a contest that does not run."""
    if held["status"] != "running" or held["settings"]["start"] is None:
        raise Conflict(f"contest {held['id']!r} does not run: it is {held['status']}")
    return round(time.time() * 1000) - int(held["settings"]["start"])


def _length(pause: list[int]) -> str:
    return clock(pause[1] - pause[0])


def _said(changed: dict[str, Any], text: str, *, as_json: bool) -> int:
    if as_json:
        _output.as_json(changed)
    else:
        print(text)
    return 0
