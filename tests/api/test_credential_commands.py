"""`podium admin key` and `second-factor`, and commands that act with a key or a code instead of a password alone."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio

from deploy.cli._app import main
from tests.api.commands import Printed
from tests.api.harness import PASSWORD, Api, Caller


class Podium:
    """The command line, as an administrator."""

    def __init__(self, api: Api, admin: Caller, capsys: pytest.CaptureFixture[str]) -> None:
        self.api, self.admin, self._capsys = api, admin, capsys

    async def __call__(self, *arguments: str) -> Printed:
        self._capsys.readouterr()
        code = await asyncio.to_thread(main, [*arguments, "--url", self.api.url])
        return Printed(code, *self._capsys.readouterr())


@pytest_asyncio.fixture(loop_scope="session")
async def podium(api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Podium]:
    admin = await api.caller("admin")
    monkeypatch.setenv("PODIUM_ADMIN_EMAIL", f"{admin.name}@example.org")
    monkeypatch.setenv("PODIUM_ADMIN_PASSWORD", PASSWORD)
    yield Podium(api, admin, capsys)


async def test_a_key_is_made_listed_used_and_revoked(api: Api, podium: Podium) -> None:
    made = await podium("admin", "key", "create", "results page", "--scope", "read", "--scope", "admin", "--days", "7")
    assert made.code == 0, made.err
    key = Caller(made.out.strip())
    assert (await api.call("GET", "/judging/stuck", by=key)).status == 200
    [listed] = json.loads((await podium("admin", "key", "list", "--json")).out)
    assert (listed["name"], listed["scopes"]) == ("results page", ["admin", "read"])
    assert (await podium("admin", "key", "revoke", listed["id"])).out == f"{listed['id']} is revoked\n"
    assert (await api.call("GET", "/judging/stuck", by=key)).status == 401
    assert (await podium("admin", "key", "list")).out == "no API keys\n"


async def test_a_leaked_key_of_somebody_else_is_revoked(api: Api, podium: Podium) -> None:
    user = await api.caller()
    id = (await api.made("/auth/keys", {"name": "leaked", "scopes": ["read"]}, by=user))["id"]
    assert id in (await podium("admin", "key", "list", "--user", user.id)).out
    assert (await podium("admin", "key", "revoke", id, "--user", f"{user.name}@example.org")).code == 0
    assert (await api.call("GET", "/auth/keys", by=user)).json == []


async def test_commands_act_with_an_api_key(api: Api, podium: Podium, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = (await api.made("/auth/keys", {"name": "cron", "scopes": ["admin"]}, by=podium.admin))["key"]
    monkeypatch.delenv("PODIUM_ADMIN_EMAIL")
    monkeypatch.delenv("PODIUM_ADMIN_PASSWORD")
    monkeypatch.setenv("PODIUM_API_KEY", key)
    assert (await podium("dead-letters")).code == 0
    refused = await podium("admin", "key", "create", "another", "--scope", "read")
    assert (refused.code, "an API key cannot do this" in refused.err) == (2, True)


async def test_a_login_with_a_second_factor_asks_for_its_code(api: Api, podium: Podium, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = (await api.made("/auth/second-factor", {"password": PASSWORD}, by=podium.admin))["secret"]
    codes = (await api.made("/auth/second-factor/confirm", {"code": pyotp.TOTP(secret).now()}, by=podium.admin))["codes"]
    unasked = await podium("dead-letters")
    assert (unasked.code, "PODIUM_API_KEY" in unasked.err) == (2, True)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: codes[0])
    assert (await podium("dead-letters")).code == 0


async def test_a_lost_second_factor_is_reset(api: Api, podium: Podium) -> None:
    user = await api.caller()
    secret = (await api.made("/auth/second-factor", {"password": PASSWORD}, by=user))["secret"]
    await api.made("/auth/second-factor/confirm", {"code": pyotp.TOTP(secret).now()}, by=user)
    assert (await podium("admin", "second-factor", "reset", f"{user.name}@example.org")).code == 0
    assert (await api.call("GET", "/auth/second-factor", by=user)).json["enabled"] is False
    missing = await podium("admin", "second-factor", "reset", user.id)
    assert (missing.code, "has no second factor" in missing.err) == (2, True)
