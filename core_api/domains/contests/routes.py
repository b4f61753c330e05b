"""`/contests`."""

from __future__ import annotations

from aiohttp import web

from core_api.domains.contests.models import Import, NewContest, Reveal
from core_api.domains.contests.service import ContestService
from core_api.platform import PLATFORM
from core_api.router import http
from core_api.router.limits import Limit
from realtime.protocol.events import Finalized, Thawed
from realtime.protocol.rooms import AUDIENCES, Audience
from realtime.runtime.errors import Malformed

PAST = Limit("past", 60, 60)
"""Boards of the past that one address may ask for in a minute."""
CONTESTS: web.AppKey[ContestService] = web.AppKey("contests", ContestService)


def setup(app: web.Application, contests: ContestService) -> None:
    app[CONTESTS] = contests
    base = "/api/v1/contests"
    app.router.add_get(base, page)
    app.router.add_post(base, create)
    one = f"{base}/{{contest}}"
    app.router.add_get(one, get)
    app.router.add_post(f"{one}/join", join)
    app.router.add_get(f"{one}/problems", problems)
    app.router.add_get(f"{one}/teams", teams)
    app.router.add_get(f"{one}/leaderboard", leaderboard)
    app.router.add_get(f"{one}/awards", awards)
    app.router.add_post(f"{one}/virtual-participation", start_virtual_participation)
    app.router.add_get(f"{one}/virtual-participation", virtual_standings)
    app.router.add_post(f"{one}/events", add_events)
    app.router.add_get(f"{one}/log", log)
    app.router.add_post(f"{one}/reveal", reveal)
    app.router.add_post(f"{one}/thaw", thaw)
    app.router.add_post(f"{one}/finalize", finalize)


async def page(request: web.Request) -> web.Response:
    limit = http.number(request, "limit", 50, 1, 200)
    return http.reply(await request.app[CONTESTS].page(request.query.get("before"), limit, http.bearer(request)))


async def create(request: web.Request) -> web.Response:
    author = http.admin(request)
    contest = await request.app[CONTESTS].create(await http.body(request, NewContest), author)
    return http.reply(contest, 201, {"Location": f"/api/v1/contests/{contest.id}"})


async def get(request: web.Request) -> web.Response:
    return http.reply(await request.app[CONTESTS].get(request.match_info["contest"], http.bearer(request)))


async def join(request: web.Request) -> web.Response:
    return http.reply(await request.app[CONTESTS].join(request.match_info["contest"], http.user(request)), 201)


async def problems(request: web.Request) -> web.Response:
    return http.reply(await request.app[CONTESTS].problems(request.match_info["contest"], http.bearer(request)))


async def teams(request: web.Request) -> web.Response:
    return http.reply_tagged(request, await request.app[CONTESTS].teams(request.match_info["contest"]))


async def leaderboard(request: web.Request) -> web.Response:
    audience = _audience(request)
    at = http.number(request, "at", -1, 0, 60 * 24 * 3600)
    if at >= 0 or "group" in request.query:
        await _take_past(request)
    board = await request.app[CONTESTS].leaderboard(
        request.match_info["contest"], audience, *_page(request), at=None if at < 0 else at * 1000, group=request.query.get("group", "")
    )
    return http.reply(board)


async def awards(request: web.Request) -> web.Response:
    await _take_past(request)
    found = await request.app[CONTESTS].awards(request.match_info["contest"], _audience(request))
    return http.reply({"awards": found})


async def start_virtual_participation(request: web.Request) -> web.Response:
    return http.reply(await request.app[CONTESTS].start_virtual_participation(request.match_info["contest"], http.user(request)), 201)


async def virtual_standings(request: web.Request) -> web.Response:
    return http.reply(await request.app[CONTESTS].virtual_standings(request.match_info["contest"], http.user(request), *_page(request)))


async def _take_past(request: web.Request) -> None:
    """A board that is not the live one is made from the whole log. Raises `Limited`."""
    await request.app[PLATFORM].limits.take(PAST, http.client_address(request))


def _audience(request: web.Request) -> Audience:
    """Raises for one that does not exist, or that the asking user may not see."""
    given = request.query.get("audience", "public")
    for audience in AUDIENCES:
        if audience == given:
            if audience != "public":
                http.admin(request)
            return audience
    raise Malformed(f"audience must be one of {', '.join(AUDIENCES)}", field="audience")


def _page(request: web.Request) -> tuple[int, int]:
    """First row, and how many."""
    return http.number(request, "start", 0, 0, 10_000_000), http.number(request, "limit", 500, 1, 1000)


async def add_events(request: web.Request) -> web.Response:
    author = http.admin(request)
    await request.app[CONTESTS].add_events(request.match_info["contest"], await http.body(request, Import), author)
    return http.reply({"accepted": True}, 202)


async def log(request: web.Request) -> web.StreamResponse:
    http.admin(request)
    contest, service = request.match_info["contest"], request.app[CONTESTS]
    await service.get(contest, None)  # says so when there is none, while it still can
    response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
    await response.prepare(request)
    async for line in service.log(contest):
        await response.write(line)
    return response


async def reveal(request: web.Request) -> web.Response:
    http.admin(request)
    step = await http.body(request, Reveal) if request.can_read_body else Reveal()
    await request.app[CONTESTS].reveal(request.match_info["contest"], step)
    return http.reply({"accepted": True}, 202)


async def thaw(request: web.Request) -> web.Response:
    http.admin(request)
    await request.app[CONTESTS].say(request.match_info["contest"], Thawed())
    return http.reply({"accepted": True}, 202)


async def finalize(request: web.Request) -> web.Response:
    http.admin(request)
    await request.app[CONTESTS].say(request.match_info["contest"], Finalized())
    return http.reply({"accepted": True}, 202)
