"""`/auth` and the own profile."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.accounts.models import Login, Register
from core_api.domains.accounts.service import Auth
from core_api.domains.accounts.store import Accounts
from core_api.platform import PLATFORM, Platform
from core_api.router import http

AUTH: web.AppKey[Auth] = web.AppKey("auth", Auth)


def setup(app: web.Application, platform: Platform) -> None:
    app[AUTH] = Auth(Accounts(platform.pool), platform.signer, platform.limits, platform.backbone)
    app.router.add_post("/api/v1/auth/register", register)
    app.router.add_post("/api/v1/auth/login", login)
    app.router.add_post("/api/v1/auth/logout", logout)
    app.router.add_get("/api/v1/auth/jwks", jwks)
    app.router.add_get("/api/v1/users/profile", profile)


async def register(request: web.Request) -> web.Response:
    account = await request.app[AUTH].register(await http.body(request, Register), http.client_address(request))
    return http.reply(account, 201)


async def login(request: web.Request) -> web.Response:
    return http.reply(await request.app[AUTH].login(await http.body(request, Login), http.client_address(request)))


async def logout(request: web.Request) -> web.Response:
    await request.app[AUTH].logout(http.user(request))
    return web.Response(status=204)


async def jwks(request: web.Request) -> web.Response:
    return http.reply(request.app[PLATFORM].signer.verifier.jwks(), headers={"Cache-Control": "public, max-age=300"})


async def profile(request: web.Request) -> web.Response:
    return http.reply(await request.app[AUTH].account(http.user(request).sub))
