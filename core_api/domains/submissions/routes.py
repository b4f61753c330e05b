"""`/submissions`, submitting in a contest, and the languages on offer."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.submissions.models import NewSubmission, Withdrawn
from core_api.domains.submissions.service import SubmissionService
from core_api.router import http
from realtime.languages import LANGUAGES
from realtime.runtime.errors import Forbidden, Malformed

SUBMISSIONS: web.AppKey[SubmissionService] = web.AppKey("submissions", SubmissionService)


def setup(app: web.Application, submissions: SubmissionService) -> None:
    app[SUBMISSIONS] = submissions
    app.router.add_get("/api/v1/languages", languages)
    app.router.add_post("/api/v1/submissions", submit)
    app.router.add_post("/api/v1/contests/{contest}/submissions", submit)
    app.router.add_get("/api/v1/submissions/user/{user}", of_user)
    app.router.add_get("/api/v1/submissions/{submission}", get)
    app.router.add_get("/api/v1/submissions/{submission}/result", result)
    app.router.add_delete("/api/v1/submissions/{submission}", withdraw)


async def languages(request: web.Request) -> web.Response:
    offered = await request.app[SUBMISSIONS].languages()
    return http.reply([{"id": id, "name": LANGUAGES[id].name, "version": version} for id, version in offered.items() if id in LANGUAGES])


async def submit(request: web.Request) -> web.Response:
    user = http.user(request)
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= 128:
        raise Malformed("the header Idempotency-Key must have 1 to 128 characters", field="Idempotency-Key")
    given = await http.body(request, NewSubmission)
    submission, new = await request.app[SUBMISSIONS].submit(given, user, request.match_info.get("contest"), key)
    return http.reply(submission, 201 if new else 200, {"Location": f"/api/v1/submissions/{submission.id}"})


async def get(request: web.Request) -> web.Response:
    return http.reply(await request.app[SUBMISSIONS].get(request.match_info["submission"], http.user(request)))


async def result(request: web.Request) -> web.Response:
    return http.reply(await request.app[SUBMISSIONS].result(request.match_info["submission"], http.user(request)))


async def withdraw(request: web.Request) -> web.Response:
    http.admin(request)
    await request.app[SUBMISSIONS].withdraw(request.match_info["submission"])
    return http.reply(Withdrawn(request.match_info["submission"]), 202)


async def of_user(request: web.Request) -> web.Response:
    user = http.user(request)
    if request.match_info["user"] != user.sub:
        raise Forbidden("these are somebody else's submissions")
    limit = http.number(request, "limit", 50, 1, 200)
    query = request.query
    found = await request.app[SUBMISSIONS].mine(user, query.get("contest"), query.get("before"), limit)
    return http.reply({"submissions": found, "next": found[-1].id if len(found) == limit else None})
