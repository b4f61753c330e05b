"""Runs SecantusDB with one user, whose password is set before the port opens: `python -m deploy.local.mongo_server FILE`.

The server's own command line can make users over the network only, and only while it asks nobody for a password. It stands outside the
package `servers`, so that the process loads nothing else of Podium.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path

import msgspec
from secantus import SecantusDBServer
from secantus.auth import SCRAM_SHA_256, derive_credentials

USER = "podium"
USERS = 1000
"""Users looked at for those that are not ours."""


class Configuration(msgspec.Struct):
    port: int
    folder: str
    password: str


def main(file: Path) -> None:
    wanted = msgspec.json.decode(file.read_bytes(), type=Configuration)
    server = SecantusDBServer(
        "127.0.0.1",
        wanted.port,
        wanted.folder,
        require_auth=True,
        enable_test_commands=False,
        sync_on_commit=True,  # without it a SIGKILL loses acknowledged writes
    )
    for user in server.storage.list_users(limit=USERS):
        server.storage.drop_user(user["db"], user["user"])
    server.storage.add_user("admin", USER, _record(wanted.password))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    server.start()
    stop.wait()
    server.stop()


def _record(password: str) -> dict[str, object]:
    """As the server keeps a user itself."""
    return {
        "_id": f"admin.{USER}",
        "user": USER,
        "db": "admin",
        "credentials": derive_credentials(password, mechanism=SCRAM_SHA_256, username=USER).to_doc(),
        "roles": [{"role": "readWrite", "db": "podium"}],
        "mechanisms": [SCRAM_SHA_256],
    }


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    main(Path(sys.argv[1]))
