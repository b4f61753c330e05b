"""A real SMTP server for tests: keeps what it takes, and refuses or fails for addresses that say so."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Inbox:
    """aiosmtpd's handler. `no-such-user@…` is refused for ever, `busy@…` as often as `busy` says."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.busy = 0
        self.tries = 0
        self.before_answer: Callable[[], None] = lambda: None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        self.tries += 1
        if address.startswith("no-such-user@"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("busy@") and self.busy > 0:
            self.busy -= 1
            return "451 4.3.0 busy, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content, EmailMessage, policy=default))
        self.before_answer()
        return "250 OK"


def smtp_server(inbox: Inbox, port: int, tls: ssl.SSLContext | None = None, password: bytes = b"") -> Controller:
    """Not started. With `tls`, STARTTLS is required; with a `password`, a login too."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=isinstance(data, LoginPassword) and data.password == password, handled=False)

    login: dict[str, Any] = {"authenticator": authenticate, "auth_required": True} if password else {}
    return Controller(inbox, "127.0.0.1", port, tls_context=tls, require_starttls=tls is not None, **login)
