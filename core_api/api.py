"""The REST API: all its routes classes, in the order of the reference, and its OpenAPI document."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.routes import AccountRoutes
from core_api.domains.contests.routes import ContestRoutes
from core_api.domains.judging.routes import JudgingRoutes
from core_api.domains.jury.routes import JuryRoutes
from core_api.domains.problems.routes import ProblemRoutes
from core_api.domains.rejudgings.routes import RejudgingRoutes
from core_api.domains.submissions.routes import SubmissionRoutes
from core_api.router.documentation import DocumentationRoutes
from core_api.router.endpoint import endpoints
from core_api.router.openapi import document

ROUTES: tuple[type, ...] = (
    AccountRoutes,
    ProblemRoutes,
    ContestRoutes,
    SubmissionRoutes,
    JuryRoutes,
    RejudgingRoutes,
    JudgingRoutes,
    DocumentationRoutes,
)


def openapi_text() -> str:
    return msgspec.json.format(msgspec.json.encode(document(endpoints(ROUTES))), indent=2).decode()
