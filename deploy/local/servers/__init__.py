"""The servers Podium brings along: real ones, from wheels, on loopback, for a machine that has none.

A URL in the settings replaces a part. Each has a password of its own, and its folder is closed to other users of the machine.
"""

from __future__ import annotations

from deploy.local.servers.base import Part
from deploy.local.servers.mongo import Mongo
from deploy.local.servers.nats import Nats
from deploy.local.servers.postgres import Postgres
from deploy.local.servers.redis import Redis

PARTS: tuple[type[Part], ...] = (Postgres, Redis, Nats, Mongo)

__all__ = ["PARTS", "Mongo", "Nats", "Part", "Postgres", "Redis"]
