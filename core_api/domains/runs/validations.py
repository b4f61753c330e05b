"""Validations of tests: their format at once, and the input validators of the problem's package in a judge's sandbox."""

from __future__ import annotations

from collections.abc import Sequence

from core_api.domains.problems.service import ProblemService
from core_api.domains.runs.desk import RunDesk, RunProgress, expires_at
from core_api.domains.runs.validation_models import MAX_TEXT, NewTestValidation, TestValidation
from core_api.router.limits import Limit, Quota
from realtime.runtime.errors import TooLarge
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages, test_format
from realtime.storage.documents import Documents
from realtime.storage.packages import Case
from realtime.storage.runs import MAX_FAULTS, GivenTest, TestFault, ValidationRequest, ValidationResult

VALIDATIONS = Limit("validate-minute", 10, 60)
"""Each may take ten minutes of a judge's slot."""


class ValidationService:
    def __init__(self, desk: RunDesk, problems: ProblemService, documents: Documents, vault: Vault) -> None:
        self._desk = desk
        self._problems = problems
        self._documents = documents
        self._vault = vault.only("package")

    async def start(self, wanted: NewTestValidation, author: Claims, quota: Quota) -> TestValidation:
        """Raises `Forbidden` for somebody else's problem; as `RunService.start` otherwise."""
        size = sum(len(test.input.encode()) + len(test.answer.encode()) for test in wanted.tests or ())
        if size > MAX_TEXT:
            raise TooLarge(f"tests may have {MAX_TEXT:,} bytes together, these have {size:,}", field="tests")
        row = await self._problems.own(wanted.problem_id, author)
        head = await packages.load_head(self._documents, self._vault, row.id, row.package_key)
        cases = [Case(test.input.encode(), test.answer.encode(), sample=False) for test in wanted.tests or ()]
        found = test_format.faults(cases, head.package.output_limit)
        request = ValidationRequest(
            problem=row.id,
            package=row.package_key,
            tests=None if wanted.tests is None else tuple(GivenTest(case.input, case.answer) for case in cases),
            count=len(head.samples) if wanted.tests is None else len(cases),
            validators=tuple(validator.name for validator in head.package.input_validators),
        )
        queued = RunProgress("queued", request, None)
        return await self._desk.accept(request, author.sub, quota, lambda id: _shown(id, queued, found))

    async def get(self, id: str, reader: Claims) -> TestValidation:
        """Raises `NotFound` for somebody else's, too."""
        return _shown(id, await self._desk.progress(id, reader.sub, ValidationRequest))


def _shown(id: str, progress: RunProgress[ValidationRequest], found: Sequence[TestFault] = ()) -> TestValidation:
    """`found`: what is known without a judge."""
    done = progress.result if isinstance(progress.result, ValidationResult) else None
    return TestValidation(
        id=id,
        state=progress.state,
        reason=progress.reason,
        validators=progress.request.validators,
        tests=progress.request.count,
        checked=0 if done is None else done.checked,
        faults=list(found[:MAX_FAULTS]) if done is None else list(done.faults),
        expires_at=expires_at(id),
    )
