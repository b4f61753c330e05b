"""TCP ports on this machine."""

from __future__ import annotations

import socket

from realtime.runtime.errors import PodiumError


class Occupied(PodiumError):
    """The port or the data folder is in use."""

    code = "occupied"


def check_free(host: str, port: int, setting: str) -> None:
    """Raises `Occupied` with the reason, and the `setting` to change, when nothing can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Occupied(
                f"port {port} on {host} cannot be used: {error.strerror or error}; choose another one with {setting}", field="port"
            ) from None


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
