"""`podium status`: what runs and how it is."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp

from deploy.cli.up import data_folder


def run(data: Path | None, as_json: bool) -> int:
    """0 when everything is ready, 1 when a part is not, 3 when nothing runs."""
    folder = data_folder(data)
    try:
        running = json.loads((folder / "running.json").read_text())
    except (OSError, ValueError):
        running = None
    if running is None or not _alive(running["pid"]):
        print(json.dumps({"running": False}) if as_json else f"no platform runs on {folder}; start one with ./podium up")
        return 3
    roles = asyncio.run(_ask(running["roles"]))
    good = all(role["ready"] for role in roles)
    if as_json:
        print(json.dumps({"running": True, "url": running["url"], "ready": good, "roles": roles}, indent=1))
        return 0 if good else 1
    print(f"{running['url']} runs for {_spell(time.time() - running['since'])}, supervised by process {running['pid']}")
    for role in roles:
        missing = [part for part, fine in role["checks"].items() if not fine]
        state = "ready" if role["ready"] else f"not ready: {', '.join(missing) or 'does not answer'}"
        print(f"  {role['name']:<12} {state}")
    return 0 if good else 1


async def _ask(urls: dict[str, str]) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        return list(await asyncio.gather(*(_one(session, name, url) for name, url in urls.items())))


async def _one(session: aiohttp.ClientSession, name: str, url: str) -> dict[str, Any]:
    try:
        async with session.get(url) as answer:
            body = await answer.json()
            return {"name": name, "ready": answer.status == 200, "checks": body.get("checks", {})}
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return {"name": name, "ready": False, "checks": {}}


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _spell(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
