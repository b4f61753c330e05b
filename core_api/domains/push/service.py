"""Which browsers are told news while no page is open in them."""

from __future__ import annotations

from core_api.domains.push.models import NewSubscription, Subscription
from core_api.domains.push.services import PushServices
from core_api.domains.push.store import PushStore
from core_api.domains.push.vapid import VapidKey
from core_api.storage import unit_of_work
from realtime.runtime.errors import Forbidden, NotFound
from realtime.security.tokens import Claims

MOST = 10
"""Browsers of one user; the oldest goes."""


class PushService:
    def __init__(self, store: PushStore, services: PushServices, key: VapidKey) -> None:
        self._store = store
        self._services = services
        self._key = key

    def key(self) -> str:
        """Raises `NotFound` where nothing is pushed."""
        if not self._services.any:
            raise NotFound("this platform pushes nothing: its setting push_services is empty")
        return self._key.public

    async def of(self, user: str) -> list[Subscription]:
        return await self._store.of(user)

    async def subscribe(self, wanted: NewSubscription, by: Claims) -> Subscription:
        """Raises `Forbidden`, and `Invalid` for a push service that is not known."""
        service = self._services.host(wanted.endpoint)
        async with unit_of_work.begin(self._store.pool) as work:
            made = await self._store.put(work, by.sub, by.sid, service, wanted)
            if made is None:
                raise Forbidden("a browser subscribes with a session that holds, not with an API key")
            await self._store.keep_newest(work, by.sub, MOST)
        return made

    async def end(self, id: str, user: str) -> None:
        """Raises `NotFound`."""
        async with unit_of_work.begin(self._store.pool) as work:
            if not await self._store.remove(work, user, id):
                raise NotFound("there is no such subscription", field="subscription")
