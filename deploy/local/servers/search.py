"""Search server (osmem), embedded: in memory, so that role `worker` fills it after each start.

It knows no password. Nothing stands in it that not everybody may see, and nothing that it holds is shown (see `realtime.storage.search`):
another user of this machine could make searches of this platform find too little, and no more.
"""

from __future__ import annotations

import os
from pathlib import Path

import aiohttp

from deploy.local.servers.base import SITE, Part

HEAP_SHARE, LEAST_HEAP = 8, 512 * 2**20
"""Part of the machine's memory, and bytes at least, from which the server's garbage collector works harder. It is no limit: a larger index
takes what it needs. But one that is near it is collected at each search: with 20,000 problems (0.5 GiB) that cost a seventh of the time.
"""


class Search(Part):
    name = "search"
    setting = "elasticsearch_url"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str | Path]:
        # its standard input is at its end, which would stop it
        return [SITE / "osmem_server" / "bin" / "osmem-server", "-addr", f"127.0.0.1:{self.port}", "-no-ja", "-no-stdin-watch"]

    @property
    def env(self) -> dict[str, str]:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return {**super().env, "GOMEMLIMIT": str(max(memory // HEAP_SHARE, LEAST_HEAP))}

    async def answers(self) -> bool:
        try:
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session, session.get(self.url) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
