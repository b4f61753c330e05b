"""What administrators do with accounts: find, make, disable, delete, give a link for a password."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from core_api.domains.accounts.made import MadeAccounts
from core_api.domains.accounts.recovery import Recovery
from core_api.domains.accounts.service import Auth
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.roles.service import RoleService
from core_api.domains.teams.service import TeamService
from core_api.domains.user_admin.models import ImportedUser, ImportedUsers, ManagedUser, ManagedUserPage, NewUser, PasswordLink, UserQuery
from core_api.domains.user_admin.store import ManagedUsers
from core_api.domains.users.models import MAX_ORGANIZATION
from core_api.domains.users.service import UserService
from core_api.router.client import Client
from core_api.router.pages import Cursor
from core_api.router.responses import Created
from core_api.storage import unit_of_work
from core_api.storage.rights import RightsChanges
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.names import display_name
from realtime.security.tokens import Claims

CURSOR: Cursor[str] = Cursor("accounts", str)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class UserAdminService:
    accounts: ManagedUsers
    users: UserService
    roles: RoleService
    rights: RightsChanges
    sessions: LoginSessions
    made: MadeAccounts
    recovery: Recovery
    auth: Auth
    teams: TeamService
    public_url: str

    async def page(self, wanted: UserQuery) -> ManagedUserPage:
        found = await self.accounts.page(wanted, CURSOR.read(wanted.cursor))
        shown, following = CURSOR.cut(found, wanted.limit, lambda user: user.id)
        return ManagedUserPage(users=shown, next=following)

    async def get(self, id: str) -> ManagedUser:
        return await self.accounts.get(id)

    async def create(self, wanted: NewUser, by: Claims) -> Created[ManagedUser]:
        """Raises `Conflict` for an address or a name that somebody has, `Invalid`."""
        hashed = await self.made.hashed(wanted.password)
        async with unit_of_work.begin(self.accounts.pool) as work:
            made = await self._add(work, wanted, hashed, by)
            return work.answer(Created(made, f"/admin/users/{made.id}"))

    async def import_(self, wanted: Sequence[NewUser], by: Claims) -> ImportedUsers:
        """One transaction for all; what cannot be made is told and stops nothing."""
        hashes = [await self._hashed(user.password) for user in wanted]
        async with unit_of_work.begin(self.accounts.pool) as work:
            found = []
            for user, hashed in zip(wanted, hashes, strict=True):
                try:
                    if isinstance(hashed, Invalid):
                        raise hashed
                    async with self.accounts.savepoint(work):
                        found.append(ImportedUser("created", (await self._add(work, user, hashed, by)).id))
                except (Conflict, Invalid) as error:
                    exists = isinstance(error, Conflict) and error.field == "email"
                    found.append(ImportedUser("exists" if exists else "refused", None, error.field, error.message))
            work.audit("users", "import", after={"created": sum(user.result == "created" for user in found)})
            return work.answer(ImportedUsers(found))

    async def password_link(self, id: str, by: Claims) -> PasswordLink:
        """Whoever has the link has the account; those handed out before are void. Raises `NotFound` for a disabled account."""
        async with unit_of_work.begin(self.accounts.pool) as work:
            held = await self.accounts.get(id, work)
            if held.disabled_at is not None:
                raise NotFound(f"the account of user {id!r} is disabled", field="user")
            path, until = await self.recovery.hand_out(work, id)
            work.audit("user", id, after={"link handed out": True})
            log.info("password link handed out", extra={"user_id": id, "by": by.sub})
            return work.answer(PasswordLink(self.public_url + path, until))

    async def close(self, caller: Claims, password: str, client: Client) -> None:
        """Deletes the own account. Raises `Forbidden` for a wrong password, `Conflict` for an administrator."""
        await self.auth.confirm_password(caller.sub, password, client.address)
        await self.delete(caller.sub, caller)

    async def disable(self, id: str, reason: str, by: Claims) -> ManagedUser:
        """Ends all sessions; nobody can log in before it is enabled. Raises `Conflict` for oneself and the last administrator."""
        async with unit_of_work.begin(self.accounts.pool) as work:
            held = await self._held(work, id, by, "disable")
            await self.accounts.set_disabled(work, id, disabled=True)
            await self.rights.mark(work, id)
            await self.sessions.end_all(work, id, "account disabled")
            work.audit("user", id, before={"disabled": held.disabled_at is not None}, after={"disabled": True, "reason": reason})
            log.info("account disabled", extra={"user_id": id, "by": by.sub})
            return work.answer(await self.accounts.get(id, work))

    async def enable(self, id: str, by: Claims) -> ManagedUser:
        async with unit_of_work.begin(self.accounts.pool) as work:
            held = await self.accounts.get(id, work)
            if held.deleted_at is not None:
                raise NotFound(f"the account of user {id!r} is deleted", field="user")
            await self.accounts.set_disabled(work, id, disabled=False)
            await self.rights.mark(work, id)
            work.audit("user", id, before={"disabled": held.disabled_at is not None}, after={"disabled": False})
            log.info("account enabled", extra={"user_id": id, "by": by.sub})
            return work.answer(await self.accounts.get(id, work))

    async def delete(self, id: str, by: Claims) -> None:
        """Anonymises it, see `UserService.delete`. Raises `Conflict` for an administrator who deletes himself, and for the last one."""
        async with unit_of_work.begin(self.accounts.pool) as work:
            await self._held(work, id, by, "delete")
            await self.sessions.end_all(work, id, "account deleted")
            await self.teams.strip(work, id)
            await self.users.delete(work, id)
        log.info("account deleted", extra={"user_id": id, "by": by.sub})

    async def _hashed(self, password: str | None) -> str | Invalid:
        try:
            return await self.made.hashed(password)
        except Invalid as error:
            return error

    async def _add(self, work: UnitOfWork, wanted: NewUser, hashed: str, by: Claims) -> ManagedUser:
        organization = display_name(wanted.organization, "organization", MAX_ORGANIZATION) if wanted.organization.strip() else ""
        id = await self.made.add(work, wanted.email, wanted.name, hashed)
        await self.roles.give(work, id, wanted.roles, by)
        await self.accounts.describe(work, id, wanted.country, organization)
        made = await self.accounts.get(id, work)
        work.audit("user", id, after={"name": made.name, "roles": made.roles})
        return made

    async def _held(self, work: UnitOfWork, id: str, by: Claims, what: str) -> ManagedUser:
        """An account that is about to stop working."""
        held = await self.accounts.get(id, work)
        if "admin" in held.roles:
            await self.roles.keep_an_admin(work, id, by, what)
        return held
