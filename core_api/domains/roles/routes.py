"""Roles of users, and the jury of a contest."""

from __future__ import annotations

from core_api.domains.roles.models import Juror, Jury, UserRoles
from core_api.domains.roles.service import RoleService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims

GRANTED = "it is granted or not, whatever was there before"


class RoleRoutes:
    """Roles: what users may, and who is jury of a contest.

    What is granted or revoked counts within seconds, also for access tokens that are out and for live connections.
    """

    def __init__(self, roles: RoleService) -> None:
        self._roles = roles

    @endpoint("GET /users/{user}/roles", Policy.ADMIN)
    async def of_user(self, user: str) -> UserRoles:
        """The roles of a user and the contests of which the user is jury, with who granted them."""
        return await self._roles.of_user(user)

    @endpoint("PUT /users/{user}/roles/{role}", Policy.ADMIN, if_match=GRANTED, errors=(Invalid,))
    async def grant(self, user: str, role: str, caller: Claims) -> UserRoles:
        """Grants a role: `creator`, `jury` (of all contests), `admin` or `premium`."""
        return await self._roles.grant(user, role, caller)

    @endpoint("DELETE /users/{user}/roles/{role}", Policy.ADMIN, errors=(Conflict, Invalid))
    async def revoke(self, user: str, role: str, caller: Claims) -> UserRoles:
        """Takes a role away. Nobody can take the role `admin` away from himself, or from the last administrator."""
        return await self._roles.revoke(user, role, caller)

    @endpoint("GET /contests/{contest}/jury", Policy.JURY)
    async def jury(self, contest: str) -> Jury:
        """The jury of a contest, without administrators and the jury of all contests."""
        return await self._roles.jury(contest)

    @endpoint("PUT /contests/{contest}/jury/{user}", Policy.ADMIN, if_match=GRANTED, errors=(Conflict,))
    async def add_juror(self, contest: str, user: str, caller: Claims) -> Juror:
        """Makes a user jury of a contest. A user can be jury of 50 contests by name."""
        return await self._roles.add_juror(contest, user, caller)

    @endpoint("DELETE /contests/{contest}/jury/{user}", Policy.ADMIN)
    async def remove_juror(self, contest: str, user: str, caller: Claims) -> None:
        """Takes the jury of a contest away from a user."""
        await self._roles.remove_juror(contest, user, caller)
