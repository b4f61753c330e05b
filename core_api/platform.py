"""What every domain of core_api works with."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from core_api.db import Pool
from core_api.limits import Limits
from realtime.addresses import Trusted
from realtime.backbone import Backbone
from realtime.crypto import Vault
from realtime.documents import Documents
from realtime.redis import Redis
from realtime.settings import Settings
from realtime.tokens import Signer


@dataclass(frozen=True)
class Platform:
    settings: Settings
    pool: Pool
    redis: Redis
    backbone: Backbone
    documents: Documents
    vault: Vault
    signer: Signer
    limits: Limits
    trusted: Trusted


PLATFORM: web.AppKey[Platform] = web.AppKey("platform", Platform)
