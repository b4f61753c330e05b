"""`/submissions/run`: test runs."""

from __future__ import annotations

from core_api.domains.runs.models import MAX_BODY, NewTestRun, TestRun
from core_api.domains.runs.service import PER_HOUR, PER_MINUTE, RunService
from core_api.router.endpoint import Address, endpoint
from core_api.router.limits import Quota
from core_api.router.policies import Policy
from core_api.router.scopes import Scope
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from realtime.security.tokens import Claims


class RunRoutes:
    """Test runs of a program on an input of one's own, or on a problem's samples."""

    def __init__(self, runs: RunService) -> None:
        self._runs = runs

    @endpoint(
        "POST /submissions/run",
        Policy.SIGNED_IN,
        status=202,
        body_limit=MAX_BODY,
        limits=(PER_MINUTE, PER_HOUR),
        errors=(Conflict, Forbidden, Invalid, NotFound, Unavailable),
        audit="one's own test run: it changes nothing, and is deleted after an hour",
        location="/submissions/run/{id}",
        scope=Scope.SUBMIT,
    )
    async def start(self, body: NewTestRun, caller: Claims, address: Address, quota: Quota) -> TestRun:
        """Runs a program on an `input`, or on the samples of a problem, which judge it as they would a submission.

        In a contest, for who may submit the problem there now, and for its jury. Nothing of it is seen by others, and nothing counts.
        Ask for the result at `Location`. 503 while too many runs wait: submissions go first.
        """
        return await self._runs.start(body, caller, address, quota)

    @endpoint("GET /submissions/run/{run}", Policy.OWNER, etag=True)
    async def get(self, run: str, caller: Claims) -> TestRun:
        """State and result of one's own test run, for an hour."""
        return await self._runs.get(run, caller)
