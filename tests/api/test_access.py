"""Who may call what: every endpoint with every role, against one table. An endpoint without a line fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest

from core_api.api import ROUTES
from core_api.router.endpoint import endpoints
from realtime.storage.packages import Case, Package
from tests.api.harness import PASSWORD, Api, fresh
from tests.api.world import ROLES, World, contest_body, make_world, problem_body, submission_body

Statuses = dict[str, int]


def everybody(status: int) -> Statuses:
    """Also who shows a token that is none: nobody looks at it."""
    return dict.fromkeys(ROLES, status)


def anyone(status: int) -> Statuses:
    """With a user's token or without one."""
    return everybody(status) | {"service": 401}


def signed_in(status: int) -> Statuses:
    return anyone(status) | {"anonymous": 401}


def roles(status: int, *accepted: str) -> Statuses:
    return signed_in(403) | dict.fromkeys(accepted, status)


def admin(status: int) -> Statuses:
    return roles(status, "admin")


def owner(status: int) -> Statuses:
    """Others are not told that it exists."""
    return signed_in(404) | {"owner": status, "admin": status}


class Line(NamedTuple):
    """The status that each role gets; 409 and 503: let in, and refused for another reason."""

    statuses: Statuses
    body: Callable[[World], Any] | None = None
    path: dict[str, Callable[[World], str]] = {}
    """Parts of the path that are not the world's own."""


def a_registration(_: World) -> Any:
    name = fresh("user")
    return {"email": f"{name}@example.org", "password": PASSWORD, "name": name}


def a_login(world: World) -> Any:
    return {"email": f"{world.owner.name}@example.org", "password": PASSWORD}


def a_package(_: World) -> bytes:
    package = Package("", 1, 1000, 64 * 2**20, 2**20, "tokens", 0.0, "", (Case(b"1 2", b"3", True),))
    return msgspec.msgpack.encode({"title": fresh("imported"), "statement": "Add.", "package": package})


def an_import(world: World) -> Any:
    settings = contest_body(world.problem)["settings"]
    return {"batch": fresh("b"), "events": [{"type": "settings", "settings": settings}]}


def adjustment(world: World) -> Any:
    return {"team_id": world.owner.id, "amount": 20, "reason": "left early"}


ENDED = {"contest": lambda world: world.ended}
TABLE = {
    "POST /auth/register": Line(everybody(201), a_registration),
    "POST /auth/login": Line(everybody(200), a_login),
    "POST /auth/logout": Line(signed_in(204)),
    "GET /auth/jwks": Line(everybody(200)),
    "GET /users/profile": Line(signed_in(200)),
    "GET /problems": Line(everybody(200)),
    "POST /problems": Line(roles(201, "creator", "admin"), lambda _: problem_body()),
    "GET /problems/{problem}": Line(anyone(200)),
    "PATCH /problems/{problem}": Line(roles(200, "creator", "admin"), lambda _: {"published": True}),
    "PUT /problems/{problem}/package": Line(roles(201, "creator", "admin"), a_package, {"problem": lambda _: fresh("imported")}),
    "GET /contests": Line(anyone(200)),
    "POST /contests": Line(admin(201), lambda world: contest_body(world.problem)),
    "GET /contests/{contest}": Line(anyone(200)),
    "POST /contests/{contest}/join": Line(signed_in(201) | {"owner": 409, "another contestant": 409}),
    "GET /contests/{contest}/problems": Line(anyone(200)),
    "GET /contests/{contest}/teams": Line(everybody(200)),
    "GET /contests/{contest}/leaderboard": Line(anyone(200)),
    "GET /contests/{contest}/awards": Line(anyone(503)),
    "POST /contests/{contest}/virtual-participation": Line(signed_in(201), None, ENDED),
    "GET /contests/{contest}/virtual-participation": Line(signed_in(404), None, ENDED),
    "POST /contests/{contest}/events": Line(admin(202), an_import, {"contest": lambda _: fresh("imported")}),
    "GET /contests/{contest}/log": Line(admin(200)),
    "POST /contests/{contest}/reveal": Line(admin(202), None, ENDED),
    "POST /contests/{contest}/thaw": Line(admin(202), None, ENDED),
    "POST /contests/{contest}/finalize": Line(admin(202), None, ENDED),
    "GET /languages": Line(everybody(200)),
    "POST /submissions": Line(signed_in(409), lambda world: submission_body(world.problem)),
    "POST /contests/{contest}/submissions": Line(
        signed_in(403) | {"owner": 201, "another contestant": 201}, lambda world: submission_body(world.problem)
    ),
    "GET /submissions/user/{user}": Line(signed_in(403) | {"owner": 200}),
    "GET /submissions/{submission}": Line(owner(200)),
    "GET /submissions/{submission}/result": Line(owner(200)),
    "PUT /contests/{contest}": Line(admin(202), lambda _: {"settings": {"name": "Another name"}}),
    "PUT /contests/{contest}/teams/{team}": Line(admin(202), lambda _: {"hidden": True}),
    "POST /contests/{contest}/adjustments": Line(admin(202), adjustment),
    "DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}": Line(admin(202)),
    "POST /contests/{contest}/hacks": Line(admin(202), lambda world: {"team_id": world.owner.id, "successful": True}),
    "GET /contests/{contest}/announcements": Line(everybody(200)),
    "POST /contests/{contest}/announcements": Line(admin(201), lambda _: {"text": "Five minutes more."}),
    "DELETE /contests/{contest}/announcements/{announcement}": Line(admin(202)),
    "DELETE /submissions/{submission}": Line(admin(202)),
    "GET /contests/{contest}/rejudgings": Line(admin(200)),
    "POST /contests/{contest}/rejudgings": Line(admin(201), lambda _: {"reason": "another test was wrong"}),
    "GET /contests/{contest}/rejudgings/{rejudging}": Line(admin(200)),
    "GET /contests/{contest}/rejudgings/{rejudging}/preview": Line(admin(503)),
    "POST /contests/{contest}/rejudgings/{rejudging}/apply": Line(admin(409)),
    "POST /contests/{contest}/rejudgings/{rejudging}/cancel": Line(admin(200)),
    "GET /judging": Line(admin(200)),
    "GET /judging/dead": Line(admin(200)),
    "POST /judging/dead/{letter}/requeue": Line(admin(200)),
    "GET /judging/stuck": Line(admin(200)),
    "POST /judging/stuck/{message}/resend": Line(admin(200)),
    "GET /openapi.json": Line(everybody(200)),
    "GET /docs": Line(everybody(200)),
    "GET /docs/reference.css": Line(everybody(200)),
}


def test_every_endpoint_has_a_line_and_every_line_an_endpoint() -> None:
    assert set(TABLE) == {str(endpoint) for endpoint in endpoints(ROUTES)}


@pytest.mark.parametrize("route", TABLE)
async def test_each_role_gets_what_the_table_says(api: Api, route: str) -> None:
    world, line = await make_world(api), TABLE[route]
    got = {}
    for role in ROLES:
        method, path = address(world, route)
        body = line.body(world) if line.body is not None else None
        sent = {"data": body} if isinstance(body, bytes) else {"body": body}
        answer = await api.call(method, path, **sent, by=world.callers[role])
        got[role] = answer.status
        if answer.status >= 400:
            assert answer.json["status"] == answer.status
            assert answer.json["code"]
    assert got == line.statuses


def address(world: World, route: str) -> tuple[str, str]:
    """Method and path; each call has a fresh one where the line says so."""
    method, _, path = route.partition(" ")
    names = {
        "problem": world.problem,
        "contest": world.contest,
        "submission": world.submission,
        "user": world.owner.id,
        "team": world.owner.id,
        "adjustment": "none",
        "announcement": world.announcement,
        "rejudging": world.rejudging,
        "letter": "all",
        "message": "all",
    }
    return method, path.format_map(names | {name: part(world) for name, part in TABLE[route].path.items()})


@pytest.mark.parametrize("route", ["leaderboard", "awards"])
async def test_the_jurys_boards_are_for_admins(api: Api, route: str) -> None:
    world = await make_world(api)
    path = f"/contests/{world.contest}/{route}?audience=jury"
    got = {role: (await api.call("GET", path, by=world.callers[role])).status for role in ROLES}
    assert got == admin(200 if route == "leaderboard" else 503)
