"""`podium keys rotate`: a new key signs access tokens, and nobody is logged out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli._options import Data
from deploy.cli.keys import keys
from deploy.local.running import data_folder

if TYPE_CHECKING:
    from deploy.local.database import Database

AtOnce = Annotated[bool, typer.Option("--at-once", help="A key was stolen: the others are good no longer.")]


@keys.command("rotate")
def rotate(at_once: AtOnce = False, data: Data = None) -> int:
    """Makes a new key for access tokens; works on the database (PODIUM_POSTGRES_URL, or the platform that runs here).

    It is published now and signs in six minutes; the one of before checks tokens until the last has expired. With --at-once it signs
    now, all access tokens are refused within seconds, and clients refresh them: nobody logs in again.
    """
    from deploy.local.database import on_database

    id, signs_from = asyncio.run(on_database(data_folder(data), "podium keys rotate", lambda database: _rotate(database, at_once)))
    print(
        f"{id} signs from {signs_from:%H:%M:%S} UTC" + (", the others are good no longer" if at_once else ", the others check for an hour")
    )
    return 0


async def _rotate(database: Database, at_once: bool) -> tuple[str, datetime]:
    from core_api.domains.accounts.signing_keys import SigningKeys

    return await SigningKeys(*database).rotate(datetime.now(UTC), at_once=at_once)
