"""MongoDB's stand-in (SecantusDB), embedded."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec
from motor.motor_asyncio import AsyncIOMotorClient

from deploy.local.mongo_server import USER, Configuration
from deploy.local.servers.base import Part, write_private


class Mongo(Part):
    name = "mongo"
    setting = "mongo_url"

    @property
    def url(self) -> str:
        return f"mongodb://{USER}:{self.password}@127.0.0.1:{self.port}/?directConnection=true&authSource=admin"

    @property
    def _configuration(self) -> Path:
        return self.folder / "server.json"

    def prepare(self) -> None:
        super().prepare()
        write_private(self._configuration, msgspec.json.encode(Configuration(self.port, str(self.folder), self.password)).decode())

    def command(self) -> list[str | Path]:
        return [sys.executable, "-m", "deploy.local.mongo_server", self._configuration]

    @property
    def env(self) -> dict[str, str]:
        return {**super().env, "PYTHONPATH": str(Path(__file__).parents[3])}

    async def answers(self) -> bool:
        client: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(self.url, serverSelectionTimeoutMS=1000)
        try:
            await asyncio.wait_for(client.podium.command("ping"), 2)
        except Exception:  # whatever a server that is not up yet makes the driver raise
            return False
        finally:
            client.close()
        return True
