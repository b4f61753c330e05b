"""The role `api`: REST, the outbox relay and the submission index."""

from __future__ import annotations

from contextlib import AsyncExitStack

from aiohttp import web

from core_api import db, http
from core_api.auth import routes as auth
from core_api.contests import routes as contests
from core_api.index import Index
from core_api.judging import routes as judging
from core_api.jury import routes as jury
from core_api.limits import Limits
from core_api.outbox import Relay
from core_api.platform import PLATFORM, Platform
from core_api.problems import routes as problems
from core_api.rejudgings import routes as rejudgings
from core_api.submissions import routes as submissions
from core_api.sweeper import Sweeper
from realtime import queues, service, subjects
from realtime import redis as redis_client
from realtime.addresses import Trusted
from realtime.backbone.nats import NatsBackbone
from realtime.crypto import Vault
from realtime.documents import MongoDocuments
from realtime.health import add_routes
from realtime.revocations import Revocations
from realtime.settings import Settings, require
from realtime.tokens import Signer

MAX_BODY = 4 * 2**20
DOMAINS = (auth, problems, contests, jury, rejudgings, submissions, judging)


def make_app(platform: Platform) -> web.Application:
    app = web.Application(middlewares=[http.envelope], client_max_size=MAX_BODY)
    app[PLATFORM] = platform
    for domain in DOMAINS:
        domain.setup(app, platform)
    return app


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "postgres_url", "redis_url", "nats_url", "mongo_url", "secret_key", "jwt_private_key_file")
    signer, vault = Signer.from_file(settings.jwt_private_key_file), Vault(settings.secret_key)
    pool = await db.connect(settings.postgres_url)
    stack.callback(pool.terminate)
    await db.migrate(pool)
    backbone = await NatsBackbone.connect(settings.nats_url, name="api", lease_seconds=settings.lease_seconds)
    stack.push_async_callback(backbone.close)
    redis = redis_client.connect(settings.redis_url)
    stack.push_async_callback(redis.aclose)
    documents = MongoDocuments(settings.mongo_url)
    stack.push_async_callback(documents.close)
    platform = Platform(settings, pool, redis, backbone, documents, vault, signer, Limits(redis), Trusted(settings.trusted_proxies))
    app = make_app(platform)
    revocations = signer.verifier.revoked = Revocations(backbone)
    await backbone.answer(subjects.ASK_REVOKED, app[auth.AUTH].revoked)
    service.background(stack, revocations.run(), "revocations")
    if settings.admin_email and settings.admin_password:
        await app[auth.AUTH].ensure_admin(settings.admin_email, settings.admin_password)

    checks = {
        "postgres": lambda: db.answers(pool),
        "nats": backbone.ready,
        "redis": lambda: redis_client.answers(redis),
        "documents": documents.ready,
    }
    add_routes(app, "api", checks)
    broker = queues.broker(settings.redis_url)
    stack.callback(broker.close)
    service.background(stack, Relay(pool, backbone, broker).run(), "outbox relay")
    service.background(stack, Sweeper(pool, redis, broker).run(), "sweeper")
    service.background(stack, Index(pool, backbone).run(), "submission index")
    await service.listen(stack, app, settings.role_host, settings.api_port)
