"""`/admin/users`."""

from __future__ import annotations

from core_api.domains.user_admin.models import (
    MAX_BODY,
    CloseAccount,
    DisableUser,
    ImportedUsers,
    ManagedUser,
    ManagedUserPage,
    NewUser,
    NewUsers,
    PasswordLink,
    UserQuery,
)
from core_api.domains.user_admin.service import UserAdminService
from core_api.router.client import Client
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Created
from realtime.runtime.errors import Conflict, Forbidden, Invalid, Limited, NotFound, Unavailable
from realtime.security.tokens import Claims


class UserAdminRoutes:
    """Accounts, for administrators: find, make, disable, delete."""

    def __init__(self, accounts: UserAdminService) -> None:
        self._accounts = accounts

    @endpoint("GET /admin/users", Policy.ADMIN)
    async def page(self, query: UserQuery) -> ManagedUserPage:
        """A page of accounts, the oldest first: by the beginning of the name, the whole e-mail address, role or state."""
        return await self._accounts.page(query)

    @endpoint("POST /admin/users", Policy.ADMIN, errors=(Conflict, Invalid, Unavailable))
    async def create(self, body: NewUser, caller: Claims) -> Created[ManagedUser]:
        """Makes an account, whose address counts as confirmed. Without a password, a link sets one."""
        return await self._accounts.create(body, caller)

    @endpoint("POST /admin/users/import", Policy.ADMIN, body_limit=MAX_BODY, errors=(Unavailable,))
    async def import_(self, body: NewUsers, caller: Claims) -> ImportedUsers:
        """Makes up to 20 accounts, and tells of each what became of it: `created`, `exists` (unchanged), or `refused` and why."""
        return await self._accounts.import_(body.users, caller)

    @endpoint("GET /admin/users/{user}", Policy.ADMIN)
    async def get(self, user: str) -> ManagedUser:
        """An account with its e-mail address."""
        return await self._accounts.get(user)

    @endpoint("POST /admin/users/{user}/password-link", Policy.ADMIN, errors=(NotFound,))
    async def password_link(self, user: str, caller: Claims) -> PasswordLink:
        """A link with which the password of an account is set: good once, for a day. Whoever has it has the account.

        Links of before are void. `POST /auth/reset-password` takes the token at its end.
        """
        return await self._accounts.password_link(user, caller)

    @endpoint("POST /admin/users/{user}/disable", Policy.ADMIN, errors=(Conflict,))
    async def disable(self, user: str, body: DisableUser, caller: Claims) -> ManagedUser:
        """Disables an account: its sessions and live connections end at once, and nobody can log in. Others do not find it any more.

        Nobody can disable himself or the last administrator.
        """
        return await self._accounts.disable(user, body.reason, caller)

    @endpoint("POST /admin/users/{user}/enable", Policy.ADMIN, errors=(NotFound,))
    async def enable(self, user: str, caller: Claims) -> ManagedUser:
        """Enables a disabled account again."""
        return await self._accounts.enable(user, caller)

    @endpoint("DELETE /admin/users/{user}", Policy.ADMIN, errors=(Conflict,))
    async def delete(self, user: str, caller: Claims) -> None:
        """Deletes an account: address, profile, roles, ratings, sessions and mails go, and the name with them.

        Submissions and results of contests stay under the id. Nobody can delete himself here, or the last administrator.
        """
        await self._accounts.delete(user, caller)


class CloseAccountRoutes:
    """Closing the own account."""

    def __init__(self, accounts: UserAdminService) -> None:
        self._accounts = accounts

    @endpoint("POST /users/profile/deletion", Policy.SIGNED_IN, status=204, repeatable=True, errors=(Conflict, Forbidden, Limited))
    async def close(self, body: CloseAccount, caller: Claims, client: Client) -> None:
        """Deletes the own account, for good: address, profile, roles, ratings, sessions and mails go, and the name with them.

        Submissions and results of contests stay under the id. An administrator gives that role up first. Whoever has no password, having
        come by another provider, sets one first (`POST /auth/forgot-password`).
        """
        await self._accounts.close(caller, body.password, client)
