"""`podium admin submission`: what teams have sent to a contest, and judging it again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._contests import ContestId, clock, path
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.local.client import Client

submission = typer.Typer(help="Looks at submissions of a contest, and has them judged again.", no_args_is_help=True)
admin.add_typer(submission, name="submission")

STATES = Choice(("queued", "done"))
Id = Annotated[str, typer.Argument(metavar="SUBMISSION", help="Id of a submission.")]
Problem = Annotated[str, typer.Option(metavar="PROBLEM", help="Only those to this problem.")]
Team = Annotated[str, typer.Option(metavar="TEAM", help="Only those of this team.")]
Language = Annotated[str, typer.Option(metavar="LANGUAGE", help="Only those in this language.")]
Verdict = Annotated[str, typer.Option(metavar="VERDICT", help="Only those with this verdict.")]
State = Annotated[str, typer.Option(metavar=STATES.metavar, autocompletion=STATES.complete, help="Only these.")]
Most = Annotated[int, typer.Option(parser=number(int, 1, 1_000_000), metavar="N", help="The newest so many.")]
Problems = Annotated[list[str] | None, typer.Option("--problem", metavar="PROBLEM", help="Of this problem; repeatable.")]
Teams = Annotated[list[str] | None, typer.Option("--team", metavar="TEAM", help="Of this team; repeatable.")]
Languages = Annotated[list[str] | None, typer.Option("--language", metavar="LANGUAGE", help="In this language; repeatable.")]
Verdicts = Annotated[list[str] | None, typer.Option("--verdict", metavar="VERDICT", help="With this verdict; repeatable.")]
Ids = Annotated[list[str] | None, typer.Option("--submission", metavar="SUBMISSION", help="This one; repeatable.")]
Everything = Annotated[bool, typer.Option("--everything", help="All submissions of the contest.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; the audit log and the other jurors read it.")]


@submission.command("list")
def list_(
    contest: ContestId,
    problem: Problem = "",
    team: Team = "",
    language: Language = "",
    verdict: Verdict = "",
    state: State = "",
    most: Most = 50,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Lists submissions of a contest, the newest first."""
    given = {"problem": problem, "team": team, "language": language, "verdict": verdict, "state": state and STATES.parse(state)}

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {name: value for name, value in given.items() if value}
        return await all_pages(client, path(contest, "submissions"), "submissions", query, most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "time", "team_id", "problem_id", "language", "state", "verdict")
        table = [[clock(row["contest_time"]) if column == "time" else row[column] for column in head] for row in rows]
        _output.table(head, table, "no submissions")
    return 0


@submission.command()
def show(id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows a submission with the result of each test."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", f"/submissions/{quote(id, safe='')}/result"))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
        return 0
    _output.table(("field", "value"), list(found["submission"].items()), "")
    print()
    tests = [(test["test"], test["verdict"], f"{test['cpu']:.2f} s", f"{test['memory'] / 2**20:.1f} MiB") for test in found["tests"]]
    _output.table(("test", "verdict", "CPU", "memory"), tests, "no test was run yet")
    if found["compile_log"]:
        print(f"\n{_plain(found['compile_log'])}")
    return 0


@submission.command()
def source(id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Prints the source of a submission; control characters only where the output is no terminal."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", f"/submissions/{quote(id, safe='')}/source"))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
    else:
        print(_plain(found["text"]) if sys.stdout.isatty() else found["text"], end="")
    return 0


@submission.command()
def rejudge(
    contest: ContestId,
    reason: Reason,
    ids: Ids = None,
    problems: Problems = None,
    teams: Teams = None,
    languages: Languages = None,
    verdicts: Verdicts = None,
    everything: Everything = False,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Has submissions judged again. Nothing counts before somebody has seen what would change: see 'rejudging'."""
    chosen = {"submissions": ids, "problems": problems, "teams": teams, "languages": languages, "verdicts": verdicts}
    body = {name: value for name, value in chosen.items() if value}
    if not body and not everything:
        raise typer.BadParameter("say which submissions, or --everything")

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", path(contest, "rejudgings"), {"reason": reason, **body}))

    return _shown(calling(data, url, run), as_json=as_json)


ACTS = Choice(("show", "apply", "cancel"))
Act = Annotated[str, typer.Argument(parser=ACTS.parse, autocompletion=ACTS.complete, metavar=ACTS.metavar, help="What to do.")]
Rejudging = Annotated[str, typer.Argument(metavar="REJUDGING", help="Its id.")]


@submission.command()
def rejudging(contest: ContestId, id: Rejudging, act: Act, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows what a rejudging would change, and makes it count or drops it."""

    async def run(client: Client) -> dict[str, Any]:
        if act == "show":
            return dict(await client.call("GET", path(contest, "rejudgings", id)))
        return dict(await client.call("POST", path(contest, "rejudgings", id, act)))

    return _shown(calling(data, url, run), as_json=as_json)


def _shown(found: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        _output.as_json(found)
        return 0
    print(f"{found['id']}: {found['state']}, {found['judged']} of {found['submissions']} judged, {len(found['changed'])} changed")
    if found["changed"]:
        head = ("submission_id", "team_id", "problem_id", "old", "new")
        _output.table(head, [[change[column] for column in head] for change in found["changed"]], "")
    return 0


def _plain(text: str) -> str:
    """Without what would move the cursor or write the clipboard of a terminal."""
    return "".join(character if character.isprintable() or character in "\n\t" else "\N{REPLACEMENT CHARACTER}" for character in text)
