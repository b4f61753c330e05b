"""`/contests/{id}/rejudgings`; for admins only."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.rejudgings.models import NewRejudging
from core_api.domains.rejudgings.service import RejudgingService
from core_api.router import http

REJUDGINGS: web.AppKey[RejudgingService] = web.AppKey("rejudgings", RejudgingService)


def setup(app: web.Application, rejudgings: RejudgingService) -> None:
    app[REJUDGINGS] = rejudgings
    base = "/api/v1/contests/{contest}/rejudgings"
    app.router.add_get(base, listed)
    app.router.add_post(base, create)
    app.router.add_get(f"{base}/{{rejudging}}", get)
    app.router.add_get(f"{base}/{{rejudging}}/preview", preview)
    app.router.add_post(f"{base}/{{rejudging}}/apply", apply)
    app.router.add_post(f"{base}/{{rejudging}}/cancel", cancel)


def _of(request: web.Request) -> tuple[RejudgingService, str, str]:
    http.admin(request)
    return request.app[REJUDGINGS], request.match_info["contest"], request.match_info.get("rejudging", "")


async def listed(request: web.Request) -> web.Response:
    service, contest, _ = _of(request)
    return http.reply({"rejudgings": await service.of_contest(contest)})


async def create(request: web.Request) -> web.Response:
    service, contest, _ = _of(request)
    made = await service.create(contest, await http.body(request, NewRejudging), http.admin(request))
    return http.reply(made, 201, {"Location": f"/api/v1/contests/{contest}/rejudgings/{made.id}"})


async def get(request: web.Request) -> web.Response:
    service, contest, id_ = _of(request)
    return http.reply(await service.get(contest, id_))


async def preview(request: web.Request) -> web.Response:
    service, contest, id_ = _of(request)
    return http.reply(await service.preview(contest, id_))


async def apply(request: web.Request) -> web.Response:
    service, contest, id_ = _of(request)
    return http.reply(await service.apply(contest, id_))


async def cancel(request: web.Request) -> web.Response:
    service, contest, id_ = _of(request)
    return http.reply(await service.cancel(contest, id_))
