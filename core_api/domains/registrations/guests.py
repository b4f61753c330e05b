"""Guests of private contests: invited by the jury, or with the contest's code."""

from __future__ import annotations

from core_api.domains.contests.service import ContestService, no_contest
from core_api.domains.registrations import membership, membership_store
from core_api.domains.registrations.guest_models import Access, Guest, GuestPage
from core_api.domains.registrations.guest_store import Guests
from core_api.domains.registrations.service import is_code
from core_api.domains.registrations.store import Registrations
from core_api.router.pages import Cursor, PageQuery
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone
from realtime.runtime.errors import Conflict, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault

CURSOR: Cursor[str] = Cursor("guests", str)


class GuestService:
    def __init__(self, guests: Guests, registrations: Registrations, contests: ContestService, backbone: Backbone, vault: Vault) -> None:
        self._guests = guests
        self._registrations = registrations
        self._contests = contests
        self._backbone = backbone
        self._vault = vault.only("code")

    async def page(self, contest: str, wanted: PageQuery) -> GuestPage:
        await self._contests.check(contest)
        found = await self._guests.page(contest, CURSOR.read(wanted.cursor), wanted.limit)
        shown, more = CURSOR.cut(found, wanted.limit, lambda guest: guest.user_id)
        return GuestPage(guests=shown, next=more)

    async def invite(self, contest: str, user: str, juror: Claims) -> Guest:
        await self._contests.check(contest)
        async with unit_of_work.begin(self._guests.pool) as work:
            if not await self._guests.add(work, contest, user, juror.sub):
                raise NotFound(f"there is no user {user!r}", field="user")
            guest = await self._guests.get(work, contest, user)
            assert guest is not None  # just added
            await self._tell(work, contest, user)
            work.audit("guest", f"{contest}/{user}", after={"invited_by": guest.invited_by})
        return guest

    async def remove(self, contest: str, user: str) -> None:
        """Who also takes part goes on seeing the contest."""
        await self._contests.check(contest)
        async with unit_of_work.begin(self._guests.pool) as work:
            before = await self._guests.get(work, contest, user)
            if before is None or not await self._guests.remove(work, contest, user):
                raise NotFound(f"user {user!r} is no guest of this contest", field="user")
            await self._tell(work, contest, user)
            work.audit("guest", f"{contest}/{user}", before={"invited_by": before.invited_by})

    async def enter(self, contest: str, code: str, user: Claims) -> Access:
        """Raises `NotFound` for a wrong code, in the words for a contest that does not exist, and `Conflict` for a public contest."""
        row = await self._contests.row(contest)
        if not row.is_private:
            raise Conflict("everybody may see this contest: it needs no code", field="contest_id")
        if not is_code(self._vault, contest, await self._registrations.rules(contest), code):
            raise no_contest(contest)
        async with unit_of_work.begin(self._guests.pool) as work:
            await self._guests.add(work, contest, user.sub, None)
            await self._tell(work, contest, user.sub)
            work.audit("guest", f"{contest}/{user.sub}", after={"invited_by": None})
            return work.answer(Access(contest))

    async def _tell(self, work: UnitOfWork, contest: str, user: str) -> None:
        """Gateways close the rooms of a private contest to who is not in it any more, in any way."""
        changed = await membership_store.told(work, contest, [user])
        work.after_commit(lambda: membership.tell(self._backbone, changed))
