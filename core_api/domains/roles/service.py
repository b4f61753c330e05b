"""Granting and revoking: roles of the whole platform, and jury of one contest. Both take effect at once, on tokens that are out too."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from core_api.domains.roles.models import ROLES, Juror, Jury, UserRoles
from core_api.domains.roles.store import Roles
from core_api.storage import unit_of_work
from core_api.storage.rights import RightsChanges
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.tokens import MAX_JURY_OF, Claims

log = logging.getLogger(__name__)


class RoleService:
    def __init__(self, roles: Roles, rights: RightsChanges, check_contest: Callable[[str], Awaitable[None]]) -> None:
        """`check_contest` raises `NotFound` for a contest that does not exist."""
        self._roles = roles
        self._rights = rights
        self._check_contest = check_contest

    async def of_user(self, user: str) -> UserRoles:
        return await self._roles.of_user(user)

    async def grant(self, user: str, role: str, by: Claims) -> UserRoles:
        """What is granted already stays as it is."""
        _check(role)
        async with unit_of_work.begin(self._roles.pool) as work:
            held = (await self._roles.holder(work, user)).roles
            if role not in held:
                await self._roles.grant(work, user, role, by.sub)
                await self._rights.mark(work, user)
            work.audit("user", user, before={"roles": held}, after={"roles": [*held, *({role} - {*held})]})
            found = await self._roles.of_user(user, work)
        log.info("role granted", extra={"user_id": user, "role": role, "by": by.sub})
        return found

    async def give(self, work: UnitOfWork, user: str, roles: Sequence[str], by: Claims) -> None:
        """To an account that has just been made."""
        for role in sorted(set(roles)):
            await self._roles.grant(work, user, role, by.sub)

    async def revoke(self, user: str, role: str, by: Claims) -> UserRoles:
        """Raises `Conflict` for the own role of an administrator, and for that of the last one."""
        _check(role)
        async with unit_of_work.begin(self._roles.pool) as work:
            if role == "admin":
                await self.keep_an_admin(work, user, by, "take the role admin away from")
            held = (await self._roles.holder(work, user)).roles
            if role in held:
                await self._roles.revoke(work, user, role)
                await self._rights.mark(work, user)
            work.audit("user", user, before={"roles": held}, after={"roles": [kept for kept in held if kept != role]})
            found = await self._roles.of_user(user, work)
        log.info("role revoked", extra={"user_id": user, "role": role, "by": by.sub})
        return found

    async def keep_an_admin(self, work: UnitOfWork, user: str, by: Claims, what: str) -> None:
        """Before somebody stops being an administrator. Raises `Conflict` where nobody, or only a mistake, would be left."""
        if user == by.sub:
            raise Conflict(f"you cannot {what} yourself: another administrator can", field="user")
        if await self._roles.other_admins(work, user) == 0:
            raise Conflict("this is the last administrator: make another one first", field="user")

    # jury of one contest

    async def jury(self, contest: str) -> Jury:
        await self._check_contest(contest)
        return Jury(await self._roles.jury(contest))

    async def add_juror(self, contest: str, user: str, by: Claims) -> Juror:
        """Raises `Conflict` for a user who is jury of too many contests."""
        async with unit_of_work.begin(self._roles.pool) as work:
            await self._roles.holder(work, user)
            added = await self._roles.add_juror(work, contest, user, by.sub)
            if await self._roles.count_jury_of(work, user) > MAX_JURY_OF:
                raise Conflict(f"a user may be jury of {MAX_JURY_OF} contests: take one away, or grant the role jury", field="user")
            if added:
                await self._rights.mark(work, user)
            work.audit("user", user, after={"jury": contest} if added else {})
        log.info("jury granted", extra={"user_id": user, "contest_id": contest, "by": by.sub})
        return next(juror for juror in await self._roles.jury(contest) if juror.user_id == user)

    async def remove_juror(self, contest: str, user: str, by: Claims) -> None:
        """Raises `NotFound` for somebody who is not jury of the contest."""
        async with unit_of_work.begin(self._roles.pool) as work:
            if not await self._roles.remove_juror(work, contest, user):
                raise NotFound(f"user {user!r} is not jury of contest {contest!r}", field="user")
            await self._rights.mark(work, user)
            work.audit("user", user, before={"jury": contest})
        log.info("jury revoked", extra={"user_id": user, "contest_id": contest, "by": by.sub})


def _check(role: str) -> None:
    if role not in ROLES:
        why = "services show a token of their own" if role == "service" else f"it must be one of {', '.join(ROLES)}"
        raise Invalid(f"role {role[:40]!r} cannot be granted: {why}", field="role")
