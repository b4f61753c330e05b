"""What the jury decides: who may register, and which registrations it approves, rejects or corrects."""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.domains.registrations import rules
from core_api.domains.registrations.enrolment import Enrolment
from core_api.domains.registrations.models import (
    Decision,
    NewRegistrationSettings,
    Registration,
    RegistrationPage,
    RegistrationQuery,
    RegistrationSettings,
    ShownRegistrationSettings,
    State,
)
from core_api.domains.registrations.service import code_hash
from core_api.domains.registrations.store import RegistrationRow, Registrations, RulesRow, ShownRow
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.names import visible
from realtime.security.tokens import Claims
from realtime.security.vault import Vault

CURSOR: Cursor[str] = Cursor("registrations", str)


class RegistrationJury:
    def __init__(self, registrations: Registrations, contests: ContestService, enrolment: Enrolment, vault: Vault) -> None:
        self._registrations = registrations
        self._contests = contests
        self._enrolment = enrolment
        self._vault = vault.only("code")

    async def settings(self, contest: str, reader: Claims | None) -> ShownRegistrationSettings:
        await self._contests.check(contest)
        return _shown(await self._registrations.rules(contest), jury=reader is not None and reader.is_jury_of(contest))

    async def set_settings(self, contest: str, wanted: NewRegistrationSettings) -> ShownRegistrationSettings:
        """Registrations of before stay: the jury can reject them."""
        settings = RegistrationSettings(**{name: getattr(wanted, name) for name in RegistrationSettings.__struct_fields__})
        rules.check_settings(settings)
        async with unit_of_work.begin(self._registrations.pool) as work:
            await self._contests.locked(work, contest)
            held = await self._registrations.rules(contest, work)
            work.check_version(held.registration_version)
            code = held.registration_code if wanted.code is UNSET else code_hash(self._vault, contest, wanted.code)
            if settings.approval == "code" and code is None:
                raise Invalid("set the code that joining needs", field="code")
            await self._registrations.set_rules(work, contest, settings, code)
            before = msgspec.to_builtins(held.registration)
            after = {**msgspec.to_builtins(settings), "code_changed": wanted.code is not UNSET}
            work.audit("contest", contest, before={"registration": before}, after={"registration": after})
            return _shown(await self._registrations.rules(contest, work), jury=True)

    async def page(self, contest: str, query: RegistrationQuery) -> RegistrationPage:
        await self._contests.check(contest)
        found = await self._registrations.page(contest, query, CURSOR.read(query.cursor))
        shown, more = CURSOR.cut(found, query.limit, lambda row: row.shown.team_id)
        return RegistrationPage(registrations=[row.shown for row in shown], next=more)

    async def decide(self, contest: str, team: str, wanted: Decision, jury: Claims) -> Registration:
        async with unit_of_work.begin(self._registrations.pool) as work:
            row = await self._contests.row(contest, work, lock=True)
            if row.imported:
                raise Conflict("this contest is judged elsewhere: its teams come with its events", field="contest_id")
            held = await self._registrations.get(work, contest, team)
            if held is None:
                raise NotFound(f"team {team!r} has not registered in this contest", field="team_id")
            work.check_version(held.version)
            before = await self._registrations.shown(contest, team, work)
            assert before is not None  # it is locked
            state = held.state if wanted.state is UNSET else wanted.state
            if state in ("rejected", "withdrawn") and wanted.members is not UNSET:
                raise Invalid("nobody takes part for a team that does not", field="members")
            if wanted.state is not UNSET and wanted.state != held.state:
                _check_open(row, held, wanted.state)
                await self._set_state(work, row, held, before, wanted, jury)
            else:  # the version counts on, and the jury may say why it corrects the members
                await self._registrations.decide(work, contest, team, held.state, wanted.reason or before.reason, jury.sub)
            if wanted.members is not UNSET:
                await self._set_members(work, contest, team, wanted.members)
            if wanted.location is not UNSET:
                location = wanted.location.strip()
                visible(location, "location")
                await self._registrations.set_location(work, contest, team, location)
            found = await self._registrations.shown(contest, team, work)
            assert found is not None  # it is locked
            work.audit("registration", f"{contest}/{team}", before=_fields(before), after=_fields(found))
        return found.shown

    async def _set_state(
        self, work: UnitOfWork, contest: ContestRow, held: RegistrationRow, before: ShownRow, wanted: Decision, jury: Claims
    ) -> None:
        if wanted.state == "approved":
            await self._approve(work, contest, held, before, wanted, jury)
        elif wanted.state is not UNSET:
            await self._enrolment.end(work, contest.id, held.team_id, wanted.state, wanted.reason, jury.sub)
            if wanted.state == "rejected" and before.user_id is not None:
                values = {"team": before.shown.name, "contest": contest.settings.name, "reason": wanted.reason or "-"}
                work.mail(Mail("registration-rejected", before.user_id, values=values))

    async def _approve(
        self, work: UnitOfWork, contest: ContestRow, held: RegistrationRow, before: ShownRow, wanted: Decision, jury: Claims
    ) -> None:
        if held.state != "pending" and contest.capacity is not None and contest.places_taken >= contest.capacity:
            raise Conflict("the contest is full", field="capacity")
        joined = held.joined or TeamJoined(held.team_id, before.name)
        await self._enrolment.check_name(work, contest.id, held.team_id, joined.name)
        version = await self._registrations.decide(work, contest.id, held.team_id, "approved", wanted.reason, jury.sub)
        if held.state != "pending" and wanted.members is UNSET:
            team = await self._registrations.team(work, held.team_id)
            if team is None:
                raise Conflict("the team was dissolved: say who takes part for it", field="members")
            await self._enrolment.add_members(work, contest.id, held.team_id, team.members)
        self._enrolment.log(work, contest.id, joined, version)
        if before.user_id is not None:
            values = {"team": joined.name, "contest": contest.settings.name, "link": f"/contests/{contest.id}"}
            work.mail(Mail("registration-approved", before.user_id, values=values))

    async def _set_members(self, work: UnitOfWork, contest: str, team: str, wanted: tuple[str, ...]) -> None:
        if unknown := await self._registrations.unknown_users(work, wanted):
            raise Invalid(f"there is no user {unknown[0]!r}", field="members")
        now = await self._registrations.members(work, contest, team)
        if team in now and set(wanted) != {team}:
            raise Conflict("this is a team of one, and stays so", field="members")
        await self._enrolment.remove_members(work, contest, team, [user for user in now if user not in wanted])
        await self._enrolment.add_members(work, contest, team, [user for user in dict.fromkeys(wanted) if user not in now])


def _check_open(contest: ContestRow, held: RegistrationRow, wanted: State) -> None:
    """Raises `Conflict` for a team that would come onto the board of a final result, or leave it; who only asks to take part may go."""
    if contest.finalized_at is not None and held.virtual_at is None and "approved" in (held.state, wanted):
        raise Conflict("the result is final: take that back before a team comes or goes", field="contest_id")


def _fields(row: ShownRow) -> dict[str, object]:
    members = [member.user_id for member in row.members]
    return {"state": row.state, "reason": row.reason, "members": members, "location": row.location}


def _shown(row: RulesRow, *, jury: bool) -> ShownRegistrationSettings:
    settings = msgspec.structs.asdict(row.registration)
    if not jury:
        settings |= {"networks": None, "accounts": None}
    return ShownRegistrationSettings(**settings, has_code=row.registration_code is not None, version=row.registration_version)
