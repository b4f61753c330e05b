"""`podium admin contest …`: contests of a running platform, from the first setting to the final result."""

from __future__ import annotations

import typer

from deploy.cli.admin import admin

contest = typer.Typer(help="Prepares, runs and ends contests.", no_args_is_help=True)
admin.add_typer(contest, name="contest")
