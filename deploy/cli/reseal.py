"""`podium reseal`: seals of earlier versions, or under an earlier key."""

from __future__ import annotations

import asyncio

from deploy.cli._app import Panel, app
from realtime.runtime import settings


@app.command(rich_help_panel=Panel.ADMINISTRATION)
def reseal() -> int:
    """Seals sources, tests and judgements anew: after an upgrade, or when PODIUM_SECRET_KEY has changed.

    Stop the roles, run 'podium migrate', then this; 'podium up' does it by itself after an upgrade. With a new key, set
    PODIUM_PREVIOUS_SECRET_KEY to the one before. Exit code 1: something could not be opened.
    """
    from deploy.local.resealing import reseal as run

    given = settings.load()
    settings.require(given, "postgres_url", "mongo_url", "nats_url", "secret_key")
    done = asyncio.run(run(given))
    for words in done.unreadable:
        print(f"left as it is: {words}")
    print(f"{done.sealed} objects were sealed anew" if done.sealed else "all seals are of this version and key")
    return 1 if done.unreadable else 0
