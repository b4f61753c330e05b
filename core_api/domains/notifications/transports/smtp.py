"""Mails over SMTP (RFC 5321), encrypted unless the server is on this machine."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from core_api.domains.notifications.rendering import Letter
from realtime.runtime.errors import BadSetting, PodiumError, Unavailable

PORTS = {"smtp": 587, "smtps": 465}
STEP_SECONDS = 15.0
"""Longest wait for one answer of the server."""
PERMANENT = range(500, 600)
SETTINGS_AT_FAULT = {530, 534, 535, 538}
"""Replies to who is not logged in or not encrypted: the settings are wrong, not the mail, which waits until they are mended."""
ON_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
OPTIONS = {"starttls", "ca"}


class Refused(PodiumError):
    """The next server will not take this mail, now or later."""

    code = "mail-refused"
    status = 422


class NobodyThere(Refused):
    """The address is reserved for nobody (RFC 2606, RFC 6761): accounts that were made for a contest hall have such."""

    code = "nobody-there"


RESERVED = (".invalid", ".localhost", ".test", ".example")


class Server(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    tls: bool
    """From the first byte; else `starttls`."""
    starttls: bool
    ca: str

    @classmethod
    def parse(cls, url: str) -> Server:
        """`smtp://user:password@host:587` (STARTTLS, required), `smtps://…:465` (TLS). Options: `?starttls=no`, `?ca=/path/to/ca.pem`.

        STARTTLS is off by itself for a server on this machine. Raises `BadSetting`, which does not repeat the URL: it has a password.
        """
        try:
            parts = urlsplit(url)
            scheme, host, port = parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
            options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
        except ValueError:
            scheme = ""
        if scheme not in PORTS or not host or options.keys() - OPTIONS or options.get("starttls", "no") not in ("yes", "no"):
            raise BadSetting(
                "setting smtp_url (PODIUM_SMTP_URL) must be like smtp://user:password@host:587 or smtps://…:465, with ?starttls=no or"
                " ?ca=FILE where needed",
                field="smtp_url",
            )
        wanted = options.get("starttls", "no" if host in ON_THIS_MACHINE else "yes") == "yes"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(host, port, user, password, scheme == "smtps", wanted and scheme == "smtp", options.get("ca", ""))


class SmtpTransport:
    """A connection for each mail: how many at once, the sender bounds."""

    def __init__(self, url: str) -> None:
        """Raises `BadSetting`."""
        self._server = Server.parse(url)
        try:
            self._tls = ssl.create_default_context(cafile=self._server.ca or None)
        except OSError as error:
            raise BadSetting(f"setting smtp_url: cannot read {self._server.ca!r}: {error.strerror}", field="smtp_url") from None

    async def send(self, message: EmailMessage, letter: Letter) -> None:
        server, to = self._server, letter.to
        if to.endswith(RESERVED):
            raise NobodyThere(f"{to.rpartition('.')[2]} is reserved: no mail reaches an address there")
        try:
            await aiosmtplib.send(
                message,
                recipients=[to],
                hostname=server.host,
                port=server.port,
                username=server.user or None,
                password=server.password or None,
                use_tls=server.tls,
                start_tls=server.starttls,
                tls_context=self._tls if server.tls or server.starttls else None,
                timeout=STEP_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _explained(error.recipients[0]) from None
        except aiosmtplib.SMTPResponseException as error:
            raise _explained(error) from None
        except aiosmtplib.SMTPNotSupported as error:
            raise Unavailable(f"the SMTP server cannot do what is asked of it: {error}", retry_after=1) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise Unavailable(f"the SMTP server cannot be reached: {type(error).__name__}", retry_after=1) from None


def _explained(error: aiosmtplib.SMTPResponseException) -> Refused | Unavailable:
    text = f"the SMTP server answers {error.code} {' '.join(error.message.split())}"
    if error.code in PERMANENT and error.code not in SETTINGS_AT_FAULT:
        return Refused(text)
    return Unavailable(text, retry_after=1)
