"""`/contests/{contest}/versions` and `/contests/{contest}/problems/{problem}/version`, for the contest's jury."""

from __future__ import annotations

from core_api.domains.rejudgings.models import NewSwitch, PlayedVersions, Rejudging
from core_api.domains.rejudgings.routes import LOCATION
from core_api.domains.rejudgings.switches import SwitchService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims


class SwitchRoutes:
    """Versions of the problems that a contest plays, and switching to another one."""

    def __init__(self, switches: SwitchService) -> None:
        self._switches = switches

    @endpoint("GET /contests/{contest}/versions", Policy.JURY)
    async def played(self, contest: str) -> PlayedVersions:
        """Which version of each problem the contest plays, and which is the newest.

        A contest plays the newest versions that are there at its start; later ones after a switch.
        """
        return await self._switches.played(contest)

    @endpoint("POST /contests/{contest}/problems/{problem}/version", Policy.JURY, location=LOCATION, errors=(Conflict, Invalid))
    async def create(self, contest: str, problem: str, body: NewSwitch, caller: Claims) -> Rejudging:
        """Switches a contest that has started to another version of a problem: a rejudging with it, which counts once it is applied.

        Until then teams go on with the version of before; what they submit is judged with both. Applying makes the contest play the
        version and all its verdicts count at once; verdicts of submissions that came since the switch was asked for and are still judged
        follow by themselves. Cancelling leaves everything as it was.
        """
        return await self._switches.create(contest, problem, body, caller)
