"""`podium run`: one role, for production."""

from __future__ import annotations

from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Choice
from deploy.local import roles

NAMES = Choice(roles.ROLES)
HELP = "; ".join(f"{name}: {role.does}" for name, role in roles.ROLES.items())


@app.command(rich_help_panel=Panel.RUN)
def run(role: Annotated[str, typer.Argument(parser=NAMES.parse, autocompletion=NAMES.complete, metavar="ROLE", help=HELP)]) -> int:
    """Runs one role alone, for production.

    The settings come from podium.toml and the environment; docs/operations.md lists which role needs which.
    """
    return roles.run(role)
