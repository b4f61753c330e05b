"""Taking part in contests."""

from __future__ import annotations

from core_api.domains.contests.models import RowsQuery
from core_api.domains.registrations.jury import RegistrationJury
from core_api.domains.registrations.models import (
    MAX_SETTINGS_BODY,
    Decision,
    Join,
    Joined,
    NewRegistrationSettings,
    Registration,
    RegistrationPage,
    RegistrationQuery,
    ShownRegistrationSettings,
    VirtualParticipation,
    VirtualStandings,
)
from core_api.domains.registrations.service import RegistrationService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit, Quota
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims

CODES = (Limit("contest-code", 20, 3600), Limit("contest-code-address", 2000, 3600, per="address"))
"""Codes of contests that are tried. A whole hall may join behind one address."""


class RegistrationRoutes:
    """Taking part in contests: with a team, or alone."""

    def __init__(self, registrations: RegistrationService, jury: RegistrationJury) -> None:
        self._registrations = registrations
        self._jury = jury

    @endpoint(
        "POST /contests/{contest}/join",
        Policy.SIGNED_IN,
        status=201,
        limits=CODES,
        unseen="the contest's code lets in who does not see it yet",
        errors=(Conflict, Forbidden, NotFound),
    )
    async def join(self, contest: str, body: Join | None, caller: Claims, quota: Quota) -> Joined:
        """Joins a contest: once, before its end, while there is room. Alone, or with a team whose captain you are.

        With a team all its members take part, and submit for it. Nobody takes part in a contest twice. Where the jury has to approve it,
        the answer says `pending`. A private contest is joined with its code by those who do not see it yet. The limits count where a code
        is needed.
        """
        return await self._registrations.join(contest, body or Join(), caller, quota)

    @endpoint("GET /contests/{contest}/registration", Policy.OWNER)
    async def own(self, contest: str, caller: Claims) -> Registration:
        """The registration of the team that the caller takes part with, or asks to."""
        return await self._registrations.own(contest, caller)

    @endpoint("DELETE /contests/{contest}/registration", Policy.OWNER, errors=(Conflict, Forbidden))
    async def withdraw(self, contest: str, caller: Claims) -> None:
        """Takes the own registration back, before the contest starts or while it waits for approval. A team's: its captain."""
        await self._registrations.withdraw(contest, caller)

    @endpoint("GET /contests/{contest}/registration-settings", Policy.ANYONE, etag="version")
    async def settings(self, contest: str, caller: Claims | None) -> ShownRegistrationSettings:
        """Who may take part in a contest, how many members a team may have, and until when one may register."""
        return await self._jury.settings(contest, caller)

    @endpoint(
        "PUT /contests/{contest}/registration-settings",
        Policy.JURY,
        etag="version",
        if_match=IfMatch.REQUIRED,
        body_limit=MAX_SETTINGS_BODY,
        errors=(Conflict, Invalid),
    )
    async def set_settings(self, contest: str, body: NewRegistrationSettings) -> ShownRegistrationSettings:
        """Sets who may take part in a contest. What is left out gets its default; the code stays. Registrations of before stay."""
        return await self._jury.set_settings(contest, body)

    @endpoint("GET /contests/{contest}/registrations", Policy.JURY)
    async def page(self, contest: str, query: RegistrationQuery) -> RegistrationPage:
        """A page of the registrations of a contest, of all states or of one."""
        return await self._jury.page(contest, query)

    @endpoint(
        "PATCH /contests/{contest}/registrations/{team}", Policy.JURY, etag="version", if_match=IfMatch.OPTIONAL, errors=(Conflict, Invalid)
    )
    async def decide(self, contest: str, team: str, body: Decision, caller: Claims) -> Registration:
        """Approves, rejects or withdraws a registration, corrects who takes part for a team, or says where it sits: at any time.

        Who does not take part any more leaves the team's rooms at once. While the result is final, no team comes or goes.
        """
        return await self._jury.decide(contest, team, body, caller)

    @endpoint("POST /contests/{contest}/virtual-participation", Policy.SIGNED_IN, status=201, errors=(Conflict, Forbidden, NotFound))
    async def start_virtual_participation(self, contest: str, body: Join | None, caller: Claims) -> VirtualParticipation:
        """Starts a contest that is over for the caller, or for their team, from its first second to its last."""
        return await self._registrations.start_virtual_participation(contest, body or Join(), caller)

    @endpoint("GET /contests/{contest}/virtual-participation", Policy.SIGNED_IN)
    async def virtual_standings(self, contest: str, query: RowsQuery, caller: Claims) -> VirtualStandings:
        """The recorded scoreboard at your virtual time, including you."""
        return await self._registrations.virtual_standings(contest, caller, query.start, query.limit)
