"""Attacks on mails: header injection, HTML and links in names, wrong recipients, and what is left of them at rest."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from core_api.domains.notifications.rendering import Letter, Sender, address, render
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail, check
from realtime.runtime.errors import Invalid
from tests.api.fixtures import Stores
from tests.api.harness import Api

SENDER = Sender("podium@example.org", "https://contest.example.org")
CONTROLS = ["\n", "\r", "\r\n", "\0", "\x0b", "\x85", "\u2028", "\u2029"]


def invitation(team: str = "Lambda", to: str = "ada@example.org") -> Letter:
    values = {"team": team, "captain": "Grace", "link": "/teams/1"}
    return Letter("01kb", "team-invitation", "en", to, values, datetime(2026, 11, 28, tzinfo=UTC))


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("field", ["to", "team", "link"])
def test_no_value_and_no_address_has_a_control_character(control: str, field: str) -> None:
    injected = f"/x{control}Bcc: victim@example.org"
    values = dict(invitation().values) | ({field: injected} if field != "to" else {})
    with pytest.raises(Invalid, match=field):
        check(Mail("team-invitation", injected if field == "to" else "ada@example.org", values=values))


@pytest.mark.parametrize("control", CONTROLS)
def test_not_even_the_renderer_lets_a_header_in(control: str) -> None:
    """If something stored it all the same."""
    with pytest.raises(Invalid):
        render(invitation(to=f"ada@example.org{control}Bcc: victim@example.org"), SENDER)
    message = message_from_bytes(
        render(invitation(f"x{control}Bcc: victim@example.org{control * 2}."), SENDER).as_bytes(), EmailMessage, policy=default
    )
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Language",
        "MIME-Version",
        "Content-Type",
    }


@pytest.mark.parametrize(
    "to", ["a@example.org, b@example.org", "a@example.org b@example.org", "@example.org", "ada@", "ada", "<ada@example.org", "a@b@c"]
)
def test_a_mail_has_one_recipient(to: str) -> None:
    with pytest.raises(Invalid):
        address(to, "to")


def test_names_are_no_html_and_no_links() -> None:
    team = '"><img src=https://evil.example/x> www.evil.example/win a@evil.example'
    message = message_from_bytes(render(invitation(team), SENDER).as_bytes(), EmailMessage, policy=default)
    for part in ("plain", "html"):
        body: Any = message.get_body((part,))
        text = body.get_content()
        assert "<img" not in text or part == "plain"
        assert "evil.example" not in text
        assert "@evil" not in text
        assert "https://evil" not in text
        assert text.count("https://contest.example.org/teams/1") == (1 if part == "plain" else 2)


async def test_nothing_of_a_mail_stands_in_clear(api: Api, stores: Stores) -> None:
    async with unit_of_work.begin(stores.pool) as work:
        work.mail(Mail("reset-password", "grace.hopper@example.org", values={"link": "/reset/secret-token-3f", "minutes": "15"}))
    for table in ("mails", "outbox"):
        rows = await stores.pool.fetch(f"select * from {table}")
        text = b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row.values())
        assert rows
        assert b"secret-token" not in text
        assert b"grace.hopper" not in text
