"""Who may call what: every endpoint with every role, against one table. An endpoint without a line fails."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pytest

from core_api.api import ROUTES
from core_api.domains.push.models import NewSubscription
from core_api.router.endpoint import endpoints
from realtime.storage.packages import Case, Package
from tests.api.harness import PASSWORD, Api, fresh
from tests.api.pictures import picture
from tests.api.world import ROLES, SOURCE, World, contest_body, make_world, problem_body, submission_body

Statuses = dict[str, int]


def everybody(status: int) -> Statuses:
    """Also who shows a token that is none: nobody looks at it."""
    return dict.fromkeys(ROLES, status)


def anyone(status: int) -> Statuses:
    """With a user's token or without one."""
    return everybody(status) | {"service": 401}


def signed_in(status: int) -> Statuses:
    return anyone(status) | {"anonymous": 401}


SESSIONLESS = {"jury of the contest": 403, "jury of another contest": 403}
"""Their tokens here belong to no session."""


def roles(status: int, *accepted: str) -> Statuses:
    return signed_in(403) | dict.fromkeys(accepted, status)


def admin(status: int) -> Statuses:
    return roles(status, "admin")


def jury_of_all(status: int) -> Statuses:
    return roles(status, "jury", "admin")


def jury(status: int) -> Statuses:
    """Of the contest, or of all."""
    return roles(status, "jury of the contest", "jury", "admin")


def taking_part(status: int) -> Statuses:
    """In a team of the contest, or in its jury."""
    return jury(status) | {"owner": status, "another contestant": status}


def owner(status: int) -> Statuses:
    """Others are not told that it exists."""
    return signed_in(404) | dict.fromkeys(("owner", "jury of the contest", "jury", "admin"), status)


class Line(NamedTuple):
    """The status that each role gets; 409 and 503: let in, and refused for another reason."""

    statuses: Statuses
    body: Callable[[World], Any] | None = None
    path: dict[str, Callable[[World], str]] = {}
    """Parts of the path that are not the world's own."""
    query: str = ""
    once: bool = False
    """It can be done once: each role finds a world of its own."""


def a_registration(_: World) -> Any:
    name = fresh("user")
    return {"email": f"{name}@example.org", "password": PASSWORD, "name": name}


def an_account(_: World) -> Any:
    name = fresh("made")
    return {"email": f"{name}@example.org", "name": name}


def a_login(world: World) -> Any:
    return {"email": f"{world.owner.name}@example.org", "password": PASSWORD}


def a_package(_: World) -> bytes:
    package = Package("", 1, 1000, 64 * 2**20, 2**20, "tokens", 0.0, "", (Case(b"1 2", b"3", True),))
    return msgspec.msgpack.encode({"title": fresh("imported"), "statement": "Add.", "package": package})


def a_part(_: World) -> bytes:
    return msgspec.msgpack.encode({"content": b"x", "sha256": hashlib.sha256(b"x").hexdigest()})


def a_problem_content(_: World) -> Any:
    limits = {"time_limit": 2.0, "memory_limit": 256, "output_limit": 8}
    return {"title": fresh("replaced"), "difficulty": "medium", "tags": [], "published": False, **limits}


def a_test(_: World) -> Any:
    return {"tests": [{"input": fresh("input"), "answer": ""}]}


def an_import(world: World) -> Any:
    settings = contest_body(world.problem)["settings"]
    return {"batch": fresh("b"), "events": [{"type": "settings", "settings": settings}]}


def adjustment(world: World) -> Any:
    return {"team_id": world.owner.id, "amount": 20, "reason": "left early"}


def a_picture(_: World) -> Any:
    return {"content": base64.b64encode(picture()).decode()}


def a_validation(world: World) -> Any:
    return {"problem_id": world.problem, "tests": [{"input": "1 2\n", "answer": "3\n"}]}


def a_team_list(_: World) -> Any:
    teams = [{"id": "1", "name": fresh("Team"), "organization": "ETH", "country": "CHE", "groups": ["students"], "line": 2}]
    return {"source": fresh("list"), "teams": teams, "accounts": [{"username": "team-001", "name": fresh("Team"), "team": "1", "line": 2}]}


ENDED = {"contest": lambda world: world.ended}
A_TEST = {"testcase": lambda _: "none"}
NAMED = {"team": lambda world: world.team}
TABLE = {
    "POST /auth/register": Line(everybody(201), a_registration),
    "GET /auth/verify/{token}": Line(everybody(404), None, {"token": lambda _: "x" * 43}),
    "POST /auth/resend-verification": Line(everybody(202), lambda _: {"email": "nobody@example.org"}),
    "POST /auth/forgot-password": Line(everybody(202), lambda _: {"email": "nobody@example.org"}),
    "POST /auth/reset-password": Line(everybody(422), lambda _: {"token": "x" * 43, "password": PASSWORD}),
    "POST /auth/change-password": Line(signed_in(204), lambda _: {"old_password": PASSWORD, "new_password": PASSWORD}),
    "POST /auth/change-email": Line(signed_in(202), lambda _: {"password": PASSWORD, "email": f"{fresh('new')}@example.org"}),
    "POST /auth/confirm-email": Line(everybody(422), lambda _: {"token": "x" * 43}),
    "POST /auth/login": Line(everybody(200), a_login),
    "POST /auth/refresh": Line(everybody(401), lambda _: {"refresh_token": "x" * 43}),
    "POST /auth/logout": Line(signed_in(204)),
    "GET /auth/sessions": Line(signed_in(200)),
    "DELETE /auth/sessions": Line(signed_in(204)),
    "DELETE /auth/sessions/{session}": Line(signed_in(404) | {"owner": 204}),
    "POST /auth/login/second-factor": Line(everybody(401), lambda _: {"challenge": "none", "code": "000000"}),
    "GET /auth/second-factor": Line(signed_in(200)),
    "POST /auth/second-factor": Line(signed_in(200), lambda _: {"password": PASSWORD}),
    "POST /auth/second-factor/confirm": Line(signed_in(409), lambda _: {"code": "000000"}),
    "POST /auth/second-factor/recovery-codes": Line(signed_in(409), lambda _: {"password": PASSWORD, "code": "000000"}),
    "POST /auth/second-factor/disable": Line(signed_in(409), lambda _: {"password": PASSWORD, "code": "000000"}),
    "DELETE /users/{user}/second-factor": Line(admin(404)),
    "GET /auth/oidc": Line(everybody(200)),
    "POST /auth/oidc/{provider}/begin": Line(everybody(404)),
    "POST /auth/oidc/{provider}/finish": Line(everybody(404), lambda _: {"state": "x", "code": "x"}),
    "GET /auth/oidc/identities": Line(signed_in(200)),
    "POST /auth/oidc/{provider}/link/begin": Line(signed_in(404), lambda _: {"password": PASSWORD}),
    "POST /auth/oidc/{provider}/link": Line(signed_in(404), lambda _: {"state": "x", "code": "x"}),
    "DELETE /auth/oidc/{provider}": Line(signed_in(404)),
    "GET /auth/keys": Line(signed_in(200)),
    "POST /auth/keys": Line(signed_in(201), lambda _: {"name": "a key", "scopes": ["read"]}),
    "DELETE /auth/keys/{key}": Line(signed_in(404)),
    "GET /users/{user}/keys": Line(admin(200)),
    "DELETE /users/{user}/keys/{key}": Line(admin(404)),
    "GET /auth/jwks": Line(everybody(200)),
    "GET /users/profile": Line(signed_in(200)),
    "PUT /users/profile": Line(signed_in(200), lambda _: {"name": fresh("user")}),
    "PUT /users/profile/privacy": Line(signed_in(200), lambda _: {"submissions": "nobody"}),
    "GET /users/profile/export": Line(signed_in(200)),
    "GET /users/search": Line(signed_in(200), query="?q=user"),
    "GET /users/leaderboard": Line(everybody(200)),
    "GET /users/{user}/ratings": Line(anyone(200)),
    "POST /contests/{contest}/ratings": Line(admin(409), lambda _: {}),
    "DELETE /contests/{contest}/ratings": Line(admin(404)),
    "GET /users/{user}": Line(anyone(200)),
    "GET /users/{user}/stats": Line(anyone(200)),
    "GET /users/{user}/submissions": Line(anyone(200) | {"anonymous": 401}),
    "GET /problems": Line(everybody(200)),
    "POST /problems": Line(roles(201, "creator", "admin"), lambda _: problem_body()),
    "GET /problems/{problem}": Line(anyone(200)),
    "POST /uploads": Line(roles(201, "creator", "admin"), lambda _: {"size": 10}),
    "GET /uploads/{upload}": Line(roles(404, "creator", "admin")),
    "PUT /uploads/{upload}/parts/{part}": Line(roles(404, "creator", "admin"), a_part),
    "DELETE /uploads/{upload}": Line(roles(404, "creator", "admin")),
    "PUT /problems/{problem}/package/upload": Line(roles(404, "creator", "admin"), lambda _: {"upload_id": "none"}),
    "GET /problems/{problem}/attachments": Line(anyone(200)),
    "GET /problems/{problem}/attachments/{name}": Line(anyone(404)),
    "PUT /problems/{problem}/attachments/{name}": Line(roles(200, "creator", "admin"), lambda _: {"content": "MSAyCg=="}),
    "DELETE /problems/{problem}/attachments/{name}": Line(roles(404, "creator", "admin")),
    "PUT /problems/{problem}": Line(roles(200, "creator", "admin"), a_problem_content),
    "GET /problems/{problem}/versions": Line(signed_in(403) | dict.fromkeys(("creator", "jury of the contest", "jury", "admin"), 200)),
    "GET /testcases/{problem}": Line(roles(200, "creator", "admin")),
    "GET /testcases/{problem}/{testcase}": Line(roles(404, "creator", "admin"), None, A_TEST),
    "POST /testcases/{problem}": Line(roles(201, "creator", "admin"), a_test),
    "PUT /testcases/{testcase}": Line(roles(404, "creator", "admin"), lambda _: {"input": "1", "answer": "1"}, A_TEST),
    "DELETE /testcases/{testcase}": Line(roles(404, "creator", "admin"), None, A_TEST),
    "PATCH /problems/{problem}": Line(roles(200, "creator", "admin"), lambda _: {"published": True}),
    "DELETE /problems/{problem}": Line(roles(409, "creator", "admin")),
    "GET /problems/tags": Line(everybody(200)),
    "GET /problems/categories": Line(everybody(200)),
    "PUT /problems/{problem}/like": Line(signed_in(200)),
    "DELETE /problems/{problem}/like": Line(signed_in(200)),
    "GET /problems/{problem}/statistics": Line(anyone(200)),
    "GET /teams/{team}/statistics": Line(anyone(200), None, NAMED),
    "GET /problems/recommendations": Line(signed_in(200)),
    "GET /problems/prepared": Line(signed_in(200)),
    "GET /problems/own-marks": Line(signed_in(200), query="?ids=sum,product"),
    "GET /problems/search": Line(anyone(200), query="?q=sum"),
    "GET /problems/suggest": Line(everybody(200), query="?q=sum"),
    "PUT /problems/{problem}/statements/{language}": Line(
        roles(200, "creator", "admin"), lambda _: {"text": "Add."}, {"language": lambda _: "de"}
    ),
    "DELETE /problems/{problem}/statements/{language}": Line(roles(409, "creator", "admin"), None, {"language": lambda _: "en"}),
    "PUT /problems/{problem}/package": Line(roles(201, "creator", "admin"), a_package, {"problem": lambda _: fresh("imported")}),
    "GET /contests": Line(anyone(200)),
    "POST /contests": Line(admin(201), lambda world: contest_body(world.problem)),
    "GET /contests/{contest}": Line(anyone(200)),
    "GET /contests/{contest}/checklist": Line(jury(200)),
    "PUT /contests/{contest}/problems": Line(jury(200), lambda world: {"problems": [{"id": world.problem, "label": "A"}]}),
    "POST /contests/{contest}/clone": Line(admin(201), lambda _: {"id": fresh("copy"), "start": 4_000_000_000_000}),
    "POST /contests/{contest}/join": Line(signed_in(201) | {"owner": 409, "another contestant": 409}),
    "GET /contests/{contest}/problems": Line(anyone(200)),
    "GET /contests/{contest}/teams": Line(anyone(200)),
    "GET /contests/{contest}/leaderboard": Line(anyone(200)),
    "GET /contests/{contest}/recording": Line(anyone(503)),
    "GET /contests/{contest}/awards": Line(anyone(503)),
    "GET /contests/{contest}/results": Line(anyone(503), None, ENDED),
    "GET /contests/{contest}/results.csv": Line(anyone(503), None, ENDED),
    "GET /contests/{contest}/results.html": Line(anyone(503), None, ENDED),
    "GET /contests/{contest}/statistics": Line(anyone(200)),
    "POST /contests/{contest}/virtual-participation": Line(signed_in(201), None, ENDED),
    "GET /contests/{contest}/virtual-participation": Line(signed_in(404), None, ENDED),
    "POST /contests/{contest}/events": Line(admin(202), an_import, {"contest": lambda _: fresh("imported")}),
    "GET /contests/{contest}/log": Line(jury(200)),
    "GET /contests/{contest}/ceremony": Line(jury(200)),
    "GET /contests/{contest}/reveal": Line(jury(503)),
    "POST /contests/{contest}/reveal": Line(jury(503), None, ENDED),
    "DELETE /contests/{contest}/reveal": Line(jury(409), None, ENDED),
    "POST /contests/{contest}/thaw": Line(jury(200), None, ENDED, once=True),
    "DELETE /contests/{contest}/thaw": Line(jury(409), None, ENDED),
    "POST /contests/{contest}/finalize": Line(jury(200), None, ENDED, once=True),
    "DELETE /contests/{contest}/finalize": Line(jury(409), None, ENDED),
    "GET /languages": Line(everybody(200)),
    "POST /submissions": Line(signed_in(409), lambda world: submission_body(world.problem)),
    "POST /contests/{contest}/submissions": Line(
        signed_in(403) | {"owner": 201, "another contestant": 201}, lambda world: submission_body(world.problem)
    ),
    "GET /teams": Line(anyone(200)),
    "POST /teams": Line(signed_in(201), lambda _: {"name": fresh("Team")}),
    "POST /teams/join": Line(signed_in(404), lambda _: {"code": "0000-0000-0000-0000"}),
    "GET /teams/{team}": Line(anyone(200), None, NAMED),
    "PATCH /teams/{team}": Line(jury_of_all(200) | {"owner": 200}, lambda _: {"country": "CH"}, NAMED),
    "DELETE /teams/{team}": Line(jury_of_all(409) | {"owner": 409}),
    "PUT /teams/{team}/captain": Line(jury_of_all(422) | {"owner": 422}, lambda _: {"user_id": "nobody"}, NAMED),
    "DELETE /teams/{team}/members/{user}": Line(jury_of_all(409) | {"owner": 409}, None, NAMED),
    "GET /teams/{team}/invitations": Line(jury_of_all(200) | {"owner": 200}, None, NAMED),
    "POST /teams/{team}/invitations": Line(jury_of_all(201) | {"owner": 201}, lambda _: {}, NAMED),
    "DELETE /teams/{team}/invitations/{invitation}": Line(jury_of_all(404) | {"owner": 404}, None, NAMED),
    "PUT /teams/{team}/picture": Line(jury_of_all(200) | {"owner": 200}, a_picture, NAMED),
    "DELETE /teams/{team}/picture": Line(jury_of_all(200) | {"owner": 200}, None, NAMED),
    "GET /teams/{team}/picture/{picture}": Line(everybody(404), None, NAMED),
    "GET /contests/{contest}/registration": Line(signed_in(404) | {"owner": 200, "another contestant": 200}),
    "DELETE /contests/{contest}/registration": Line(signed_in(404) | {"owner": 409, "another contestant": 409}),
    "GET /contests/{contest}/registration-settings": Line(anyone(200)),
    "PUT /contests/{contest}/registration-settings": Line(jury(200), lambda _: {"members_max": 3}),
    "GET /contests/{contest}/registrations": Line(jury(200)),
    "PATCH /contests/{contest}/registrations/{team}": Line(jury(200), lambda _: {"state": "approved"}),
    "GET /contests/{contest}/guests": Line(jury(200)),
    "PUT /contests/{contest}/guests/{user}": Line(jury(200), None, {"user": lambda world: world.owner.id}),
    "DELETE /contests/{contest}/guests/{user}": Line(jury(404)),
    "POST /contests/{contest}/access": Line(signed_in(409), lambda _: {"code": "it needs none"}),
    "POST /contests/{contest}/team-list": Line(admin(200), a_team_list),
    "POST /contests/{contest}/team-list/passwords": Line(admin(422), lambda _: {"accounts": [{"username": "nobody"}]}),
    "GET /contests/{contest}/own-submissions": Line(signed_in(403) | {"owner": 200, "another contestant": 200}),
    "GET /submissions/user/{user}": Line(signed_in(403) | {"owner": 200}),
    "GET /submissions/{submission}": Line(owner(200)),
    "GET /submissions/{submission}/result": Line(owner(200)),
    "GET /submissions/{submission}/source": Line(owner(200)),
    "GET /submissions/{submission}/diff": Line(owner(200)),
    "POST /submissions/run": Line(signed_in(202), lambda _: {"language": "python3", "source": SOURCE, "input": "1 2"}),
    "GET /submissions/run/{run}": Line(signed_in(404)),
    "POST /testcases/validate": Line(roles(403, "creator", "admin") | {"creator": 202, "admin": 202}, a_validation),
    "GET /testcases/validate/{run}": Line(roles(404, "creator", "admin")),
    "GET /submissions/problem/{problem}": Line(signed_in(200)),
    "PUT /contests/{contest}": Line(jury(202), lambda _: {"settings": {"name": "Another name"}}),
    "PUT /contests/{contest}/teams/{team}": Line(jury(202), lambda _: {"hidden": True}),
    "POST /contests/{contest}/adjustments": Line(jury(202), adjustment),
    "GET /contests/{contest}/adjustments": Line(jury(200)),
    "DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}": Line(jury(404)),
    "POST /contests/{contest}/hacks": Line(jury(202), lambda world: {"team_id": world.owner.id, "successful": True}),
    "GET /contests/{contest}/announcements": Line(anyone(200)),
    "POST /contests/{contest}/announcements": Line(jury(201), lambda _: {"text": "Five minutes more."}),
    "DELETE /contests/{contest}/announcements/{announcement}": Line(jury(202), once=True),
    "GET /contests/{contest}/clarifications": Line(taking_part(200)),
    "POST /contests/{contest}/clarifications": Line(
        signed_in(403) | {"owner": 201, "another contestant": 201}, lambda _: {"question": "May numbers be equal?"}
    ),
    "GET /contests/{contest}/clarifications/{clarification}": Line(taking_part(200) | {"another contestant": 404}),
    "PUT /contests/{contest}/clarifications/{clarification}/answer": Line(jury(200), lambda _: {"answer": "Yes."}),
    "POST /contests/{contest}/clarifications/{clarification}/claim": Line(jury(200), once=True),
    "DELETE /contests/{contest}/clarifications/{clarification}/claim": Line(jury(200)),
    "POST /contests/{contest}/clarifications/read": Line(taking_part(204)),
    "POST /contests/{contest}/messages": Line(jury(201), lambda world: {"team_id": world.owner.id, "text": "Stop printing."}),
    "GET /contests/{contest}/canned-answers": Line(jury(200)),
    "POST /contests/{contest}/canned-answers": Line(jury(201), lambda _: {"text": "No."}),
    "DELETE /contests/{contest}/canned-answers/{canned_answer}": Line(jury(204), once=True),
    "GET /contests/{contest}/balloons": Line(jury(200)),
    "PUT /contests/{contest}/balloons/{balloon}/delivery": Line(jury(200)),
    "DELETE /contests/{contest}/balloons/{balloon}/delivery": Line(jury(200)),
    "POST /contests/{contest}/prints": Line(
        signed_in(403) | {"owner": 201, "another contestant": 201}, lambda _: {"source": "int x;"}, once=True
    ),
    "GET /contests/{contest}/prints": Line(taking_part(200)),
    # of none: each document takes a process and a second, and tests ask for hundreds; tests/api/test_prints.py makes some
    "GET /contests/{contest}/prints/{print}.pdf": Line(jury(404), None, {"print": lambda _: "none"}),
    "GET /contests/{contest}/prints/{print}": Line(taking_part(200) | {"another contestant": 404}),
    "POST /contests/{contest}/prints/{print}/delivered": Line(jury(200)),
    "DELETE /contests/{contest}/prints/{print}/delivered": Line(jury(200)),
    "DELETE /contests/{contest}/prints/{print}": Line(taking_part(204) | {"another contestant": 404}, once=True),
    "GET /contests/{contest}/submissions": Line(jury(200)),
    "PUT /contests/{contest}/submissions/{submission}/review": Line(jury(200)),
    "DELETE /contests/{contest}/submissions/{submission}/review": Line(jury(200)),
    # jury of another contest comes to the service, which knows the contest
    "DELETE /submissions/{submission}": Line(jury(202) | {"jury of another contest": 404}),
    "GET /admin/users": Line(admin(200)),
    "POST /admin/users": Line(admin(201), an_account),
    "POST /admin/users/import": Line(admin(200), lambda world: {"users": [an_account(world)]}),
    "POST /admin/users/{user}/password-link": Line(admin(200)),
    "POST /users/profile/deletion": Line(signed_in(204) | {"admin": 409}, lambda _: {"password": PASSWORD}),
    "GET /admin/users/{user}": Line(admin(200)),
    "POST /admin/users/{user}/disable": Line(admin(200), lambda _: {"reason": "spam"}),
    "POST /admin/users/{user}/enable": Line(admin(200)),
    "DELETE /admin/users/{user}": Line(admin(204)),
    "GET /users/{user}/roles": Line(admin(200)),
    "PUT /users/{user}/roles/{role}": Line(admin(200)),
    "DELETE /users/{user}/roles/{role}": Line(admin(200)),
    "GET /contests/{contest}/jury": Line(jury(200)),
    "PUT /contests/{contest}/jury/{user}": Line(admin(200)),
    "DELETE /contests/{contest}/jury/{user}": Line(admin(204), None, {"user": lambda world: world.callers["jury of the contest"].id}),
    "GET /contests/{contest}/versions": Line(jury(200)),
    "POST /contests/{contest}/problems/{problem}/version": Line(jury(404), lambda _: {"version": 9, "reason": "another test was wrong"}),
    "GET /contests/{contest}/rejudgings": Line(jury(200)),
    "POST /contests/{contest}/rejudgings": Line(jury(201), lambda _: {"reason": "another test was wrong"}),
    "GET /contests/{contest}/rejudgings/{rejudging}": Line(jury(200)),
    "GET /contests/{contest}/rejudgings/{rejudging}/preview": Line(jury(503)),
    "POST /contests/{contest}/rejudgings/{rejudging}/apply": Line(jury(409)),
    "POST /contests/{contest}/rejudgings/{rejudging}/cancel": Line(jury(200), once=True),
    "GET /judging": Line(admin(200)),
    "GET /judging/dead": Line(admin(200)),
    "POST /judging/dead/{letter}/requeue": Line(admin(200)),
    "GET /judging/stuck": Line(admin(200)),
    "POST /judging/stuck/{message}/resend": Line(admin(200)),
    "GET /notifications/preferences": Line(signed_in(200)),
    "PUT /notifications/preferences": Line(signed_in(200), lambda _: {"language": "de", "unwanted": ["team-invitation"]}),
    "GET /push/key": Line(everybody(200)),
    "GET /push/subscriptions": Line(signed_in(200)),
    "PUT /push/subscriptions": Line(signed_in(200) | SESSIONLESS, lambda _: msgspec.to_builtins(NewSubscription.example())),
    "DELETE /push/subscriptions/{subscription}": Line(signed_in(404)),
    "GET /users/{user}/mails": Line(signed_in(404) | {"owner": 200, "admin": 200}),
    "GET /mails/dead": Line(admin(200)),
    "POST /mails/dead/{mail}/resend": Line(admin(200)),
    "GET /audit": Line(admin(200)),
    "GET /audit/verification": Line(admin(200)),
    "GET /admin/overview": Line(admin(200)),
    "GET /errors": Line(everybody(200)),
    "GET /errors/{code}": Line(everybody(200)),
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
        world = await make_world(api) if line.once else world
        method, path = address(world, route)
        body = line.body(world) if line.body is not None else None
        sent = {"data": body} if isinstance(body, bytes) else {"body": body}
        answer = await api.call(method, path + line.query, **sent, by=world.callers[role])
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
        "session": world.owner.session,
        "team": world.owner.id,
        "adjustment": "none",
        "announcement": world.announcement,
        "clarification": world.clarification,
        "canned_answer": world.canned_answer,
        "balloon": world.balloon,
        "print": world.print,
        "rejudging": world.rejudging,
        "invitation": "none",
        "picture": "0" * 32,
        "name": "notes.txt",
        "upload": "none",
        "part": "0",
        "letter": "all",
        "run": "none",
        "message": "all",
        "mail": "all",
        "provider": "none",
        "key": "none",
        "subscription": "none",
        "role": "premium",
        "code": "not-found",
    }
    return method, path.format_map(names | {name: part(world) for name, part in TABLE[route].path.items()})


@pytest.mark.parametrize("route", ["leaderboard", "awards", "results", "results.csv", "results.html", "statistics"])
async def test_the_jurys_boards_are_for_the_jury(api: Api, route: str) -> None:
    world = await make_world(api)
    path = f"/contests/{world.contest}/{route}?audience=jury"
    got = {role: (await api.call("GET", path, by=world.callers[role])).status for role in ROLES}
    assert got == jury(200 if route in ("leaderboard", "statistics") else 503)
