"""`podium admin role`: who may what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Choice, Data, Json, Url
from deploy.cli.admin import _output, admin
from deploy.cli.admin._people import Who, all_pages, calling, found

if TYPE_CHECKING:
    from deploy.local.client import Client

role = typer.Typer(help="Grants and revokes roles, and the jury of a contest.", no_args_is_help=True)
admin.add_typer(role, name="role")

ROLES = Choice(("creator", "jury", "admin", "premium"))
MOST = 10_000
Role = Annotated[str, typer.Argument(parser=ROLES.parse, autocompletion=ROLES.complete, metavar=ROLES.metavar, help="The role.")]
OneRole = Annotated[
    str | None,
    typer.Option(
        "--role", parser=ROLES.parse, autocompletion=ROLES.complete, metavar=ROLES.metavar, help="Only this one.", show_default=False
    ),
]
Contest = Annotated[
    str | None, typer.Option(metavar="CONTEST", help="Of this contest: with the role jury, of it alone instead of all.", show_default=False)
]


@role.command("list")
def list_(only: OneRole = None, contest: Contest = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists who has which role, or who is jury of a contest."""

    async def run(client: Client) -> list[dict[str, Any]]:
        if contest is not None:
            jury: list[dict[str, Any]] = (await client.call("GET", f"/contests/{quote(contest, safe='')}/jury"))["jury"]
            return [{"role": f"jury of {contest}", **juror} for juror in jury]
        rows = []
        for name in (only,) if only else ROLES.words:
            for user in await all_pages(client, "/admin/users", "users", {"role": name}, MOST):
                grants = {grant["role"]: grant for grant in (await client.call("GET", f"/users/{user['id']}/roles"))["roles"]}
                grant = grants.get(name, {})
                told = {"granted_by": grant.get("granted_by"), "granted_at": grant.get("granted_at")}
                rows.append({"role": name, "user_id": user["id"], "name": user["name"], **told})
        return rows

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("role", "user_id", "name", "granted_by", "granted_at")
        _output.table(head, [[row[name] for name in head] for row in rows], "nobody")
    return 0


@role.command()
def grant(who: Who, name: Role, contest: Contest = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Grants a role; with --contest, makes somebody jury of that contest alone."""
    return _change("PUT", who, name, contest, as_json=as_json, url=url, data=data)


@role.command()
def revoke(who: Who, name: Role, contest: Contest = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Takes a role away, at once; with --contest, the jury of that contest alone."""
    return _change("DELETE", who, name, contest, as_json=as_json, url=url, data=data)


def _change(method: str, who: str, name: str, contest: str | None, *, as_json: bool, url: Url, data: Data) -> int:
    if contest is not None and name != "jury":
        raise typer.BadParameter("--contest goes with the role jury only")

    async def run(client: Client) -> dict[str, Any]:
        user = await found(client, who)
        if contest is not None:
            await client.call(method, f"/contests/{quote(contest, safe='')}/jury/{user}")
        else:
            await client.call(method, f"/users/{user}/roles/{name}")
        held: dict[str, Any] = await client.call("GET", f"/users/{user}/roles")
        return held

    held = calling(data, url, run)
    if as_json:
        _output.as_json(held)
    else:
        roles = [grant["role"] for grant in held["roles"]] + [f"jury of {grant['contest_id']}" for grant in held["jury_of"]]
        print(f"{held['user_id']}: {', '.join(roles) or 'no role'}")
    return 0
