"""Options that several commands share, and parsers whose messages say what is expected and name the nearest right word."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from deploy.local.roles import SCALABLE

Number = TypeVar("Number", int, float)


def number(kind: type[Number], low: Number, high: Number) -> Callable[[str], Number]:
    """A parser of numbers from `low` to `high`."""
    name = "a whole number" if kind is int else "a number"

    def parse(text: str) -> Number:
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not low <= value <= high:
            raise typer.BadParameter(f"expected {name} from {low} to {high}, not {str(text)!r}")
        return value

    return parse


class Choice:
    """One of several words: parser, shell completion and metavar of an option or argument."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self.metavar = "|".join(self.words)

    def parse(self, text: str) -> str:
        if text in self.words:
            return text
        near = difflib.get_close_matches(text, self.words, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise typer.BadParameter(f"expected one of {', '.join(self.words)}, not {text!r}{hint}")

    def complete(self, incomplete: str) -> list[str]:
        return [word for word in self.words if word.startswith(incomplete)]


def contest_time(text: str) -> int:
    """Milliseconds from a time such as 4:59:59 or -0:30:00.000."""
    from contest_engine.feeds.clics import reltime

    try:
        return reltime(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def scale(text: str) -> tuple[str, int]:
    """A role and how many processes of it, from a text such as api=2."""
    role, equals, count = text.partition("=")
    role = Choice(SCALABLE).parse(role)
    return role, number(int, 1, 64)(count if equals else "nothing")


SANDBOXES = Choice(("namespaces", "docker"))

Port = Annotated[
    int | None,
    typer.Option(parser=number(int, 1, 65535), metavar="PORT", help="Port of the page and the API (default: 8080).", show_default=False),
]
Workers = Annotated[int, typer.Option(parser=number(int, 1, 1024), metavar="N", help="Gateway processes.")]
Scale = Annotated[
    list[Any] | None,
    typer.Option(
        parser=scale, metavar="ROLE=N", help=f"Processes of a role ({', '.join(SCALABLE)}); may be given again.", show_default=False
    ),
]
Data = Annotated[Path | None, typer.Option(metavar="DIR", help="Data folder (default: .podium/data).", show_default=False)]
Url = Annotated[str | None, typer.Option(metavar="URL", help="The platform (default: the one running here).", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Sandbox = Annotated[
    str,
    typer.Option(parser=SANDBOXES.parse, autocompletion=SANDBOXES.complete, metavar=SANDBOXES.metavar, help="Where programs run."),
]
Feed = Annotated[str, typer.Argument(help="A CLICS event feed (NDJSON), '-' for standard input.")]
ContestTime = Annotated[
    int | None, typer.Option(parser=contest_time, metavar="H:MM:SS", help="Stop at this contest time.", show_default=False)
]
