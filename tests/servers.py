"""Runs embedded servers for tests until its standard input ends: `python -m tests.servers DATA [NAME …]`. Says their URLs in JSON."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.servers import PARTS, Postgres
from deploy.local.supervisor import Child, Supervisor
from realtime.backbone.nats import NatsBackbone
from realtime.storage.log_trust import LogTrust
from tests.logs import AUTHENTICATOR
from tests.workers import free_port

NOT_SYNCED = "fsync = off\nfull_page_writes = off\n"
"""Of PostgreSQL: these servers end with their tests, and a commit that waits for the disk was half of the time of a test of the API."""


async def main(data: Path, names: Sequence[str]) -> None:
    (data / "logs").mkdir(parents=True)
    supervisor = Supervisor(data, lambda text: print(text, file=sys.stderr))
    urls = {}
    for kind in (kind for kind in PARTS if not names or kind.name in names):
        part = kind(data, free_port(), "secret")
        part.prepare()
        if isinstance(part, Postgres):
            with (part.folder / "postgresql.conf").open("a") as file:
                file.write(NOT_SYNCED)
        stop = signal.SIGINT if kind is Postgres else signal.SIGTERM
        log = data / "logs" / f"{part.name}.log"
        await supervisor.start(Child(part.name, part.command(), part.env, part.answers, log, part.user, stop, mounts=part.mounts))
        urls[part.name] = part.urls().get("postgres_owner_url", part.url)
    if "nats" in urls:
        await begin_log(urls["nats"])
    print(json.dumps(urls), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await supervisor.stop()


async def begin_log(url: str) -> None:
    """As the first role of a new platform does it; tests may append before any role starts."""
    backbone = await NatsBackbone.connect(url, name="test")
    await LogTrust.load(backbone, AUTHENTICATOR)
    await backbone.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
