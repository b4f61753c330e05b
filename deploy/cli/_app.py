"""The application that commands register with, and the entry point: discovery, exit codes, error messages."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from enum import StrEnum

import typer

import deploy.cli
from deploy.local.roles import ROLES
from realtime.runtime.errors import PodiumError

USAGE_ERROR = 2


class Panel(StrEnum):
    """Groups of commands in `podium --help`, in this order."""

    RUN = "Run"
    CONTESTS = "Contests"
    JUDGING = "Problems and judging"
    ADMINISTRATION = "Administration"
    DEVELOPMENT = "Development"


app = typer.Typer(
    name="podium",
    help="Live programming contests: judged in a sandbox, scored in memory, pushed to every viewer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a traceback with local variables could show secrets
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; 2 for wrong usage and for any `PodiumError`."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    discover()
    try:
        return int(app(given, prog_name="podium", standalone_mode=False) or 0)
    except typer.TyperException as error:
        if message := error.format_message():  # empty when the help text was shown instead
            print(f"podium: {_explain(message, given)}; see {_help_command(error)}", file=sys.stderr)
        return error.exit_code
    except PodiumError as error:
        print(f"podium: {error.message}", file=sys.stderr)
        return USAGE_ERROR


def discover() -> None:
    """Imports every command's module, so that all have registered; the order of `--help` is that of the panels."""
    for module in pkgutil.walk_packages(deploy.cli.__path__, "deploy.cli."):
        if not module.name.rsplit(".", 1)[1].startswith("_"):
            importlib.import_module(module.name)
    app.registered_commands.sort(key=lambda command: list(Panel).index(Panel(str(command.rich_help_panel))))


def _explain(message: str, given: Sequence[str]) -> str:
    words = message.removesuffix(".")
    if len(given) == 1 and given[0] in ROLES:
        words = words.partition(". Did you mean")[0]  # another command
        words += f"; a role alone is started with 'podium run {given[0]}'"
    return words


def _help_command(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"'{context.command_path if context else 'podium'} --help'"
