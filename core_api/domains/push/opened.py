"""What roles open to push, by the settings."""

from __future__ import annotations

from typing import NamedTuple

from core_api.domains.push.services import PushServices
from core_api.domains.push.store import PushStore
from core_api.domains.push.vapid import VapidKey
from core_api.storage.pool import Pool
from realtime.runtime.settings import Settings
from realtime.security.vault import Vault


class Push(NamedTuple):
    store: PushStore
    services: PushServices
    key: VapidKey


def open_push(pool: Pool, vault: Vault, settings: Settings) -> Push:
    """Raises `BadSetting`."""
    contact = settings.public_url if settings.public_url.startswith("https:") else f"mailto:{settings.admin_email or 'nobody@localhost'}"
    return Push(PushStore(pool, vault), PushServices(settings.push_services), VapidKey(settings.secret_key, contact))
