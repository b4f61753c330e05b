"""`podium migrate`: the schema of the database."""

from __future__ import annotations

import asyncio

from deploy.cli._app import Panel, app
from realtime.runtime import settings


@app.command(rich_help_panel=Panel.ADMINISTRATION)
def migrate() -> int:
    """Brings the database (PODIUM_POSTGRES_URL) to the schema of this version.

    Run it before the roles of a new version start; `podium up` does it by itself.
    """
    from core_api.storage import migrate as schema

    given = settings.load()
    settings.require(given, "postgres_url")
    for name in (applied := asyncio.run(schema.migrate(given.postgres_owner_url or given.postgres_url))):
        print(f"applied {name}")
    if not applied:
        print("the schema is up to date")
    return 0
