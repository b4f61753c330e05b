"""`podium problem …`: commands on problem packages."""

from __future__ import annotations

import typer

from deploy.cli._app import Panel, app

problem = typer.Typer(help="Checks a problem package, or imports it into the platform.", no_args_is_help=True)
app.add_typer(problem, name="problem", rich_help_panel=Panel.JUDGING)
