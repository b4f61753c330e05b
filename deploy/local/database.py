"""The database of a platform, for commands that work on it: that of the settings, else of the platform that runs on a data folder."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from core_api.storage import acting, audit, mail
from core_api.storage import pool as postgres
from core_api.storage.pool import Pool
from deploy.local.running import running
from deploy.local.servers import Postgres
from realtime.runtime import settings
from realtime.runtime.errors import Unavailable
from realtime.runtime.settings import Settings
from realtime.security.vault import Vault

T = TypeVar("T")


class Database(NamedTuple):
    pool: Pool
    vault: Vault


async def on_database(data: Path, action: str, work: Callable[[Database], Awaitable[T]]) -> T:
    """What `work` gives. `action` is what the audit log says. Raises `Unavailable` or `BadSetting`."""
    chosen = database_settings(data)
    audit.use(chosen)
    vault = Vault(chosen.secret_key)
    mail.seal_with(vault)
    pool = await postgres.connect(chosen.postgres_url)
    try:
        with acting.acting_as(action):
            return await work(Database(pool, vault))
    finally:
        await pool.close()


def database_settings(data: Path) -> Settings:
    """Settings with `postgres_url` and `secret_key`. Raises `Unavailable` when no platform runs on the folder and none are set."""
    given = settings.load()
    if given.postgres_url:
        settings.require(given, "secret_key")
        return given
    state = running(data)
    if state is None or not state.postgres_port:
        raise Unavailable(
            f"no platform runs on {data}: start it with './podium up', name its folder with --data, or set PODIUM_POSTGRES_URL and"
            " PODIUM_SECRET_KEY"
        )
    kept = json.loads((data / "secrets.json").read_text())
    url = Postgres(data, state.postgres_port, kept["password"]).url
    return settings.load(postgres_url=url, secret_key=given.secret_key or kept["secret_key"])
