"""Refresh tokens that were copied, cookies that other sites want to use."""

from __future__ import annotations

import logging

import pytest

from tests.api.harness import Api, Caller
from tests.api.mailbox import mails_to
from tests.api.test_sessions import PAGE, MovedClock, account, clock, login, moved_api, profile, refresh

__all__ = ["clock", "moved_api"]


@pytest.mark.parametrize("thief_is_first", [True, False])
async def test_a_replayed_refresh_token_ends_the_session_and_all_its_tokens(
    moved_api: Api, clock: MovedClock, thief_is_first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    email = await account(moved_api)
    first = (await login(moved_api, email)).json
    second = (await refresh(moved_api, first["refresh_token"])).json  # by the thief or by the user: nobody can tell
    clock.ahead = 3600 if thief_is_first else 11
    with caplog.at_level(logging.WARNING):
        assert (await refresh(moved_api, first["refresh_token"], "an attempt of the other")).status == 401
    assert "replayed" in caplog.text
    assert (await refresh(moved_api, second["refresh_token"])).status == 401
    assert await profile(moved_api, second["access_token"]) == 401
    assert [mail.template for mail in await mails_to(moved_api, email)] == ["refresh-token-replayed"]


async def test_a_copied_token_gives_nothing_while_tabs_may_still_collide(moved_api: Api, clock: MovedClock) -> None:
    first = (await login(moved_api, await account(moved_api))).json["refresh_token"]
    second = (await refresh(moved_api, first, "an attempt of mine")).json["refresh_token"]
    for attempt in (None, "the guess of a thief"):
        answer = await refresh(moved_api, first, attempt)
        assert (answer.status, b'token":' in answer.content) == (409, False)
    clock.ahead = 3600
    assert (await refresh(moved_api, second)).status == 200


@pytest.mark.parametrize("token", ["", "x", "é" * 20, "A" * 43, "../../etc/passwd", "' or 1=1 --", "=" * 43])
async def test_what_is_no_refresh_token_is_refused(api: Api, token: str) -> None:
    assert (await refresh(api, token)).status == 401


async def test_an_access_token_is_no_refresh_token_and_the_other_way_round(api: Api) -> None:
    tokens = (await login(api, await account(api))).json
    assert (await refresh(api, tokens["access_token"])).status in (400, 401)
    assert await profile(api, tokens["refresh_token"]) == 401


async def test_other_sites_cannot_use_the_cookie_of_a_page(api: Api) -> None:
    cookie = (await login(api, await account(api), PAGE)).headers["Set-Cookie"].partition("; ")[0]
    form = {"Cookie": cookie, "Content-Type": "text/plain", "Origin": "https://evil.example"}
    assert (await api.call("POST", "/auth/refresh", headers=form)).status == 401
    for site in ("cross-site", "same-site", "none"):
        sent = {**PAGE, "Cookie": cookie, "Sec-Fetch-Site": site}
        assert (await api.call("POST", "/auth/refresh", headers=sent)).status == 403
    preflight = await api.call("OPTIONS", "/auth/refresh", headers={"Origin": "https://evil.example"})
    assert not [name for name in preflight.headers if name.lower().startswith("access-control")]
    assert (await api.call("POST", "/auth/refresh", headers={**PAGE, "Cookie": cookie, "Sec-Fetch-Site": "same-origin"})).status == 200


async def test_a_form_of_another_site_logs_nobody_in(api: Api) -> None:
    """A login that sets no cookie changes nothing in the browser."""
    answer = await login(api, await account(api), {"Content-Type": "text/plain", "Origin": "https://evil.example"})
    assert "Set-Cookie" not in answer.headers


async def test_sessions_of_others_do_not_exist(api: Api) -> None:
    mine, other = await api.caller(), await api.caller("admin")
    assert (await api.call("DELETE", f"/auth/sessions/{mine.session}", by=other)).status == 404
    assert await profile(api, mine.token) == 200
    listed = (await api.call("GET", "/auth/sessions", by=Caller(other.token))).json
    assert mine.session not in [session["id"] for session in listed]
