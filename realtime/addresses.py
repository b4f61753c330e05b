"""Who asks, behind load balancers."""

from __future__ import annotations

from collections.abc import Container


def client(peer: str | None, forwarded: str | None, trusted: Container[str]) -> str:
    """The client's address: the last one in X-Forwarded-For, where a load balancer we trust connects, else whoever does."""
    if forwarded and peer is not None and peer in trusted:
        return forwarded.rsplit(",", 1)[-1].strip()
    return peer or "-"
