"""`podium reindex`: the search index, made anew from the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from deploy.cli._app import Panel, app
from deploy.cli._options import Data

if TYPE_CHECKING:
    from realtime.runtime.settings import Settings
    from realtime.storage.search import Kind

STEP = 10
"""Per cent between two lines about how far it is."""


@app.command(rich_help_panel=Panel.ADMINISTRATION)
def reindex(data: Data = None) -> int:
    """Makes the search index anew from the database, beside the one that is searched meanwhile, and puts it in its place.

    For an index that is doubted, such as one of a search server that came back with an old state. The role 'worker' makes one that is
    missing by itself. Changes wait until it is done; when it is ended in the middle, the old index stays.
    """
    from deploy.local.running import data_folder, settings_of
    from realtime.runtime import settings

    given = settings.load()
    if not given.postgres_url:
        given = settings_of(data_folder(data))
    settings.require(given, "postgres_url", "elasticsearch_url")
    for kind, written in asyncio.run(_rebuild(given)).items():
        print(f"{written:,} {kind}s are in the search index")
    return 0


async def _rebuild(given: Settings) -> dict[Kind, int]:
    from core_api.storage import pool as postgres
    from core_api.storage.search import writing
    from realtime.storage.search import KINDS
    from realtime.storage.search.opened import open_index

    pool = await postgres.connect(given.postgres_url)
    index = open_index(given.elasticsearch_url)
    try:
        return {kind: await writing.rebuild(pool, index, kind, progress(kind, say)) for kind in KINDS}
    finally:
        await index.close()
        pool.terminate()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def progress(kind: str, tell: Callable[[str], None]) -> Callable[[int, int], None]:
    """Tells how far it is, at every `STEP` per cent."""
    told = 0

    def made(done: int, total: int) -> None:
        nonlocal told
        part = min(100, 100 * done // max(1, total))
        if part >= told + STEP:
            told = part
            tell(f"{kind}s: {done:,} of about {total:,}")

    return made
