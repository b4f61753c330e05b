"""The role `api`: REST. Stateless, any number of processes."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime

from aiohttp import web

from core_api.account_services import AccountServices, make_account_services
from core_api.api import ROUTES
from core_api.domains.accounts.administrators import Administrators
from core_api.domains.accounts.cookies import RefreshCookie
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.routes import AccountRoutes
from core_api.domains.accounts.sign_up_routes import SignUpRoutes
from core_api.domains.accounts.signing_keys import SigningKeys, keep_current
from core_api.domains.accounts.store import Accounts
from core_api.domains.api_keys.routes import ApiKeyRoutes
from core_api.domains.api_keys.service import ApiKeyService
from core_api.domains.api_keys.store import ApiKeyStore
from core_api.domains.audit.routes import AuditRoutes
from core_api.domains.balloons.routes import BalloonRoutes
from core_api.domains.ceremony.routes import CeremonyRoutes
from core_api.domains.clarifications.routes import ClarificationRoutes
from core_api.domains.contests.privacy import PrivacyAnswers
from core_api.domains.contests.routes import ContestRoutes
from core_api.domains.contests.store import Contests
from core_api.domains.judging.routes import JudgingRoutes
from core_api.domains.jury.routes import JuryRoutes
from core_api.domains.marks.routes import MarkRoutes
from core_api.domains.notifications.routes import NotificationRoutes
from core_api.domains.oidc.providers import load_providers
from core_api.domains.oidc.routes import OidcRoutes
from core_api.domains.oidc.service import OidcService
from core_api.domains.oidc.store import Identities
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
from core_api.domains.registrations.membership import TeamAnswers
from core_api.domains.registrations.routes import RegistrationRoutes
from core_api.domains.registrations.store import Registrations
from core_api.domains.rejudgings.routes import RejudgingRoutes
from core_api.domains.rejudgings.switch_routes import SwitchRoutes
from core_api.domains.results.routes import ResultRoutes
from core_api.domains.roles.routes import RoleRoutes
from core_api.domains.runs.routes import RunRoutes
from core_api.domains.runs.validation_routes import ValidationRoutes
from core_api.domains.search.routes import SearchRoutes
from core_api.domains.second_factor.routes import SecondFactorRoutes
from core_api.domains.second_factor.service import SecondFactorService
from core_api.domains.statistics.routes import StatisticsRoutes
from core_api.domains.submissions.review_routes import ReviewRoutes
from core_api.domains.submissions.routes import SubmissionRoutes
from core_api.domains.submissions.source_routes import SourceRoutes
from core_api.domains.team_lists.routes import TeamListRoutes
from core_api.domains.team_lists.service import TeamListService
from core_api.domains.team_lists.store import TeamLists
from core_api.domains.teams.routes import TeamRoutes
from core_api.domains.testcases.routes import TestcaseRoutes
from core_api.domains.uploads.package_import import PackageImport
from core_api.domains.uploads.routes import UploadRoutes
from core_api.domains.uploads.service import UploadService
from core_api.domains.uploads.store import Uploads
from core_api.domains.user_admin.routes import CloseAccountRoutes, UserAdminRoutes
from core_api.domains.user_admin.service import UserAdminService
from core_api.domains.user_admin.store import ManagedUsers
from core_api.domains.users.routes import UserRoutes
from core_api.platform import Platform
from core_api.router import http
from core_api.router.auditing import Refusals
from core_api.router.dispatch import Router
from core_api.router.documentation import DocumentationRoutes
from core_api.router.edge import PURGES
from core_api.router.idempotency import Keys
from core_api.router.limits import Limits
from core_api.router.policies import Gate
from core_api.services import Services, make_services
from core_api.storage import audit, mail, migrate
from core_api.storage import pool as postgres
from core_api.storage.caches import Caches
from core_api.storage.caches.shared_store import RedisStore
from core_api.storage.changes import Teller
from core_api.storage.pool import Pool
from core_api.storage.replica import OwnWrites, Reads, Replica
from core_api.storage.rights import RightsChanges
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.runtime import service
from realtime.runtime.health import add_routes
from realtime.runtime.settings import Settings, require
from realtime.security.addresses import Trusted, gateway_proof
from realtime.security.authenticator import Authenticator
from realtime.security.revocations import Revocations
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import MongoDocuments
from realtime.storage.dramatiq_queue import DramatiqJudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis
from realtime.storage.search.opened import open_index

REFUSALS = web.AppKey("refusals", Refusals)


def make_app(platform: Platform, accounts: AccountServices) -> web.Application:
    mail.seal_with(platform.vault)
    app = web.Application(middlewares=[http.envelope])
    app[PURGES] = bool(platform.settings.purge_url)
    if platform.own_writes is not None:
        app[http.OWN_WRITES] = platform.own_writes
    app[http.TELLER] = Teller(platform.caches.store, platform.backbone, platform.caches.forget)
    api_keys = ApiKeyService(ApiKeyStore(platform.pool), platform.signer.clock)
    gate = Gate(platform.signer.verifier, platform.settings.service_token, api_keys)
    app[REFUSALS] = Refusals(platform.pool)
    services = make_services(platform)
    router = Router(app, gate, platform.limits, platform.trusted, Keys(platform.pool, platform.vault), app[REFUSALS], sight=services.sight)
    for routes in (*make_routes(platform, accounts, services), ApiKeyRoutes(api_keys)):
        router.add(routes)
    return app


def make_routes(platform: Platform, accounts: AccountServices, services: Services) -> tuple[object, ...]:
    """The routes of all domains with their services."""
    providers = load_providers(platform.settings.oidc_providers, platform.settings.public_url)
    user_admin = UserAdminService(
        accounts=ManagedUsers(platform.pool, platform.vault),
        users=services.users,
        roles=services.roles,
        rights=platform.rights,
        sessions=accounts.sessions,
        made=accounts.made,
        recovery=accounts.recovery,
        auth=accounts.auth,
        teams=services.teams,
        public_url=platform.settings.public_url.rstrip("/"),
    )
    cookie = RefreshCookie(secure=not platform.settings.public_url.startswith("http://"))
    return (
        SignUpRoutes(accounts.registration, accounts.recovery),
        AccountRoutes(accounts.auth, platform.signer.verifier, cookie),
        SecondFactorRoutes(SecondFactorService(accounts.sign_in, accounts.auth), cookie),
        OidcRoutes(OidcService(providers, Identities(platform.pool), accounts.sign_in, accounts.auth, accounts.external), cookie),
        UserRoutes(services.users),
        RatingRoutes(services.ratings),
        RoleRoutes(services.roles),
        *_problem_routes(platform, services),
        ContestRoutes(services.contests, services.contest_list),
        PreparationRoutes(services.preparation, services.problem_choice),
        ResultRoutes(services.results),
        TeamRoutes(services.teams),
        RegistrationRoutes(services.registrations, services.registration_jury),
        GuestRoutes(services.guests),
        TeamListRoutes(_make_team_lists(platform, services, accounts)),
        SubmissionRoutes(services.submissions),
        SourceRoutes(services.sources),
        RunRoutes(services.runs),
        ValidationRoutes(services.validations),
        ReviewRoutes(services.reviews),
        JuryRoutes(services.jury),
        RejudgingRoutes(services.rejudgings),
        SwitchRoutes(services.switches),
        ClarificationRoutes(services.clarifications),
        BalloonRoutes(services.balloons),
        PrintRoutes(services.prints),
        CeremonyRoutes(services.ceremonies),
        OverviewRoutes(services.overview),
        JudgingRoutes(services.judging),
        NotificationRoutes(services.notifications),
        PushRoutes(services.push),
        AuditRoutes(services.audit),
        UserAdminRoutes(user_admin),
        CloseAccountRoutes(user_admin),
        DocumentationRoutes(ROUTES),
    )


def _problem_routes(platform: Platform, services: Services) -> tuple[object, ...]:
    uploads = UploadService(Uploads(platform.pool), platform.documents, platform.vault)
    return (
        StatementRoutes(services.statements),
        AttachmentRoutes(services.attachments),
        UploadRoutes(uploads, PackageImport(uploads, services.problem_editing)),
        ProblemRoutes(services.problems, services.problem_making, services.problem_editing, services.versions),
        CatalogueRoutes(services.catalogue),
        TestcaseRoutes(services.testcases),
        MarkRoutes(services.readers.marks, services.readers.recommendations),
        SearchRoutes(services.readers.search),
        StatisticsRoutes(services.readers.statistics),
    )


def _make_team_lists(platform: Platform, services: Services, accounts: AccountServices) -> TeamListService:
    lists = TeamLists(platform.pool, platform.vault)
    return TeamListService(lists, services.contests, accounts.passwords, accounts.sessions, platform.backbone)


async def _reads(stack: AsyncExitStack, settings: Settings, pool: Pool, redis: Redis) -> tuple[Reads, OwnWrites | None]:
    """Through the replica of `postgres_replica_url`, which need not answer yet."""
    if not settings.postgres_replica_url:
        return Reads(pool), None
    replica_pool = await postgres.connect(settings.postgres_replica_url, at_least=0)
    stack.callback(replica_pool.terminate)
    replica, own_writes = Replica(replica_pool, pool), OwnWrites(redis)
    service.background(stack, replica.watch(), "replica")
    return Reads(pool, replica, own_writes), own_writes


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "postgres_url", "redis_url", "nats_url", "mongo_url", "secret_key")
    audit.use(settings)
    vault = Vault(settings.secret_key)
    pool = await migrate.checked_pool(stack, settings.postgres_url)
    signing_keys = SigningKeys(pool, vault)
    signer = Signer(*await signing_keys.load(datetime.now(UTC)))
    service.background(stack, keep_current(signing_keys, signer), "signing keys")
    backbone = service.closing(stack, await NatsBackbone.open(settings, "api"))
    redis = service.closing(stack, Redis(settings.redis_url))
    documents = service.closing(stack, MongoDocuments(settings.mongo_url))
    queue = service.closing(stack, DramatiqJudgeQueue(settings.redis_url))
    search = service.closing(stack, open_index(settings.elasticsearch_url))
    trust = await LogTrust.load(backbone, Authenticator(settings.secret_key))
    limits, trusted = Limits(redis), Trusted(settings.trusted_proxies, gateway_proof(settings))
    rights = RightsChanges(pool, backbone)
    reads, own_writes = await _reads(stack, settings, pool, redis)
    caches = service.closing(stack, Caches(RedisStore(redis), backbone, vault))
    await caches.listen()
    platform = Platform(
        settings, pool, redis, backbone, documents, vault, signer, limits, trusted, queue, trust, rights, caches, reads, own_writes, search
    )
    passwords = Passwords()
    stack.callback(passwords.close)
    accounts = Accounts(pool, vault)
    await accounts.check()
    account_services = make_account_services(platform, accounts, passwords)
    sessions = account_services.sessions
    app = make_app(platform, account_services)
    service.background(stack, app[REFUSALS].run(), "refusals")
    revocations = signer.verifier.revoked = Revocations(backbone)
    revocations.add(*await sessions.revoked())
    await backbone.answer(subjects.ASK_REVOKED, sessions.answer_revoked)
    await backbone.answer(subjects.ASK_TEAMS, TeamAnswers(Registrations(pool)).answer, queue="api")
    await backbone.answer(subjects.ASK_PRIVATE, PrivacyAnswers(Contests(pool)).answer, queue="api")
    service.background(stack, revocations.run(), "revocations")
    signer.verifier.current = rights.held.current
    await rights.held.refresh()
    await backbone.answer(subjects.ASK_RIGHTS, rights.answer)
    service.background(stack, rights.held.run(backbone), "rights")
    if settings.admin_email and settings.admin_password:
        await Administrators(pool, vault, passwords).ensure(settings.admin_email, settings.admin_password)

    checks = platform.checks()
    add_routes(app, "api", checks)
    await service.watch(stack, "api", settings, checks)
    await service.listen(stack, app, settings.role_host, settings.api_port, reuse_port=bool(settings.api_port))
