"""Commands on the database of a running platform: administrators, forgotten passwords, keys of access tokens."""

from __future__ import annotations

import json

import aiohttp
import jwt
import pytest

from deploy.local.client import Client, Refused
from tests.conftest import Platform, eventually
from tests.integration.flow import fresh, make_contest, make_problem
from tests.integration.test_cli import podium
from tests.integration.test_live_rooms import Listener


def password_of(said: str) -> str:
    return said.strip().rpartition(": ")[2]


async def test_administrators_are_made_and_get_new_passwords_by_command(own_platform: Platform) -> None:
    data = ("--data", str(own_platform.data))
    email = f"{fresh('chief')}@example.org"
    made = podium("administrator", "add", email, "--name", "Chief Judge", *data)
    assert made.returncode == 0, made.stderr
    async with Client(own_platform.url) as client:
        user = (await client.login(email, password_of(made.stdout)))["user"]
        assert (user["name"], "admin" in user["roles"]) == ("Chief Judge", True)
        changed = podium("administrator", "password", email, *data)
        await eventually(lambda: refused(client), 20)
        await client.login(email, password_of(changed.stdout))
        assert (await client.call("GET", "/judging")) is not None
    assert "has the password" not in podium("administrator", "add", email, *data).stdout

    first = own_platform.admin
    assert podium("administrator", "password", *data).returncode == 0
    assert own_platform.admin[1] != first[1]
    async with Client(own_platform.url) as client:
        await client.login(*own_platform.admin)
    shown = podium("administrator", "show", *data).stdout
    assert email in shown
    assert own_platform.admin[1] in shown
    listed = json.loads(podium("administrator", "show", "--json", *data).stdout)
    assert [account["email"] for account in listed] == [own_platform.admin[0], email]
    missing = podium("administrator", "password", "nobody@example.org", *data)
    assert (missing.returncode, "no account" in missing.stderr) == (2, True)


async def refused(client: Client) -> bool:
    try:
        await client.call("GET", "/auth/sessions")
    except Refused as error:
        return error.status == 401
    return False


async def test_a_key_that_is_exchanged_at_once_ends_no_session(own_platform: Platform) -> None:
    async with Client(own_platform.url) as admin, aiohttp.ClientSession() as session:
        tokens = await admin.login(*own_platform.admin)
        contest = await make_contest(admin, [await make_problem(admin)])
        room = f"board.{contest}.jury.0"
        rotated = podium("keys", "rotate", "--at-once", "--data", str(own_platform.data))
        assert rotated.returncode == 0, rotated.stderr
        await eventually(lambda: refused(admin), 30)
        renewed = await admin.call("POST", "/auth/refresh", {"refresh_token": tokens["refresh_token"]})
        assert jwt.get_unverified_header(renewed["access_token"])["kid"] == rotated.stdout.split()[0]
        admin.token = renewed["access_token"]
        assert await admin.call("GET", "/auth/sessions")

        async def may_enter() -> bool:
            """At the gateway, which has read the new key by itself."""
            async with session.ws_connect(f"{own_platform.url}/api/v1/contests/{contest}/live") as socket:
                listener = Listener(socket)
                await listener.say(type="hello", token=renewed["access_token"])
                await listener.enter(room)
                return bool((await listener.until())["type"] != "error")

        await eventually(may_enter, 30)
        await session.close()


@pytest.mark.parametrize("command", [("keys", "rotate"), ("administrator", "show")])
def test_without_a_platform_the_commands_say_what_they_need(tmp_path: object, command: tuple[str, ...]) -> None:
    done = podium(*command, "--data", str(tmp_path))
    assert (done.returncode, "PODIUM_POSTGRES_URL" in done.stderr) == (2, True)
