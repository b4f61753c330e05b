"""`podium audit …`: the audit log, with the platform's stores and key. Searching it over REST is `podium admin audit`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from deploy.cli._app import Panel, app
from deploy.local.running import data_folder, settings_of
from realtime.runtime import settings

if TYPE_CHECKING:
    from core_api.storage.pool import Pool
    from realtime.runtime.settings import Settings

audit = typer.Typer(help="Verifies the audit log, or exports it.", no_args_is_help=True)
app.add_typer(audit, name="audit", rich_help_panel=Panel.ADMINISTRATION)


def known_settings(data: Path | None) -> Settings:
    """Of this process, else those of the platform that runs on the data folder. Raises `Unavailable`."""
    given = settings.load()
    return given if given.postgres_url else settings_of(data_folder(data))


@asynccontextmanager
async def database(given: Settings) -> AsyncIterator[Pool]:
    """Read-only outside of a unit of work. Raises `Unavailable`."""
    from core_api.storage import pool as postgres

    settings.require(given, "postgres_url")
    pool = await postgres.connect(given.postgres_url)
    try:
        yield pool
    finally:
        pool.terminate()
