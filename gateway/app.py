"""The role `gateway`: Socket.IO, the plain WebSocket, the REST proxy and the web page, all on one port."""

from __future__ import annotations

from contextlib import AsyncExitStack

from gateway.edge import page
from gateway.edge.admission import Admission, possible
from gateway.edge.proxy import Proxy
from gateway.edge.server import Server, new_app
from gateway.edge.token_keys import TokenKeys
from gateway.hub.hub import Hub
from gateway.hub.private_contests import PrivateContests
from gateway.hub.sessions import Sessions
from realtime.backbone.nats import NatsBackbone
from realtime.runtime import service
from realtime.runtime.settings import Settings, require
from realtime.security.addresses import Trusted, gateway_proof
from realtime.security.revocations import Revocations
from realtime.security.rights import ChangedRights, asking
from realtime.security.tokens import Verifier


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "api_url")
    verifier = Verifier()
    token_keys = TokenKeys(settings.api_url, verifier)
    service.background(stack, token_keys.run(), "token keys")
    backbone = service.closing(stack, await NatsBackbone.open(settings, "gateway"))
    private = PrivateContests(backbone)
    hub = service.closing(stack, Hub(backbone, private, settings.gateway_kept_mib))
    service.background(stack, hub.run(), "hub")
    sessions = Sessions(hub, verifier, settings.gateway_per_user)
    revocations = Revocations(backbone, sessions.revoked)
    verifier.revoked = revocations
    service.background(stack, revocations.run(), "revocations")
    rights = ChangedRights(asking(backbone), sessions.rights_changed)
    verifier.current = rights.current
    service.background(stack, rights.run(backbone), "rights")
    trusted = Trusted(settings.trusted_proxies)
    proxy = service.closing(stack, Proxy(settings.api_url, trusted, gateway_proof(settings)))

    app = new_app()
    checks = {"nats": backbone.ready, "api": proxy.ready, "keys": token_keys.ready, "private contests": private.ready}
    admission = Admission(settings.gateway_opens, settings.gateway_connections or possible(), settings.gateway_per_address)
    server = Server(app, sessions, sessions, admission=admission, trusted=trusted, backbone=backbone)
    proxy.add_routes(app)  # behind the gateway's own
    page.add_routes(app)
    await server.start(stack, settings.host, settings.port, settings.role_host)
    await service.watch(stack, "gateway", settings, checks)
