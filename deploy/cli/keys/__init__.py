"""`podium keys …`: commands on the keys that sign access tokens."""

from __future__ import annotations

import typer

from deploy.cli._app import Panel, app

keys = typer.Typer(help="Changes the keys that sign access tokens.", no_args_is_help=True)
app.add_typer(keys, name="keys", rich_help_panel=Panel.ADMINISTRATION)
