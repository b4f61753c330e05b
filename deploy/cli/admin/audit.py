"""`podium admin audit`: who did what. Whether the log is whole, `podium audit verify` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._people import all_pages, calling, found

if TYPE_CHECKING:
    from deploy.local.client import Client

OUTCOMES = Choice(("done", "refused"))
MOST = 10_000
HEAD = ("at", "actor", "action", "object", "change", "outcome", "address", "marks")

Actor = Annotated[str | None, typer.Option(metavar="USER", help="Of this account: its id or e-mail address.", show_default=False)]
Action = Annotated[str | None, typer.Option(metavar="ACTION", help="Such as 'PUT /contests/{contest}'.", show_default=False)]
Kind = Annotated[str | None, typer.Option(metavar="KIND", help="Of objects: contest, problem, team, user, score, …", show_default=False)]
Object = Annotated[str | None, typer.Option("--object", metavar="ID", help="Of this object.", show_default=False)]
Address = Annotated[str | None, typer.Option(metavar="ADDRESS", help="From it, or from a network: 192.0.2.0/24.", show_default=False)]
Outcome = Annotated[
    str | None,
    typer.Option(parser=OUTCOMES.parse, autocompletion=OUTCOMES.complete, metavar=OUTCOMES.metavar, help="Only these.", show_default=False),
]
Marked = Annotated[bool, typer.Option("--marked", help="Only what is unusual.")]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="Such as 2026-11-28T20:00:00Z.", show_default=False)]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Before this time.", show_default=False)]
Limit = Annotated[int, typer.Option(parser=number(int, 1, MOST), metavar="N", help="The newest so many.")]


@admin.command("audit")
def audit(
    actor: Actor = None,
    action: Action = None,
    kind: Kind = None,
    object_id: Object = None,
    address: Address = None,
    outcome: Outcome = None,
    marked: Marked = False,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Searches the audit log: acts and refused acts, the newest first."""
    given = {"action": action, "kind": kind, "object": object_id, "address": address, "outcome": outcome, "since": since, "until": until}

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {name: value for name, value in given.items() if value is not None}
        if actor is not None:
            query["actor"] = await found(client, actor)
        if marked:
            query["marked"] = "true"
        return await all_pages(client, "/audit", "entries", query, limit)

    entries = calling(data, url, run)
    if as_json:
        _output.as_json(entries)
    else:
        _output.table(HEAD, [_row(entry) for entry in entries], "nothing")
    return 0


def _row(entry: dict[str, Any]) -> list[object]:
    who = entry["actor_name"] or entry["actor"]
    outcome = entry["outcome"] if entry["outcome"] == "done" else f"{entry['reason']} ×{entry['times']}"
    return [
        entry["at"][:19],
        who,
        entry["action"],
        f"{entry['kind']} {entry['object']}",
        _change(entry["before"], entry["after"]),
        outcome,
        entry["address"],
        entry["marks"],
    ]


def _change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """`name: Spring cup → Autumn cup`."""
    names = [*(before or {}), *(name for name in after or {} if name not in (before or {}))]
    parts = []
    for name in names:
        old, new = (_value(fields, name) for fields in (before, after))
        parts.append(f"{name}: {f'{old} → {new}' if before and after else old if before else new}")
    return "; ".join(parts)


def _value(fields: dict[str, Any] | None, name: str) -> object:
    value = (fields or {}).get(name, "-")
    return ", ".join(map(str, value)) if isinstance(value, list) else value
