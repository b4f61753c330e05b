"""What a jury does to a contest, for admins only; and what it has said, for everybody."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.jury.models import ContestUpdate, NewAdjustment, NewAnnouncement, NewHack, Noted, TeamUpdate
from core_api.domains.jury.service import JuryService
from core_api.router import http

JURY: web.AppKey[JuryService] = web.AppKey("jury", JuryService)


def setup(app: web.Application, jury: JuryService) -> None:
    app[JURY] = jury
    one = "/api/v1/contests/{contest}"
    app.router.add_put(one, update)
    app.router.add_put(f"{one}/teams/{{team}}", team)
    app.router.add_post(f"{one}/adjustments", adjust)
    app.router.add_delete(f"{one}/teams/{{team}}/adjustments/{{adjustment}}", take_back)
    app.router.add_post(f"{one}/hacks", hack)
    app.router.add_get(f"{one}/announcements", announcements)
    app.router.add_post(f"{one}/announcements", announce)
    app.router.add_delete(f"{one}/announcements/{{announcement}}", unsay)


async def update(request: web.Request) -> web.Response:
    http.admin(request)
    contest = request.match_info["contest"]
    await request.app[JURY].update(contest, await http.body(request, ContestUpdate))
    return http.reply(Noted(contest), 202)


async def team(request: web.Request) -> web.Response:
    http.admin(request)
    info = request.match_info
    return http.reply(await request.app[JURY].team(info["contest"], info["team"], await http.body(request, TeamUpdate)), 202)


async def adjust(request: web.Request) -> web.Response:
    http.admin(request)
    id_ = await request.app[JURY].adjust(request.match_info["contest"], await http.body(request, NewAdjustment))
    return http.reply(Noted(id_), 202)


async def take_back(request: web.Request) -> web.Response:
    http.admin(request)
    info = request.match_info
    await request.app[JURY].take_back(info["contest"], info["team"], info["adjustment"])
    return http.reply(Noted(info["adjustment"]), 202)


async def hack(request: web.Request) -> web.Response:
    http.admin(request)
    return http.reply(Noted(await request.app[JURY].hack(request.match_info["contest"], await http.body(request, NewHack))), 202)


async def announcements(request: web.Request) -> web.Response:
    return http.reply_tagged(request, await request.app[JURY].announcements(request.match_info["contest"]))


async def announce(request: web.Request) -> web.Response:
    author = http.admin(request)
    wanted = await http.body(request, NewAnnouncement)
    return http.reply(await request.app[JURY].announce(request.match_info["contest"], wanted, author.sub), 201)


async def unsay(request: web.Request) -> web.Response:
    http.admin(request)
    await request.app[JURY].unsay(request.match_info["contest"], request.match_info["announcement"])
    return http.reply(Noted(request.match_info["announcement"]), 202)
