"""The `Server` header of all answers: the library names itself, Python and their versions, in errors too, and has no setting for it."""

from __future__ import annotations

from aiohttp import web_response

NAME = "podium"


def hide_versions() -> None:
    web_response.SERVER_SOFTWARE = NAME  # type: ignore[attr-defined]
