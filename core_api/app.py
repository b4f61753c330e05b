"""The role `api`: REST. Stateless, any number of processes."""

from __future__ import annotations

from contextlib import AsyncExitStack

from aiohttp import web

from core_api.api import ROUTES
from core_api.domains.accounts.attempts import Attempts, RedisCounter
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.routes import AccountRoutes
from core_api.domains.accounts.service import Auth
from core_api.domains.accounts.store import Accounts
from core_api.domains.contests.routes import ContestRoutes
from core_api.domains.judging.routes import JudgingRoutes
from core_api.domains.jury.routes import JuryRoutes
from core_api.domains.problems.routes import ProblemRoutes
from core_api.domains.rejudgings.routes import RejudgingRoutes
from core_api.domains.submissions.routes import SubmissionRoutes
from core_api.platform import Platform
from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.documentation import DocumentationRoutes
from core_api.router.limits import Limits
from core_api.router.policies import Gate
from core_api.services import make_services
from core_api.storage import migrate
from core_api.storage import pool as postgres
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.runtime import service
from realtime.runtime.health import add_routes
from realtime.runtime.settings import Settings, require
from realtime.security.addresses import Trusted
from realtime.security.authenticator import Authenticator
from realtime.security.revocations import Revocations
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import MongoDocuments
from realtime.storage.dramatiq_queue import DramatiqJudgeQueue
from realtime.storage.log_trust import LogTrust
from realtime.storage.redis import Redis


def make_app(platform: Platform, auth: Auth) -> web.Application:
    app = web.Application(middlewares=[http.envelope])
    gate = Gate(platform.signer.verifier, platform.settings.service_token)
    router = Router(app, gate, platform.limits, platform.trusted)
    for routes in make_routes(platform, auth):
        router.add(routes)
    return app


def make_routes(platform: Platform, auth: Auth) -> tuple[object, ...]:
    """The routes of all domains with their services."""
    services = make_services(platform)
    return (
        AccountRoutes(auth, platform.signer.verifier),
        ProblemRoutes(services.problems),
        ContestRoutes(services.contests),
        SubmissionRoutes(services.submissions),
        JuryRoutes(services.jury),
        RejudgingRoutes(services.rejudgings),
        JudgingRoutes(services.judging),
        DocumentationRoutes(ROUTES),
    )


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "postgres_url", "redis_url", "nats_url", "mongo_url", "secret_key", "jwt_private_key_file")
    signer, vault = Signer.from_file(settings.jwt_private_key_file), Vault(settings.secret_key)
    pool = await migrate.checked_pool(stack, settings.postgres_url)
    backbone = service.closing(stack, await NatsBackbone.open(settings, "api"))
    redis = service.closing(stack, Redis(settings.redis_url))
    documents = service.closing(stack, MongoDocuments(settings.mongo_url))
    queue = service.closing(stack, DramatiqJudgeQueue(settings.redis_url))
    trust = await LogTrust.load(backbone, Authenticator(settings.secret_key))
    limits, trusted = Limits(redis), Trusted(settings.trusted_proxies)
    platform = Platform(settings, pool, redis, backbone, documents, vault, signer, limits, trusted, queue, trust)
    passwords = Passwords()
    stack.callback(passwords.close)
    accounts = Accounts(pool, vault)
    await accounts.check()
    auth = Auth(accounts, signer, backbone, passwords, Attempts(RedisCounter(redis)))
    app = make_app(platform, auth)
    revocations = signer.verifier.revoked = Revocations(backbone)
    await backbone.answer(subjects.ASK_REVOKED, auth.revoked)
    service.background(stack, revocations.run(), "revocations")
    if settings.admin_email and settings.admin_password:
        await auth.ensure_admin(settings.admin_email, settings.admin_password)

    checks = {
        "postgres": lambda: postgres.answers(pool),
        "nats": backbone.ready,
        "redis": redis.ready,
        "documents": documents.ready,
    }
    add_routes(app, "api", checks)
    await service.listen(stack, app, settings.role_host, settings.api_port)
