"""Sessions: what a login begins and a logout ends.

A session has access tokens (an hour, checked by every role without asking anybody) and one refresh token at a time (24 hours, random,
stored as a hash). Each refresh gives a new pair, so a client that comes back within a day stays logged in: a five-hour contest needs one
login. All refresh tokens of a session are a family: one that comes a second time was stolen from whoever sent it first or second, nobody
can tell from whom, so the session ends with all its tokens.

    login ──▶ R1 ──refresh──▶ R2 ──refresh──▶ R3        R2 again ──▶ the session ends: R3 and all access tokens are refused

A client whose answer got lost must not be taken for a thief. It names its try (`attempt`, random, the same in each repetition): the same
token with the same attempt gives the same R2 again, for a minute and until R2 is used. Whoever has stolen the token does not know the
attempt. Two tabs that share a cookie and refresh at once have attempts of their own: the second is asked to use the cookie that the
first has just been given (409 for ten seconds, which gives nothing away); after that it counts as replayed.

PostgreSQL is the truth, and decides each refresh in one transaction. Lists of sessions are read through Redis, which decides nothing.
See docs/adr/0013-sessions.md.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from core_api.domains.accounts import links
from core_api.domains.accounts.models import Account, LoginSession, Tokens
from core_api.domains.accounts.session_store import SessionRow, SessionStore, TokenRow
from core_api.domains.accounts.store import Accounts
from core_api.router.client import Client
from core_api.storage import acting, changes, unit_of_work
from core_api.storage.audit import marks
from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.two_level import Times
from core_api.storage.mail import Mail
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Limited, NotFound, PodiumError, Unauthenticated, Unavailable
from realtime.security import base64url
from realtime.security.addresses import network
from realtime.security.revocations import Revoked
from realtime.security.tokens import ACCESS, Signer

log = logging.getLogger(__name__)

REFRESH = timedelta(hours=24)
"""How long a client may stay away."""
LONGEST = timedelta(days=30)
"""From a login to the next one, however often it is refreshed: what was stolen unnoticed ends some time."""
REFRESHES, REFRESH_WINDOW = 10, timedelta(hours=1)
"""Uses of the refresh tokens of one session; an access token lives an hour, so that a client needs one or two."""
RETRY = timedelta(seconds=60)
"""How long a client may ask for a lost answer again: twice the time-out of most."""
TABS = timedelta(seconds=10)
"""How long a second use of a refresh token is refused without ending the session: what two tabs with one cookie need to see the new one."""
MOST = 100
"""Sessions of one user at a time; a further login ends the oldest."""
FORGET = timedelta(days=1)
"""How long an ended session is kept: longer than the access tokens it had."""
TOKEN_BYTES = 32
TIMES = Times(local=5.0, shared=3600)
"""How long a list of sessions is kept at most: no longer than `ACCESS`, for which a process remembers the sessions that have ended."""
MAX_AGENT = 200
"""Characters of a User-Agent that are kept."""


class _Outcome(NamedTuple):
    """Of a refresh: what is said is said after the commit, also when the session had to be ended."""

    tokens: Tokens | None = None
    error: PodiumError | None = None


class LoginSessions:
    def __init__(self, pool: Pool, accounts: Accounts, signer: Signer, backbone: Backbone, caches: Caches) -> None:
        self._pool = pool
        self._store = SessionStore(pool)
        self._accounts = accounts
        self._signer = signer
        self._backbone = backbone
        self._clock = signer.clock
        self._cached: Cache[list[SessionRow]] = caches.cache("sessions", list[SessionRow], TIMES, sealed=True)

    async def hold(self, work: UnitOfWork, user: str) -> str:
        """The hash of a user's password, which stays what it is until the unit of work ends. Raises `Unauthenticated` for an account that
        may not log in.
        """
        held = await self._accounts.hold(work, user)
        if held is None:
            raise Unauthenticated("this account does not exist any more, or is disabled")
        return held

    async def begin(self, work: UnitOfWork, user: Account, client: Client, methods: Sequence[str]) -> Tokens:
        """A new session. `methods`: how the user has shown who they are, such as `password` and `totp`."""
        now = self._now()
        await self._store.prune(work, user.id, now - FORGET)
        if surplus := (await self._store.running(work, user.id, now))[MOST - 1 :]:
            await self._end(work, user.id, surplus, "too many")
        session = SessionRow(
            ids.new(self._clock()), user.id, tuple(methods), _shown(client.agent), network(client.address), now, now, now + REFRESH, None
        )
        await self._store.add(work, session)
        if marks.PRIVILEGED & set(user.roles) or user.jury_of:
            who = replace(acting.current(), user=user.id, session=session.id, roles=user.roles)
            work.audit(marks.SESSION, session.id, after={"methods": methods}, acting_as=who)
        token = secrets.token_bytes(TOKEN_BYTES)
        await self._store.add_token(work, session.id, _hash(token), now, session.until)
        return self._tokens(user, session.id, token, REFRESH)

    async def refresh(self, refresh_token: str | None, attempt: str | None, client: Client) -> Tokens:
        """A new pair of tokens for a refresh token.

        Raises `Unauthenticated` where a login is needed, `Conflict` for a token that was used a moment ago, `Limited`.
        """
        if refresh_token is None:
            raise Unauthenticated("there is no refresh token, neither in the body nor in a cookie: log in first")
        token = _decoded(refresh_token)
        async with unit_of_work.begin(self._pool) as work:
            found = await self._store.token(work, _hash(token))
            if found is None or found.ended_at is not None:
                outcome = _Outcome(error=Unauthenticated("the refresh token is not valid: log in again"))
            elif found.used_at is not None:
                outcome = await self._used_again(work, token, found, found.used_at, attempt, client)
            else:
                outcome = await self._rotate(work, token, found, attempt, client)
        if outcome.error is not None:
            raise outcome.error
        assert outcome.tokens is not None
        return outcome.tokens

    async def _used_again(
        self, work: UnitOfWork, token: bytes, found: TokenRow, used_at: datetime, attempt: str | None, client: Client
    ) -> _Outcome:
        since = self._now() - used_at
        if found.attempt is not None and found.salt is not None and attempt is not None and since < RETRY:
            again = _next(token, found.salt)
            if hmac.compare_digest(found.attempt, _hash(attempt.encode())) and await self._store.is_unused(work, _hash(again)):
                return await self._given(work, found, again, REFRESH - since)
        if since < TABS:
            return _Outcome(error=Conflict("this refresh token was used a moment ago: use the one that was given for it"))
        log.warning("a refresh token was replayed: its session has ended", extra={"user_id": found.user_id, "session": found.session_id})
        await self._end(work, found.user_id, [found.session_id], "replayed refresh token")
        who = replace(acting.current(), user=found.user_id, session=found.session_id)
        work.audit(marks.SESSION, found.session_id, after={"ended": "replayed refresh token"}, acting_as=who)
        work.mail(Mail("refresh-token-replayed", to=found.user_id, values=links.told(self._now(), client.address)))
        return _Outcome(error=Unauthenticated("this refresh token was used before: the session has ended, log in again"))

    async def _rotate(self, work: UnitOfWork, token: bytes, found: TokenRow, attempt: str | None, client: Client) -> _Outcome:
        now = self._now()
        if found.until <= now:
            return _Outcome(error=Unauthenticated("the refresh token has expired: log in again"))
        used = await self._store.used_since(work, found.session_id, now - REFRESH_WINDOW)
        if len(used) >= REFRESHES:
            wait = (used[-REFRESHES] + REFRESH_WINDOW - now).total_seconds()
            return _Outcome(error=Limited(f"{REFRESHES} refreshes an hour are enough: use the access token", retry_after=wait))
        salt = secrets.token_bytes(TOKEN_BYTES)
        after = _next(token, salt)
        until = min(now + REFRESH, found.session_made_at + LONGEST)
        await self._store.use(work, _hash(token), now, salt, None if attempt is None else _hash(attempt.encode()))
        await self._store.add_token(work, found.session_id, _hash(after), now, until)
        await self._store.refreshed(work, found.user_id, found.session_id, _shown(client.agent), network(client.address), now, until)
        return await self._given(work, found, after, until - now)

    async def _given(self, work: UnitOfWork, found: TokenRow, token: bytes, lasts: timedelta) -> _Outcome:
        """Roles and name are read anew: an access token is never older than an hour."""
        account = await self._accounts.by_id(found.user_id, work)
        if account is None or account.disabled:
            return _Outcome(error=Unauthenticated("this account is disabled"))
        return _Outcome(self._tokens(account.account, found.session_id, token, lasts))

    def _tokens(self, user: Account, session: str, token: bytes, lasts: timedelta) -> Tokens:
        access = self._signer.sign(user.id, user.name, user.roles, user.jury_of, session)
        return Tokens(access, "Bearer", int(ACCESS.total_seconds()), user, base64url.encoded(token), int(lasts.total_seconds()))

    async def of(self, user: str, current: str = "") -> list[LoginSession]:
        """A user's sessions that go on, the newest first. `current`: the id of the caller's own.

        From the cache, but for those that have expired since, or of which this process knows that they have ended: that is told on a way
        of its own.
        """
        now, revoked = self._now(), self._signer.verifier.revoked
        tags = (changes.tag("sessions", user), changes.tag("user", user))
        cached = await self._cached.get(user, tags, lambda: self._store.of(user, now))
        found = [row for row in cached if row.until > now and row.id not in revoked]
        return [
            LoginSession(row.id, row.methods, row.agent, row.network, row.made_at, row.refreshed_at, row.until, row.id == current)
            for row in found
        ]

    async def end(self, work: UnitOfWork, user: str, session: str, reason: str) -> None:
        """Ends one session of a user. Raises `NotFound`."""
        if session not in await self._store.running(work, user, self._now()):
            raise NotFound("there is no such session")
        await self._end(work, user, [session], reason)

    async def end_all(self, work: UnitOfWork, user: str, reason: str, keep: str = "") -> None:
        """Ends all sessions of a user, but for the one with the id `keep`."""
        running = await self._store.running(work, user, self._now())
        await self._end(work, user, [session for session in running if session != keep], reason)

    async def _end(self, work: UnitOfWork, user: str, sessions: Sequence[str], reason: str) -> None:
        if not sessions:
            return
        now = self._now()
        await self._store.end(work, user, sessions, now, reason)
        self._tell_later(work, [Revoked(session, user, _end_of(now)) for session in sessions])

    def _tell_later(self, work: UnitOfWork, revoked: Sequence[Revoked]) -> None:
        async def tell() -> None:
            try:
                await self._backbone.publish(subjects.REVOKED, msgspec.json.encode(revoked))
            except Unavailable as error:
                log.warning("revocations are not told at once: %s", error.message)  # roles ask every ten seconds

        work.after_commit(tell)

    async def revoked(self) -> list[Revoked]:
        """Sessions that ended so lately that they have access tokens which have not expired."""
        found = await self._store.ended_since(self._now() - ACCESS)
        return [Revoked(row.id, row.user_id, _end_of(row.ended_at)) for row in found]

    async def answer_revoked(self, _: Message) -> Reply:
        """Answers roles that check tokens."""
        return Reply(msgspec.json.encode(await self.revoked()), {})

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _end_of(moment: datetime) -> int:
    """When the last access token expires that was issued until a moment."""
    return int((moment + ACCESS).timestamp()) + 1


def _shown(agent: str) -> str:
    """A User-Agent as it can be shown in a list."""
    return "".join(character for character in agent if character.isprintable())[:MAX_AGENT]


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _next(token: bytes, salt: bytes) -> bytes:
    """The refresh token behind another one. Nobody can tell it who has only one of the two: the token, or the stored salt."""
    return hmac.digest(token, salt, "sha256")


def _decoded(text: str) -> bytes:
    """Raises `Unauthenticated`."""
    try:
        return base64url.decoded(text)
    except ValueError:
        raise Unauthenticated("the refresh token is not valid: log in again") from None
