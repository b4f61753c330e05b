"""API keys."""

from __future__ import annotations

from core_api.domains.api_keys.models import ApiKey, MadeApiKey, NewApiKey
from core_api.domains.api_keys.service import ApiKeyService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Forbidden, NotFound
from realtime.security.tokens import Claims


class ApiKeyRoutes:
    """API keys, with which programs use the API in the name of a user.

    It is sent as `Authorization: Bearer podium_…`, and may what its scopes and the roles of its user both allow; nothing under `/auth`.
    """

    def __init__(self, keys: ApiKeyService) -> None:
        self._keys = keys

    @endpoint("GET /auth/keys", Policy.SIGNED_IN)
    async def own(self, caller: Claims) -> list[ApiKey]:
        """The own API keys, the newest first."""
        return await self._keys.of(caller.sub)

    @endpoint("POST /auth/keys", Policy.SIGNED_IN, location="/auth/keys/{id}", errors=(Conflict, Forbidden))
    async def make(self, body: NewApiKey, caller: Claims) -> MadeApiKey:
        """Makes an API key, and shows it this one time. At most 50 for a user; the user is told by mail."""
        return await self._keys.make(caller, body)

    @endpoint("DELETE /auth/keys/{key}", Policy.SIGNED_IN, errors=(NotFound,))
    async def revoke(self, key: str, caller: Claims) -> None:
        """Revokes one of the own API keys, at once."""
        await self._keys.revoke(caller.sub, key)

    @endpoint("GET /users/{user}/keys", Policy.ADMIN)
    async def of_user(self, user: str) -> list[ApiKey]:
        """The API keys of a user, the newest first."""
        return await self._keys.of(user)

    @endpoint("DELETE /users/{user}/keys/{key}", Policy.ADMIN, errors=(NotFound,))
    async def revoke_of_user(self, user: str, key: str) -> None:
        """Revokes an API key of a user, at once: one that was found in public, for example."""
        await self._keys.revoke(user, key)
