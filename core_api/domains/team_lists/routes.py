"""Lists of teams and accounts."""

from __future__ import annotations

from core_api.domains.team_lists.models import MAX_BODY, CredentialsList, ImportedList, NewPasswords, TeamList
from core_api.domains.team_lists.service import TeamListService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Invalid, Unavailable
from realtime.security.tokens import Claims


class TeamListRoutes:
    """Lists of teams and accounts, as organizers have them in `teams.tsv` and `accounts.tsv` (see `podium admin team import`)."""

    def __init__(self, lists: TeamListService) -> None:
        self._lists = lists

    @endpoint("POST /contests/{contest}/team-list", Policy.ADMIN, body_limit=MAX_BODY, errors=(Conflict, Invalid))
    async def import_list(self, contest: str, body: TeamList, caller: Claims) -> ImportedList:
        """Makes teams and accounts of a list and registers them in a contest: all of them, or none.

        The same list again changes what differs, and nothing where nothing does. The error names every mistake with the line of its file.
        Accounts log in as `<username>@<source>`, once they have passwords.
        """
        return await self._lists.import_list(contest, body, caller)

    @endpoint("POST /contests/{contest}/team-list/passwords", Policy.ADMIN, errors=(Invalid, Unavailable))
    async def set_passwords(self, contest: str, body: NewPasswords) -> CredentialsList:
        """Gives generated accounts of a list passwords, 20 at a time, and tells them: once. Their sessions end."""
        return await self._lists.set_passwords(contest, body)
