"""`podium status`: what runs and whether it is ready."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, NamedTuple

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Json
from deploy.local.running import data_folder, running

if TYPE_CHECKING:
    import aiohttp

READY, NOT_READY, NOT_RUNNING = 0, 1, 3
"""Exit codes."""
ANSWER_SECONDS = 5
EXPLAINED = {
    "log": "log (full, or its disk is: see the engine's log)",
    "contests": "contests (they cannot be found or claimed)",
}
"""Checks whose name does not say what is wrong."""


class Readiness(NamedTuple):
    """What a process answers at /readyz; no checks when it does not answer."""

    name: str
    ready: bool
    checks: dict[str, bool]


@app.command(rich_help_panel=Panel.RUN)
def status(data: Data = None, as_json: Json = False) -> int:
    """Shows what runs, and whether it is ready.

    Exit code 0: all of it is ready; 1: a part is not; 3: nothing runs.
    """
    folder = data_folder(data)
    state = running(folder)
    if state is None:
        print(json.dumps({"running": False}) if as_json else f"no platform runs on {folder}; start one with ./podium up")
        return NOT_RUNNING
    roles = asyncio.run(_ask(state.roles))
    ready = all(role.ready for role in roles)
    if as_json:
        print(json.dumps({"running": True, "url": state.url, "ready": ready, "roles": [role._asdict() for role in roles]}, indent=1))
    else:
        print(f"{state.url} runs for {_duration(time.time() - state.since)}, supervised by process {state.pid}")
        for role in roles:
            print(f"  {role.name:<12} {_state(role)}")
    return READY if ready else NOT_READY


async def _ask(urls: dict[str, str]) -> list[Readiness]:
    import aiohttp

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as session:
        return list(await asyncio.gather(*(_readiness(session, name, url) for name, url in urls.items())))


async def _readiness(session: aiohttp.ClientSession, name: str, url: str) -> Readiness:
    import aiohttp

    try:
        async with session.get(url) as response:
            body = await response.json()
            return Readiness(name, response.status == 200, body.get("checks", {}))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return Readiness(name, False, {})


def _state(role: Readiness) -> str:
    if role.ready:
        return "ready"
    missing = [EXPLAINED.get(part, part) for part, fine in role.checks.items() if not fine]
    return f"not ready: {', '.join(missing) or 'does not answer'}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
