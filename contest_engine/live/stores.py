"""What the live engine reads from and writes to."""

from __future__ import annotations

from typing import NamedTuple

from realtime.backbone import Backbone
from realtime.security.authenticator import Authenticator
from realtime.storage.contest_log import ContestLog
from realtime.storage.redis import Redis


class Stores(NamedTuple):
    backbone: Backbone
    redis: Redis
    logs: ContestLog
    authenticator: Authenticator
    """Of snapshots: whoever can write where they are kept must not make boards."""
