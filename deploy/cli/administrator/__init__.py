"""`podium administrator …`: administrators, on the database, also when there is none who could log in."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from deploy.cli._app import Panel, app

administrator = typer.Typer(help="Makes and shows administrators, and sets passwords, on the database.", no_args_is_help=True)
app.add_typer(administrator, name="administrator", rich_help_panel=Panel.ADMINISTRATION)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address of the account.")]
FromStdin = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input instead of making one.")]


def chosen_password(from_stdin: bool) -> str:
    """One line of standard input, or a random password. Never an argument: those of a process are seen by other users."""
    if from_stdin:
        return typer.get_text_stream("stdin").readline().rstrip("\n")
    return f"{secrets.token_urlsafe(15)}1!"
