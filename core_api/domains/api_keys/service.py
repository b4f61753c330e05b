"""API keys: made, used, revoked.

A key is `podium_<id>_<secret>`: scanners for leaked secrets know it by its prefix, the id finds its row, the secret is stored as a hash.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from datetime import UTC, datetime, timedelta

from core_api.domains.api_keys.models import ApiKey, MadeApiKey, NewApiKey
from core_api.domains.api_keys.store import ApiKeyStore
from core_api.domains.notifications.security import security_mail
from core_api.router import scopes
from core_api.storage import unit_of_work
from core_api.storage.pool import AWAY
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, NotFound, Unauthenticated
from realtime.security.names import display_name
from realtime.security.tokens import KEY_PREFIX, Claims, Clock, KeyUse

log = logging.getLogger(__name__)

MOST = 50
"""Keys of one user."""
SECRET_BYTES = 32
NOTE_EVERY = timedelta(minutes=1)
"""A use is noted as often: a busy key costs one write a minute."""
_SHAPE = re.compile(rf"{KEY_PREFIX}([0-9a-z]{{26}})_([\w-]{{43}})", re.ASCII)


class ApiKeyService:
    def __init__(self, keys: ApiKeyStore, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def check(self, key: str) -> Claims:
        """Claims of the key's user, with the roles that its scopes let it have. Raises `Unauthenticated`."""
        shape = _SHAPE.fullmatch(key)
        row = None if shape is None else await self._keys.used(shape[1])
        if row is None or shape is None or not hmac.compare_digest(row.hash, _hash(shape[2])):
            raise Unauthenticated("the API key is not valid, or was revoked")
        now = self._now()
        if row.until <= now:
            raise Unauthenticated("the API key has expired")
        if row.disabled:
            raise Unauthenticated("this account is disabled")
        if row.last_used_at is None or now - row.last_used_at >= NOTE_EVERY:
            await self._note_use(row.id, now)
        use = KeyUse(row.id, row.scopes, row.per_minute)
        claims = Claims(row.user_id, row.user_name, row.roles, row.jury_of, int(row.until.timestamp()), row.id, f"key:{row.id}", use)
        return scopes.narrowed(claims)

    async def of(self, user: str) -> list[ApiKey]:
        return await self._keys.of(user)

    async def make(self, by: Claims, wanted: NewApiKey) -> MadeApiKey:
        """Raises `Forbidden` for a scope that is for a role the user has not, `Conflict` for too many keys."""
        if refused := {*wanted.scopes} - scopes.grantable(by):
            raise Forbidden(f"the scope {min(refused)} needs a role that you do not have", field="scopes")
        now, id, secret = self._now(), ids.new(self._clock()), secrets.token_urlsafe(SECRET_BYTES)
        name = display_name(wanted.name)
        key = ApiKey(id, name, sorted({*wanted.scopes}), wanted.per_minute, now, now + timedelta(days=wanted.days), None)
        made = MadeApiKey(id, f"{KEY_PREFIX}{id}_{secret}", key)
        async with unit_of_work.begin(self._keys.pool) as work:
            if await self._keys.lock_user(work, by.sub) >= MOST:
                raise Conflict(f"{MOST} API keys are enough: revoke one first")
            await self._keys.add(work, by.sub, _hash(secret), key)
            work.audit("api key", id, after={"name": name, "scopes": key.scopes, "until": key.until.isoformat()})
            work.mail(security_mail("api-key-created", by.sub, now, name=name))
            work.answer(made)
        log.info("API key made", extra={"user_id": by.sub, "key": id})
        return made

    async def revoke(self, user: str, id: str) -> None:
        """Raises `NotFound`."""
        async with unit_of_work.begin(self._keys.pool) as work:
            name = await self._keys.remove(work, user, id)
            if name is None:
                raise NotFound(f"there is no API key {id[:40]!r}", field="key")
            work.audit("api key", id, before={"name": name, "user": user})
        log.info("API key revoked", extra={"user_id": user, "key": id})

    async def _note_use(self, id: str, now: datetime) -> None:
        try:
            async with unit_of_work.begin(self._keys.pool, unaudited="a use of a key") as work:
                await self._keys.note_use(work, id, now)
        except AWAY as error:
            log.info("a use of an API key is not noted: %r", error)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
