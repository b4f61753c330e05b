"""What every domain of core_api works with."""

from __future__ import annotations

from dataclasses import dataclass

from core_api.router.limits import Limits
from core_api.storage.caches import Caches
from core_api.storage.pool import Pool, answers
from core_api.storage.replica import OwnWrites, Reads
from core_api.storage.rights import RightsChanges
from realtime.backbone import Backbone
from realtime.runtime.health import Check
from realtime.runtime.settings import Settings
from realtime.security.addresses import Trusted
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis
from realtime.storage.search import SearchIndex


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
    rights: RightsChanges
    caches: Caches
    reads: Reads
    """Of the replica, where there is one."""
    own_writes: OwnWrites | None
    search: SearchIndex

    def checks(self) -> dict[str, Check]:
        """Of the servers that nothing works without."""
        return {
            "postgres": lambda: answers(self.pool),
            "nats": self.backbone.ready,
            "redis": self.redis.ready,
            "documents": self.documents.ready,
        }
