"""What every domain of core_api works with."""

from __future__ import annotations

from dataclasses import dataclass

from core_api.router.limits import Limits
from core_api.storage.pool import Pool
from realtime.backbone import Backbone
from realtime.runtime.settings import Settings
from realtime.security.addresses import Trusted
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis


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
    judge_queue: JudgeQueue
    trust: LogTrust
