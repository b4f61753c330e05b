"""The servers Podium brings along: real ones, from wheels, on loopback, for a machine that has none.

A URL in the settings replaces a part. Each but the search server, which holds what is public, has a password of its own, and its
folder is closed to other users of the machine.
"""

from __future__ import annotations

from deploy.local.servers.base import Part
from deploy.local.servers.mongo import Mongo
from deploy.local.servers.nats import Nats
from deploy.local.servers.postgres import Postgres
from deploy.local.servers.redis import Redis
from deploy.local.servers.search import Search

PARTS: tuple[type[Part], ...] = (Postgres, Redis, Nats, Mongo, Search)

__all__ = ["PARTS", "Mongo", "Nats", "Part", "Postgres", "Redis", "Search"]
