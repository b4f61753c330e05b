"""`podium audit export`: the audit log as a file."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from deploy.cli._options import Data
from deploy.cli.audit import audit, database, known_settings
from realtime.runtime.settings import Settings

After = Annotated[int, typer.Option(metavar="N", min=0, help="Only what is behind this link of the chain.")]


@audit.command("export")
def export(after: After = 0, data: Data = None) -> int:
    """Writes the audit log to standard output, a line for each entry with its link of the hash chain.

    Keep exports where the platform's administrators cannot write: 'podium audit verify --export FILE' holds the log against them.
    Addresses stay sealed.
    """
    asyncio.run(_export(known_settings(data), after))
    return 0


async def _export(given: Settings, after: int) -> None:
    from core_api.storage.audit import verification

    async with database(given) as pool:
        async for line in verification.export(pool, after):
            sys.stdout.buffer.write(line)
