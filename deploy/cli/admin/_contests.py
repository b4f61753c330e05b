"""Arguments, calls and times that the commands about contests share."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import contest_time

if TYPE_CHECKING:
    from deploy.local.client import Client

ContestId = Annotated[str, typer.Argument(metavar="CONTEST", help="Id of a contest.")]
Most = 10_000
"""Entries of a list that a command prints."""


def path(contest: str, *parts: str) -> str:
    return "/".join(["/contests", *(quote(part, safe="") for part in (contest, *parts))])


def moment(text: str) -> int:
    """Milliseconds since 1970 of a time such as 2026-12-01T10:00+01:00."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise typer.BadParameter(f"expected a time with its zone, such as 2026-12-01T10:00+01:00 or …Z, not {text!r}")
    return round(parsed.timestamp() * 1000)


def length(text: str) -> int:
    """Milliseconds of a time span such as 5:00:00."""
    milliseconds = contest_time(text)
    if milliseconds <= 0:
        raise typer.BadParameter(f"expected a time span such as 0:15:00, not {text!r}")
    return milliseconds


def clock(milliseconds: int | None) -> str:
    """`H:MM:SS`; `-` for None."""
    if milliseconds is None:
        return "-"
    seconds = abs(milliseconds) // 1000
    return f"{'-' if milliseconds < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


async def get(client: Client, contest: str) -> dict[str, Any]:
    found: dict[str, Any] = await client.call("GET", path(contest))
    return found


async def change(client: Client, contest: dict[str, Any], **settings: Any) -> None:
    """Changes settings of a contest that was read before, unless somebody has changed it since. Raises `Refused`."""
    await client.call("PUT", path(contest["id"]), {"settings": settings}, {"If-Match": f'"{contest["version"]}"'})


async def set_problems(client: Client, contest: dict[str, Any], problems: list[dict[str, Any]]) -> None:
    """The same with its problems."""
    await client.call("PUT", path(contest["id"], "problems"), {"problems": problems}, {"If-Match": f'"{contest["version"]}"'})
