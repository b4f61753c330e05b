"""`/problems`."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.problems.models import MAX_PACKAGE, ImportedProblem, NewProblem
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.store import Problems
from core_api.platform import Platform
from core_api.router import http

PROBLEMS: web.AppKey[ProblemService] = web.AppKey("problems", ProblemService)


def setup(app: web.Application, platform: Platform) -> None:
    app[PROBLEMS] = ProblemService(Problems(platform.pool), platform.documents, platform.vault)
    app.router.add_get("/api/v1/problems", page)
    app.router.add_post("/api/v1/problems", create)
    app.router.add_get("/api/v1/problems/{problem}", get)
    app.router.add_put("/api/v1/problems/{problem}/package", import_package)


async def page(request: web.Request) -> web.Response:
    limit = http.number(request, "limit", 50, 1, 200)
    service = request.app[PROBLEMS]
    return http.reply(await service.page(request.query.get("after", ""), limit, request.query.get("difficulty")))


async def create(request: web.Request) -> web.Response:
    author = http.user(request)
    problem = await request.app[PROBLEMS].create(await http.body(request, NewProblem), author)
    return http.reply(problem, 201, {"Location": f"/api/v1/problems/{problem.id}"})


async def import_package(request: web.Request) -> web.Response:
    author = http.user(request)
    wanted = await http.packed(request, ImportedProblem, MAX_PACKAGE)
    return http.reply(await request.app[PROBLEMS].import_package(request.match_info["problem"], wanted, author), 201)


async def get(request: web.Request) -> web.Response:
    return http.reply_tagged(request, await request.app[PROBLEMS].get(request.match_info["problem"], http.bearer(request)))
