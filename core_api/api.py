"""The REST API: all its routes classes, in the order of the reference, and its OpenAPI document."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.routes import AccountRoutes
from core_api.domains.accounts.sign_up_routes import SignUpRoutes
from core_api.domains.api_keys.routes import ApiKeyRoutes
from core_api.domains.audit.routes import AuditRoutes
from core_api.domains.balloons.routes import BalloonRoutes
from core_api.domains.ceremony.routes import CeremonyRoutes
from core_api.domains.clarifications.routes import ClarificationRoutes
from core_api.domains.contests.routes import ContestRoutes
from core_api.domains.judging.routes import JudgingRoutes
from core_api.domains.jury.routes import JuryRoutes
from core_api.domains.marks.routes import MarkRoutes
from core_api.domains.notifications.routes import NotificationRoutes
from core_api.domains.oidc.routes import OidcRoutes
from core_api.domains.overview.routes import OverviewRoutes
from core_api.domains.preparation.routes import PreparationRoutes
from core_api.domains.prints.routes import PrintRoutes
from core_api.domains.problems.attachment_routes import AttachmentRoutes
from core_api.domains.problems.catalogue_routes import CatalogueRoutes
from core_api.domains.problems.routes import ProblemRoutes
from core_api.domains.problems.statement_routes import StatementRoutes
from core_api.domains.push.routes import PushRoutes
from core_api.domains.ratings.routes import RatingRoutes
from core_api.domains.registrations.guest_routes import GuestRoutes
from core_api.domains.registrations.routes import RegistrationRoutes
from core_api.domains.rejudgings.routes import RejudgingRoutes
from core_api.domains.rejudgings.switch_routes import SwitchRoutes
from core_api.domains.results.routes import ResultRoutes
from core_api.domains.roles.routes import RoleRoutes
from core_api.domains.runs.routes import RunRoutes
from core_api.domains.runs.validation_routes import ValidationRoutes
from core_api.domains.search.routes import SearchRoutes
from core_api.domains.second_factor.routes import SecondFactorRoutes
from core_api.domains.statistics.routes import StatisticsRoutes
from core_api.domains.submissions.review_routes import ReviewRoutes
from core_api.domains.submissions.routes import SubmissionRoutes
from core_api.domains.submissions.source_routes import SourceRoutes
from core_api.domains.team_lists.routes import TeamListRoutes
from core_api.domains.teams.routes import TeamRoutes
from core_api.domains.testcases.routes import TestcaseRoutes
from core_api.domains.uploads.routes import UploadRoutes
from core_api.domains.user_admin.routes import CloseAccountRoutes, UserAdminRoutes
from core_api.domains.users.routes import UserRoutes
from core_api.router.documentation import DocumentationRoutes
from core_api.router.endpoint import endpoints
from core_api.router.openapi import document

ROUTES: tuple[type, ...] = (
    SignUpRoutes,
    AccountRoutes,
    SecondFactorRoutes,
    OidcRoutes,
    ApiKeyRoutes,
    UserRoutes,
    RatingRoutes,
    RoleRoutes,
    ProblemRoutes,
    StatementRoutes,
    AttachmentRoutes,
    UploadRoutes,
    CatalogueRoutes,
    TestcaseRoutes,
    MarkRoutes,
    SearchRoutes,
    StatisticsRoutes,
    ContestRoutes,
    PreparationRoutes,
    ResultRoutes,
    TeamRoutes,
    RegistrationRoutes,
    GuestRoutes,
    TeamListRoutes,
    SubmissionRoutes,
    SourceRoutes,
    RunRoutes,
    ValidationRoutes,
    ReviewRoutes,
    JuryRoutes,
    RejudgingRoutes,
    SwitchRoutes,
    ClarificationRoutes,
    BalloonRoutes,
    PrintRoutes,
    CeremonyRoutes,
    OverviewRoutes,
    JudgingRoutes,
    NotificationRoutes,
    PushRoutes,
    AuditRoutes,
    UserAdminRoutes,
    CloseAccountRoutes,
    DocumentationRoutes,
)


def openapi_text() -> str:
    return msgspec.json.format(msgspec.json.encode(document(endpoints(ROUTES))), indent=2).decode()
