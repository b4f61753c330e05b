"""Taking part in contests: teams join, before the end or virtually after it, and their members may submit."""

from __future__ import annotations

import hmac
import time as clock
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService, no_contest
from core_api.domains.contests.sight import Sight
from core_api.domains.registrations import rules
from core_api.domains.registrations.enrolment import Enrolment
from core_api.domains.registrations.models import Join, Joined, Registration, State, VirtualParticipation, VirtualStandings
from core_api.domains.registrations.store import Registrations, RulesRow, TeamRow
from core_api.history import ask
from core_api.router.limits import Quota
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from leaderboard import scoreboard
from realtime.backbone import Backbone
from realtime.protocol.contest_settings import ContestSettings, Feedback
from realtime.protocol.events import TeamJoined
from realtime.protocol.questions import Standings
from realtime.runtime.errors import Conflict, Forbidden, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault


class Admission(NamedTuple):
    """Leave to submit."""

    team: str
    time: int
    """Contest time in ms."""
    run_all_tests: bool
    """Whether tests behind the first failure are run."""
    feedback: Feedback


class TakingPart(NamedTuple):
    """A user's part in a contest that runs for their team."""

    settings: ContestSettings
    team: str
    time: int
    """Milliseconds since the team's start, with pauses."""
    virtually: bool


class RegistrationService:
    def __init__(
        self,
        registrations: Registrations,
        contests: ContestService,
        sight: Sight,
        enrolment: Enrolment,
        backbone: Backbone,
        vault: Vault,
    ) -> None:
        self._registrations = registrations
        self._sight = sight
        self._contests = contests
        self._enrolment = enrolment
        self._backbone = backbone
        self._vault = vault.only("code")

    async def join(self, id: str, wanted: Join, user: Claims, guesses: Quota) -> Joined:
        """`guesses`: taken where a code is needed. Whoever does not see a private contest yet needs its code in any case."""
        seen = await self._sight.sees(id, user)
        if not seen or (await self._registrations.rules(id)).registration.approval == "code":
            await guesses.take()  # also where there is no such contest: the limit must not tell which ones there are
        async with unit_of_work.begin(self._registrations.pool) as work:
            contest = await self._contests.row(id, work, lock=True)  # the lock keeps the capacity
            held = await self._registrations.rules(id, work)
            if contest.is_private and not seen and not is_code(self._vault, id, held, wanted.code):
                raise no_contest(id)
            if contest.imported:
                raise Conflict("this contest is a recording: nobody can join it")
            if contest.status == "ended":
                raise Conflict("the contest is over")
            rules.check_open(held.registration)
            if held.registration.approval == "code":
                self._check_code(id, held, wanted.code)
            if contest.capacity is not None and contest.places_taken >= contest.capacity:
                raise Conflict("the contest is full", field="capacity")
            state: State = "pending" if held.registration.approval == "jury" else "approved"
            team = await self._enter(work, contest, held, wanted, user, state)
            return work.answer(Joined(id, team, state))

    def _check_code(self, contest: str, held: RulesRow, given: str) -> None:
        """Raises `Forbidden`."""
        if not is_code(self._vault, contest, held, given):
            raise Forbidden("joining this contest needs its code, and this is not it", field="code")

    async def start_virtual_participation(self, id: str, wanted: Join, user: Claims) -> VirtualParticipation:
        """Starts the contest again for a team that was not there: from now on, and against the recorded scoreboard."""
        async with unit_of_work.begin(self._registrations.pool) as work:
            contest = await self._contests.row(id, work)
            if contest.imported:
                raise Conflict("this contest is a recording: nobody can submit")
            if contest.status != "ended":
                raise Conflict("the contest is not over yet: join it")
            begins = datetime.now(UTC)
            team = await self._enter(work, contest, await self._registrations.rules(id, work), wanted, user, "approved", begins)
            return work.answer(_participation(contest, team, begins))

    async def virtual_standings(self, id: str, user: Claims, start: int, limit: int) -> VirtualStandings:
        """The recorded scoreboard at the team's virtual time, including the team."""
        contest = await self._contests.row(id)
        registered = await self._registrations.of_user(id, user.sub)
        if registered is None or registered.virtual_at is None:
            raise NotFound("you do not take part in this contest virtually", field="contest_id")
        participation = _participation(contest, registered.team_id, registered.virtual_at)
        settings = contest.settings
        since = round((datetime.now(UTC) - participation.started_at).total_seconds() * 1000)
        at = min(settings.contest_time(since), settings.duration)
        question = Standings(id, "public", at=at, virtual_team=registered.team_id, start=start, limit=limit)
        return VirtualStandings(participation, await ask(self._backbone, question, scoreboard.Scoreboard))

    async def _enter(
        self,
        work: UnitOfWork,
        contest: ContestRow,
        held: RulesRow,
        wanted: Join,
        user: Claims,
        state: State,
        virtual_at: datetime | None = None,
    ) -> str:
        """Registers a team with its members of now; returns its id."""
        team = await self._team(work, wanted, user)
        rules.check_size(held.registration, len(team.members))
        rules.check_invited(held.registration, team.members, team.groups)
        before = await self._registrations.get(work, contest.id, team.id)
        if before is not None and before.state in ("pending", "approved"):
            raise Conflict("you have joined this contest already")
        if before is not None and before.state == "rejected":
            raise Conflict("the jury has rejected this registration: ask the jury")
        name = user.name if team.individual else team.name
        await self._enrolment.check_name(work, contest.id, team.id, name)
        joined = TeamJoined(team.id, name, team.organization, team.groups, virtual_participation=virtual_at is not None)
        version = await self._registrations.put(work, contest.id, joined, state, by=user.sub, virtual_at=virtual_at)
        await self._enrolment.add_members(work, contest.id, team.id, team.members)
        if state == "approved":
            self._enrolment.log(work, contest.id, joined, version)
        fields = {"state": state, "members": team.members, "virtual": virtual_at is not None}
        work.audit("registration", f"{contest.id}/{team.id}", after=fields)
        return team.id

    async def _team(self, work: UnitOfWork, wanted: Join, user: Claims) -> TeamRow:
        """The team that joins. Raises `NotFound` for one that the caller is not in, and `Forbidden` unless they are its captain."""
        if wanted.team_id in (None, user.sub):
            return await self._registrations.own_team(work, user.sub)
        team = await self._registrations.team(work, wanted.team_id or "")
        if team is None or user.sub not in team.members:
            raise NotFound(f"there is no team {wanted.team_id!r} of yours", field="team_id")
        if team.captain_id != user.sub:
            raise Forbidden("a team is registered by its captain")
        return team

    async def own(self, id: str, user: Claims) -> Registration:
        """The registration of the team that a user takes part with, or asks to. Raises `NotFound`."""
        await self._contests.check(id)
        held = await self._registrations.of_user(id, user.sub)
        found = await self._registrations.shown(id, held.team_id if held is not None else user.sub)
        if found is None:
            raise NotFound("you are not registered in this contest", field="contest_id")
        return found.shown

    async def withdraw(self, id: str, user: Claims) -> None:
        """By whoever registered the team: its captain. Before the start, and as long as it waits for approval."""
        async with unit_of_work.begin(self._registrations.pool) as work:
            contest = await self._contests.row(id, work, lock=True)
            held = await self._registrations.of_user(id, user.sub, work)
            if held is None:
                raise NotFound("you are not registered in this contest", field="contest_id")
            if contest.status != "upcoming" and held.state != "pending":
                raise Conflict("the contest has started: who takes part stays in it")
            team = await self._registrations.team(work, held.team_id)
            if held.team_id != user.sub and (team is None or team.captain_id != user.sub):
                raise Forbidden("a team is withdrawn by its captain")
            await self._enrolment.end(work, id, held.team_id, "withdrawn", "", user.sub)
            work.audit("registration", f"{id}/{held.team_id}", before={"state": held.state}, after={"state": "withdrawn"})

    async def check_seen(self, id: str, user: Claims) -> None:
        """For a contest that no path names. Raises `NotFound` for one that the user may not see."""
        await self._sight.check(id, user)

    async def admit(self, id: str, user: str, problem: str, address: str) -> Admission:
        """Lets a user submit to a problem of the contest now, or raises what is in the way."""
        settings, team, time, _ = await self.taking_part(id, user, address)
        if all(problem != known.id for known in settings.problems):
            raise NotFound(f"the contest has no problem {problem!r}", field="problem_id")
        return Admission(team, time, settings.run_all_tests, settings.feedback)

    async def taking_part(self, id: str, user: str, address: str) -> TakingPart:
        """Raises `NotFound`, and `Conflict` or `Forbidden` unless a user takes part in a contest now, from where that is allowed."""
        part = await self._registrations.part(id, user)
        if part is None:
            raise no_contest(id)
        settings = part.settings
        if part.imported:
            raise Conflict("this contest is a recording: nobody can submit")
        begins, duration = settings.start or 0, settings.wall_duration
        if part.virtual_at is not None:
            begins = round(part.virtual_at.timestamp() * 1000)
        elif part.joined is not None:
            duration += part.joined.extension
        time = round(clock.time() * 1000) - begins
        if time < 0:
            raise Conflict("the contest has not started yet")
        if time >= duration:
            raise Conflict("the contest is over")
        if part.team_id is None:
            raise Forbidden("join the contest first")
        if part.state != "approved":
            raise Forbidden("your registration waits for the jury's approval")
        rules.check_invited(part.registration, [user], part.joined.groups if part.joined is not None else ())
        if part.virtual_at is None:  # after the end nobody sits in a hall
            rules.check_place(part.registration, address)
        return TakingPart(settings, part.team_id, time, part.virtual_at is not None)

    async def team_of(self, id: str, user: str) -> str | None:
        """The team that a user takes part in a contest with."""
        registered = await self._registrations.of_user(id, user)
        return registered.team_id if registered is not None else None


def code_hash(vault: Vault, contest: str, code: str) -> str:
    """Keyed: people choose codes that could be guessed from a hash."""
    return vault.name("code", f"{contest}\0{code}".encode())


def is_code(vault: Vault, contest: str, held: RulesRow, given: str) -> bool:
    """Whether this is the code of the contest; False where it has none."""
    code = held.registration_code
    return code is not None and hmac.compare_digest(code, code_hash(vault, contest, given))


def _participation(contest: ContestRow, team: str, begins: datetime) -> VirtualParticipation:
    length = timedelta(milliseconds=contest.settings.wall_duration)
    return VirtualParticipation(contest.id, team, begins, begins + length)
