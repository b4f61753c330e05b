"""Composition root: every domain's service, made once with what it works with. A domain knows another one by its service only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core_api.domains.audit.service import AuditService
from core_api.domains.audit.store import AuditLog
from core_api.domains.balloons.service import BalloonService
from core_api.domains.balloons.store import Balloons
from core_api.domains.ceremony.service import CeremonyService
from core_api.domains.ceremony.store import Ceremonies
from core_api.domains.clarifications.service import ClarificationService
from core_api.domains.clarifications.store import Clarifications
from core_api.domains.contests.listing import ContestList
from core_api.domains.contests.service import ContestService
from core_api.domains.contests.sight import Sight
from core_api.domains.contests.store import Contests
from core_api.domains.judging.service import JudgingService
from core_api.domains.jury.service import JuryService
from core_api.domains.jury.store import Adjustments, Announcements
from core_api.domains.marks.recommendation_store import RecommendationStore
from core_api.domains.marks.recommendations import RecommendationService
from core_api.domains.marks.service import MarkService
from core_api.domains.marks.store import Marks
from core_api.domains.notifications.service import NotificationService
from core_api.domains.notifications.store import Mails
from core_api.domains.overview.service import OverviewService
from core_api.domains.overview.store import OverviewStore
from core_api.domains.preparation.problems import ProblemChoice
from core_api.domains.preparation.service import PreparationService
from core_api.domains.preparation.store import PreparationFacts
from core_api.domains.prints.pdf.renderer import Renderer
from core_api.domains.prints.service import PrintService
from core_api.domains.prints.store import Prints
from core_api.domains.problems.attachment_store import Attachments
from core_api.domains.problems.attachments import AttachmentService
from core_api.domains.problems.catalogue import CatalogueService
from core_api.domains.problems.catalogue_store import CatalogueStore
from core_api.domains.problems.editing import ProblemEditing
from core_api.domains.problems.making import ProblemMaking
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.statement_service import StatementService
from core_api.domains.problems.statements import Statements
from core_api.domains.problems.store import Problems
from core_api.domains.problems.version_store import Versions
from core_api.domains.problems.versions import VersionService
from core_api.domains.push.opened import open_push
from core_api.domains.push.service import PushService
from core_api.domains.ratings.ledger import Ledger
from core_api.domains.ratings.service import RatingService
from core_api.domains.ratings.store import Ratings
from core_api.domains.registrations.enrolment import Enrolment
from core_api.domains.registrations.guest_store import Guests
from core_api.domains.registrations.guests import GuestService
from core_api.domains.registrations.jury import RegistrationJury
from core_api.domains.registrations.service import RegistrationService
from core_api.domains.registrations.store import Registrations
from core_api.domains.registrations.team_changes import TeamChanges
from core_api.domains.rejudgings.service import RejudgingService
from core_api.domains.rejudgings.store import Rejudgings
from core_api.domains.rejudgings.switches import SwitchService
from core_api.domains.results.final import FinalResults
from core_api.domains.results.final_store import FinalStore
from core_api.domains.results.service import ResultService
from core_api.domains.results.store import ResultStore
from core_api.domains.roles.service import RoleService
from core_api.domains.roles.store import Roles
from core_api.domains.runs.desk import RunDesk
from core_api.domains.runs.service import RunService
from core_api.domains.runs.validations import ValidationService
from core_api.domains.search.service import SearchService
from core_api.domains.search.store import SearchStore
from core_api.domains.statistics.service import StatisticsService
from core_api.domains.statistics.store import StatisticsStore
from core_api.domains.submissions.acceptance import Acceptance
from core_api.domains.submissions.review import ReviewService
from core_api.domains.submissions.review_store import Reviews
from core_api.domains.submissions.run_times import RunTimes
from core_api.domains.submissions.service import SubmissionService
from core_api.domains.submissions.sources import SourceService
from core_api.domains.submissions.store import Submissions
from core_api.domains.teams.mailboxes import InvitedMailboxes
from core_api.domains.teams.pictures import Pictures
from core_api.domains.teams.service import TeamService
from core_api.domains.teams.store import Teams
from core_api.domains.testcases.service import TestcaseService
from core_api.domains.testcases.store import TestStore
from core_api.domains.users.export import Export
from core_api.domains.users.export_store import PersonalData
from core_api.domains.users.history_store import History
from core_api.domains.users.service import UserService
from core_api.domains.users.store import Users
from core_api.platform import Platform
from core_api.storage.audit import keys
from core_api.storage.audit.verification import Verifier
from realtime.storage import archive
from realtime.storage.contest_log import ContestLog


@dataclass(frozen=True)
class ReaderServices:
    """Problems as readers find them, what they make of them, and what all have made of them together."""

    search: SearchService
    marks: MarkService
    recommendations: RecommendationService
    statistics: StatisticsService


@dataclass(frozen=True)
class Services:
    problems: ProblemService
    problem_making: ProblemMaking
    statements: StatementService
    attachments: AttachmentService
    problem_editing: ProblemEditing
    versions: VersionService
    testcases: TestcaseService
    catalogue: CatalogueService
    readers: ReaderServices
    contests: ContestService
    sight: Sight
    contest_list: ContestList
    preparation: PreparationService
    problem_choice: ProblemChoice
    registrations: RegistrationService
    registration_jury: RegistrationJury
    guests: GuestService
    teams: TeamService
    jury: JuryService
    submissions: SubmissionService
    sources: SourceService
    runs: RunService
    validations: ValidationService
    reviews: ReviewService
    rejudgings: RejudgingService
    switches: SwitchService
    results: ResultService
    judging: JudgingService
    overview: OverviewService
    clarifications: ClarificationService
    balloons: BalloonService
    prints: PrintService
    ceremonies: CeremonyService
    roles: RoleService
    notifications: NotificationService
    push: PushService
    users: UserService
    ratings: RatingService
    audit: AuditService


def make_services(platform: Platform) -> Services:
    pool, reads, redis, backbone = platform.pool, platform.reads, platform.redis, platform.backbone
    problems = ProblemService(Problems(pool), platform.documents, platform.vault, platform.caches)
    versions = VersionService(Versions(pool), problems, platform.documents, platform.vault)
    statements, catalogue_store = StatementService(problems, Statements(pool), Attachments(pool)), CatalogueStore(pool)
    making = ProblemMaking(Problems(pool), Versions(pool), platform.documents, platform.vault)
    contests, sight, contest_list = _make_contests(platform, problems)
    entries = _make_registrations(platform, contests, sight)
    registrations = entries.registrations
    users = _make_users(platform)
    jury = JuryService(contests, Announcements(pool), Adjustments(pool), pool)
    sent, ledger = Submissions(pool, reads), Ledger(Ratings(pool, reads))
    rejudgings = RejudgingService(Rejudgings(pool), contests, versions, backbone)
    switches = SwitchService(Rejudgings(pool), rejudgings, contests, versions)
    run_times = RunTimes(reads, contests, platform.caches)
    submissions = SubmissionService(sent, contests, registrations, problems, Acceptance(sent, versions, switches), run_times, platform)
    desk = RunDesk(pool, platform.judge_queue, platform.documents, platform.vault)
    sources = SourceService(sent, submissions, platform.documents, platform.vault)
    judging = JudgingService(redis, platform.judge_queue, pool)
    return Services(
        problems=problems,
        statements=statements,
        attachments=AttachmentService(problems, Attachments(pool), platform.documents, platform.vault),
        problem_making=making,
        problem_editing=ProblemEditing(catalogue_store, problems, statements, making, versions),
        versions=versions,
        testcases=TestcaseService(TestStore(pool), problems, versions, platform.documents, platform.vault),
        catalogue=CatalogueService(catalogue_store, Versions(pool), problems, platform.caches),
        readers=_make_reader_services(platform, problems, users),
        contests=contests,
        sight=sight,
        contest_list=contest_list,
        problem_choice=ProblemChoice(PreparationFacts(pool), contests, problems, versions),
        preparation=PreparationService(PreparationFacts(pool), contests, judging, submissions),
        registrations=registrations,
        registration_jury=entries.jury,
        guests=entries.guests,
        teams=_make_teams(platform, entries.changes),
        jury=jury,
        submissions=submissions,
        results=ResultService(ResultStore(reads), contests),
        runs=RunService(desk, problems, versions, contests, registrations, submissions, platform.documents, platform.vault),
        validations=ValidationService(desk, problems, platform.documents, platform.vault),
        sources=sources,
        reviews=ReviewService(Reviews(pool, reads), contests),
        rejudgings=rejudgings,
        switches=switches,
        judging=judging,
        overview=OverviewService(OverviewStore(pool), platform.checks()),
        clarifications=ClarificationService(Clarifications(pool), contests, registrations, jury),
        balloons=BalloonService(Balloons(pool), contests),
        ceremonies=CeremonyService(Ceremonies(pool), contests, FinalResults(FinalStore(pool), ledger, backbone), backbone),
        prints=PrintService(Prints(pool, platform.vault), contests, registrations, submissions, sources, _make_renderer(platform)),
        notifications=NotificationService(Mails(pool, platform.vault)),
        push=PushService(*open_push(pool, platform.vault, platform.settings)),
        roles=RoleService(Roles(pool), platform.rights, contests.check),
        users=users,
        audit=_make_audit(platform),
        ratings=RatingService(Ratings(pool, reads), ledger, contests, users, backbone),
    )


def _make_audit(platform: Platform) -> AuditService:
    held, earlier = keys.held(), platform.settings.previous_secret_key
    signers = [held, *([keys.AuditKeys(earlier)] if earlier else [])]
    return AuditService(AuditLog(platform.pool), held, lambda: Verifier(platform.pool, platform.backbone, signers, {}))


def _make_teams(platform: Platform, changes: TeamChanges) -> TeamService:
    mailboxes = InvitedMailboxes(platform.limits, platform.vault)
    return TeamService(Teams(platform.pool), Pictures(platform.documents), changes, mailboxes)


def _make_users(platform: Platform) -> UserService:
    export = Export(PersonalData(platform.pool), platform.documents, platform.vault)
    users = Users(platform.pool, platform.reads, platform.vault)
    return UserService(users, History(platform.reads), export, platform.rights, platform.caches, platform.search)


def _make_contests(platform: Platform, problems: ProblemService) -> tuple[ContestService, Sight, ContestList]:
    contests, caches = Contests(platform.pool), platform.caches
    logs = ContestLog(platform.backbone, archive.opened(platform.settings.archive_folder), platform.trust)
    service = ContestService(contests, problems, platform.redis, platform.backbone, logs, caches)
    sight = Sight(contests, service, caches)
    return service, sight, ContestList(contests, sight, caches)


class Entries(NamedTuple):
    """What decides who takes part in contests and who sees them."""

    registrations: RegistrationService
    jury: RegistrationJury
    guests: GuestService
    changes: TeamChanges


def _make_registrations(platform: Platform, contests: ContestService, sight: Sight) -> Entries:
    store, backbone, vault = Registrations(platform.pool), platform.backbone, platform.vault
    enrolment = Enrolment(store, backbone)
    return Entries(
        RegistrationService(store, contests, sight, enrolment, backbone, vault),
        RegistrationJury(store, contests, enrolment, vault),
        GuestService(Guests(platform.pool), store, contests, backbone, vault),
        TeamChanges(store, enrolment),
    )


def _make_renderer(platform: Platform) -> Renderer:
    return Renderer(tuple(filter(None, platform.settings.print_fonts.split(","))))


def _make_reader_services(platform: Platform, problems: ProblemService, users: UserService) -> ReaderServices:
    pool, reads = platform.pool, platform.reads
    store = Marks(pool, reads)
    marks = MarkService(store, problems)
    return ReaderServices(
        search=SearchService(SearchStore(pool), marks, platform.search, platform.caches),
        marks=marks,
        recommendations=RecommendationService(RecommendationStore(pool), store, platform.caches),
        statistics=StatisticsService(StatisticsStore(pool, reads), problems, users, platform.caches),
    )
