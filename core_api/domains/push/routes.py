"""Web Push."""

from __future__ import annotations

from core_api.domains.push.models import NewSubscription, PushKey, Subscription
from core_api.domains.push.service import PushService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims


class PushRoutes:
    """Web Push: a browser is told of announcements and answers of the jury while no page of the platform is open in it.

    A subscription ends with the session that made it. Messages are encrypted for the browser: its push service cannot read them.
    """

    def __init__(self, push: PushService) -> None:
        self._push = push

    @endpoint("GET /push/key", Policy.ANYONE, errors=(NotFound,))
    async def key(self) -> PushKey:
        """The public key that browsers subscribe with."""
        return PushKey(self._push.key())

    @endpoint("GET /push/subscriptions", Policy.SIGNED_IN)
    async def own(self, caller: Claims) -> list[Subscription]:
        """The own browsers that are told, the oldest first."""
        return await self._push.of(caller.sub)

    @endpoint(
        "PUT /push/subscriptions",
        Policy.SIGNED_IN,
        if_match="of one's own browser, and the last wish holds",
        audit="one's own browser",
        errors=(Forbidden, Invalid),
    )
    async def subscribe(self, body: NewSubscription, caller: Claims) -> Subscription:
        """Has a browser told of news, or changes its keys and language. At most 10 browsers of one user: the oldest goes."""
        return await self._push.subscribe(body, caller)

    @endpoint("DELETE /push/subscriptions/{subscription}", Policy.SIGNED_IN, audit="one's own browser", errors=(NotFound,))
    async def end(self, subscription: str, caller: Claims) -> None:
        """Has a browser told no more."""
        await self._push.end(subscription, caller.sub)
