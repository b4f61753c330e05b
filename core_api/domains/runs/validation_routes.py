"""`/testcases/validate`."""

from __future__ import annotations

from core_api.domains.runs.validation_models import MAX_VALIDATION_BODY, NewTestValidation, TestValidation
from core_api.domains.runs.validations import VALIDATIONS, ValidationService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Quota
from core_api.router.policies import Policy
from realtime.runtime.errors import NotFound, TooLarge, Unavailable
from realtime.security.tokens import Claims


class ValidationRoutes:
    """Validations of tests by the input validators of their problem."""

    def __init__(self, validations: ValidationService) -> None:
        self._validations = validations

    @endpoint(
        "POST /testcases/validate",
        Policy.CREATOR,
        status=202,
        body_limit=MAX_VALIDATION_BODY,
        limits=(VALIDATIONS,),
        errors=(NotFound, TooLarge, Unavailable),
        audit="it changes nothing, and is deleted after an hour",
        location="/testcases/validate/{id}",
    )
    async def start(self, body: NewTestValidation, caller: Claims, quota: Quota) -> TestValidation:
        """Checks tests for a problem, or those that it has: their format, and what its input validators say of the inputs.

        For the problem's author and admins. Ask for the result at `Location`.
        """
        return await self._validations.start(body, caller, quota)

    @endpoint("GET /testcases/validate/{run}", Policy.CREATOR, etag=True)
    async def get(self, run: str, caller: Claims) -> TestValidation:
        """State and result of one's own validation, for an hour."""
        return await self._validations.get(run, caller)
