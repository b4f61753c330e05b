"""The role `gateway`: Socket.IO, the plain WebSocket, the REST proxy and the web page, all on one port."""

from __future__ import annotations

from contextlib import AsyncExitStack

from aiohttp import web

from gateway.edge import page
from gateway.edge.admission import Admission, possible
from gateway.edge.proxy import Proxy
from gateway.edge.server import Server
from gateway.hub.hub import Hub
from gateway.hub.sessions import Sessions
from realtime.backbone.nats import NatsBackbone
from realtime.protocol.client_messages import MAX_MESSAGE
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.security.addresses import Trusted
from realtime.security.revocations import Revocations
from realtime.security.tokens import Verifier


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "api_url", "jwt_public_key_file")
    verifier = Verifier.from_file(settings.jwt_public_key_file)
    backbone = service.closing(stack, await NatsBackbone.open(settings, "gateway"))
    hub = service.closing(stack, Hub(backbone, settings.gateway_kept_mib))
    service.background(stack, hub.run(), "hub")
    sessions = Sessions(hub, verifier, settings.gateway_per_user)
    revocations = Revocations(backbone, lambda revoked: sessions.revoked(revoked.user, revoked.token))
    verifier.revoked = revocations
    service.background(stack, revocations.run(), "revocations")
    trusted = Trusted(settings.trusted_proxies)
    proxy = service.closing(stack, Proxy(settings.api_url, trusted))

    app = web.Application(client_max_size=MAX_MESSAGE)  # of what is read whole: long-polling; the proxy streams
    checks = {"nats": backbone.ready, "api": proxy.ready}
    admission = Admission(settings.gateway_opens, settings.gateway_connections or possible(), settings.gateway_per_address)
    server = Server(app, sessions, sessions, admission=admission, trusted=trusted, backbone=backbone)
    app.router.add_route("*", "/api/{tail:.*}", proxy.serve)  # behind the gateway's own
    page.add_routes(app)
    await server.start(stack, settings.host, settings.port, settings.role_host)
    await service.watch(stack, "gateway", settings, checks)
