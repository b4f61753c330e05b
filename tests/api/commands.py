"""The command line against an API in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
import pytest_asyncio

from deploy.cli._app import main
from tests.api.harness import PASSWORD, Api


class Printed(NamedTuple):
    code: int
    out: str
    err: str


Podium = Callable[..., Awaitable[Printed]]


@pytest_asyncio.fixture(loop_scope="session")
async def podium(api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Podium:
    """The command line, logged in as an administrator of the API."""
    admin = await api.caller("admin")
    monkeypatch.setenv("PODIUM_ADMIN_EMAIL", f"{admin.name}@example.org")
    monkeypatch.setenv("PODIUM_ADMIN_PASSWORD", PASSWORD)

    async def run(*arguments: str) -> Printed:
        capsys.readouterr()
        code = await asyncio.to_thread(main, ["admin", *arguments, "--url", api.url])
        return Printed(code, *capsys.readouterr())

    return run
