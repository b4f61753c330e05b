"""`podium admin …`: looking after a running platform over its REST API, as its administrator. A file a subject."""

from __future__ import annotations

import typer

from deploy.cli._app import Panel, app

admin = typer.Typer(help="Looks after users, roles and the rest of a running platform, over its REST API.", no_args_is_help=True)
app.add_typer(admin, name="admin", rich_help_panel=Panel.ADMINISTRATION)
