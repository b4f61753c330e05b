"""Mails to a service of the operator's, which checks the signature and can fail."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from core_api.domains.notifications.rendering import Letter, Sender, render
from core_api.domains.notifications.transports import make_transport
from core_api.domains.notifications.transports.smtp import Refused
from core_api.domains.notifications.transports.webhook import WebhookTransport
from realtime.runtime.errors import BadSetting, Unavailable
from realtime.runtime.settings import Settings
from tests.workers import free_port

SECRET = "between the two"
LETTER = Letter(
    "01kb",
    "new-sign-in",
    "de",
    "ada@example.org",
    dict.fromkeys(("time", "address", "agent"), "x") | {"link": "/#/x"},
    datetime.now(UTC),
    "01ka",
)
MESSAGE = render(LETTER, Sender("podium@example.org", "https://contest.example.org"))


class Service:
    def __init__(self) -> None:
        self.status = 204
        self.taken: list[tuple[str, Any]] = []

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        stamp, code = (part.partition("=")[2] for part in request.headers["Podium-Signature"].split(","))
        expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, code):
            return web.Response(status=403)
        self.taken.append((request.headers["Idempotency-Key"], msgspec.json.decode(body)))
        return web.Response(status=self.status, headers={"Location": "/elsewhere"})


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
async def url(service: Service) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/mails", service.take)
    server = TestServer(app)
    await server.start_server()
    yield f"http://127.0.0.1:{server.port}/mails"
    await server.close()


async def test_the_service_gets_all_it_needs_and_can_check_who_asks(url: str, service: Service) -> None:
    await make_transport(Settings(mail_webhook_url=url, mail_webhook_secret=SECRET)).send(MESSAGE, LETTER)
    [(key, mail)] = service.taken
    assert key == mail["id"] == "01kb"
    assert (mail["template"], mail["language"], mail["user"], mail["to"]) == ("new-sign-in", "de", "01ka", "ada@example.org")
    assert mail["subject"] == "Neue Anmeldung an Ihrem Konto"
    assert "https://contest.example.org/#/x" in mail["text"]
    assert mail["html"].startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unavailable), (503, Unavailable), (429, Unavailable), (400, Refused), (404, Refused), (302, Refused)]
)
async def test_what_the_service_answers_decides_whether_it_is_asked_again(
    url: str, service: Service, status: int, error: type[Exception]
) -> None:
    service.status = status
    with pytest.raises(error, match=str(status)):
        await WebhookTransport(url, SECRET).send(MESSAGE, LETTER)
    assert len(service.taken) == 1, "no redirect is followed"


async def test_a_wrong_secret_is_seen(url: str, service: Service) -> None:
    with pytest.raises(Refused, match="403"):
        await WebhookTransport(url, "another").send(MESSAGE, LETTER)
    assert not service.taken


async def test_a_service_that_is_away_is_asked_again() -> None:
    with pytest.raises(Unavailable):
        await WebhookTransport(f"http://127.0.0.1:{free_port()}/", SECRET).send(MESSAGE, LETTER)


@pytest.mark.parametrize(
    ("url", "secret", "setting"),
    [("http://sms.example.org", SECRET, "url"), ("sms", SECRET, "url"), ("https://sms.example.org", "", "secret")],
)
def test_settings_that_would_not_be_safe(url: str, secret: str, setting: str) -> None:
    with pytest.raises(BadSetting, match=f"mail_webhook_{setting}"):
        WebhookTransport(url, secret)
